using System;

namespace ConvGen;

/// <summary>What training makes small: a function of the network's output and a target, one number a batch.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LossAttribute : Attribute;
