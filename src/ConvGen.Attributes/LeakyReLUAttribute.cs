namespace ConvGen;

/// <summary>x where x ≥ 0, <see cref="NegativeSlope"/> · x below (Maas et al. 2013).</summary>
public sealed class LeakyReLUAttribute : LayerAttribute
{
    /// <summary>The slope below zero, finite: a number or, inside a block, an expression. 0.01 by default.</summary>
    public object? NegativeSlope { get; set; }
}
