namespace ConvGen;

/// <summary>
/// Normalises each channel over the batch (Ioffe and Szegedy 2015): y = γ · (x − μ) / √(σ² + ε) + β. A map is normalised over images and positions, a vector
/// feature by feature; the shape stays. Training uses the batch's mean and biased variance and moves the running averages towards them (the variance unbiased);
/// inference uses the running averages. Parameters of one number a channel: <c>weight</c> (γ, starts at 1), <c>bias</c> (β, at 0), <c>running_mean</c> (at 0),
/// <c>running_var</c> (at 1). Where a channel has a single value in a batch (one vector, or one image of one position) the result is β, and the running variance
/// stays as it is: one value says nothing of a variance.
/// </summary>
public sealed class BatchNormalizationAttribute : LayerAttribute
{
    // Numbers are of type object: inside a block an expression in its parameters may stand in their place (see BlockAttribute).

    /// <summary>The share of the old value in a new running average, at least 0 and at most 1. 0.9 by default, which is PyTorch's momentum of 0.1.</summary>
    public object? Momentum { get; set; }

    /// <summary>ε, added to the variance; above 0. 1e-5 by default.</summary>
    public object? Epsilon { get; set; }

    /// <summary>False for no β: then there is no <c>bias</c>.</summary>
    public bool Center { get; set; } = true;

    /// <summary>False for no γ: then there is no <c>weight</c>.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>
    /// False where the layer is frozen, as Keras means it: γ and β stay, and training too normalises with the running averages and leaves them alone
    /// (in PyTorch, a layer in eval mode whose parameters need no gradient).
    /// </summary>
    public bool Trainable { get; set; } = true;
}
