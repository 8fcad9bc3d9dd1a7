using System;

namespace ConvGen;

/// <summary>
/// Makes a partial class a neural network: its attributes, top to bottom, say input, layers and loss; the compiler checks them while you
/// type and writes the forward and backward pass as plain C#.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NetworkAttribute : Attribute
{
    /// <summary>
    /// True (the default) where convolutions may use Winograd's algorithm (Lavin and Gray 2016), which rounds a little differently; false for
    /// the direct sum only.
    /// </summary>
    public bool AllowWinograd { get; set; } = true;
}
