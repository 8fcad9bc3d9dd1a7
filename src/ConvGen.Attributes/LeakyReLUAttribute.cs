namespace ConvGen;

/// <summary>x where x ≥ 0, <see cref="NegativeSlope"/> · x below (Maas et al. 2013).</summary>
public sealed class LeakyReLUAttribute : LayerAttribute
{
    /// <summary>The slope below zero; finite.</summary>
    public double NegativeSlope { get; set; } = 0.01;
}
