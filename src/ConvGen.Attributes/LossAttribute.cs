using System;

namespace ConvGen;

/// <summary>What training makes small: a function of the network's output and a target, one number a batch.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class LossAttribute : Attribute
{
    /// <summary>The output the loss is for, by its property: <c>Of = nameof(Classes)</c>. Not needed where there is only one.</summary>
    public string? Of { get; set; }
}
