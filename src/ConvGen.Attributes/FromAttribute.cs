using System;

namespace ConvGen;

/// <summary>The tensor that a property's layers start from: another property, an input by its name, or <see cref="Network.Input"/>.</summary>
/// <param name="tensor">Its name.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class FromAttribute(string tensor) : Attribute
{
    /// <summary>The tensor's name.</summary>
    public string Tensor { get; } = tensor;
}
