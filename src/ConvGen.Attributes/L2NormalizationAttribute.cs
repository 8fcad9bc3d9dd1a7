namespace ConvGen;

/// <summary>
/// x / max(‖x‖₂, ε) over the last axis: the channels at each position of a map, all features of a vector (PyTorch's <c>F.normalize</c>). The shape stays. Where
/// the norm is less than ε, a zero vector for one, the gradient is that of x / ε.
/// </summary>
public sealed class L2NormalizationAttribute : LayerAttribute
{
    /// <summary>ε, the least divisor, above 0: a number or, inside a block, an expression. 1e-12 by default.</summary>
    public object? Epsilon { get; set; }
}
