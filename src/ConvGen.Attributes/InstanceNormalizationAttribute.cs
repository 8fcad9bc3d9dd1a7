namespace ConvGen;

/// <summary>
/// Normalises each channel of each image over its positions (Ulyanov et al. 2016): y = γ · (x − μ) / √(σ² + ε) + β with the image's own mean and biased variance,
/// in training and inference alike. A map; the shape stays. Parameters of one number a channel: <c>weight</c> (γ, starts at 1), <c>bias</c> (β, at 0): PyTorch's
/// <c>InstanceNorm2d</c> with <c>affine = true</c>; without <see cref="Center"/> and <see cref="Scale"/> it is the one without.
/// </summary>
public sealed class InstanceNormalizationAttribute : LayerAttribute
{
    /// <summary>ε, added to the variance, above 0: a number or, inside a block, an expression. 1e-5 by default.</summary>
    public object? Epsilon { get; set; }

    /// <summary>False for no β: then there is no <c>bias</c>.</summary>
    public bool Center { get; set; } = true;

    /// <summary>False for no γ: then there is no <c>weight</c>.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>False where training leaves the parameters as they are.</summary>
    public bool Trainable { get; set; } = true;
}
