using System;

namespace ConvGen;

/// <summary>Makes a property's tensor an output of the network. Where no property has it, the last one is the output.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class OutputAttribute : Attribute;
