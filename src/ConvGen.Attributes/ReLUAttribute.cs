namespace ConvGen;

/// <summary>min(max(x, 0), <see cref="MaxValue"/>) (Nair and Hinton 2010); <c>[ReLU(MaxValue = 6)]</c> is MobileNet's ReLU6 (Sandler et al. 2018).</summary>
public sealed class ReLUAttribute : LayerAttribute
{
    /// <summary>What larger values become, above 0: a number or, inside a block, an expression. Unless it is set there is no limit.</summary>
    public object? MaxValue { get; set; }
}
