namespace ConvGen;

/// <summary>
/// Divides each value by what its neighbouring channels hold at its position (Krizhevsky et al. 2012): y = x / (bias + α / size · Σ x²)^β, the sum over a window of
/// <c>size</c> channels: size / 2 before and (size − 1) / 2 behind, fewer at the ends. A map; the shape stays. α is divided by the size as in PyTorch; the AlexNet
/// paper's α = 1e-4 over 5 channels is 5e-4 here, its bias 2.
/// </summary>
public sealed class LocalResponseNormalizationAttribute : LayerAttribute
{
    /// <summary>Local response normalisation.</summary>
    /// <param name="size">Channels in the window, at least 1.</param>
    public LocalResponseNormalizationAttribute(int size) => Size = size;

    /// <summary>Local response normalisation inside a block.</summary>
    /// <param name="size">Channels in the window: an expression in the block's parameters.</param>
    public LocalResponseNormalizationAttribute(string size) => Size = size;

    /// <summary>Channels in the window.</summary>
    public object Size { get; }

    // Numbers are of type object: inside a block an expression in its parameters may stand in their place (see BlockAttribute).

    /// <summary>α; at least 0. 1e-4 by default.</summary>
    public object? Alpha { get; set; }

    /// <summary>β; finite. 0.75 by default.</summary>
    public object? Beta { get; set; }

    /// <summary>What the sum is added to; above 0. 1 by default.</summary>
    public object? Bias { get; set; }
}
