namespace ConvGen.Models;

/// <summary>
/// The layer of DenseNet-BC (Huang et al. 2016): 1×1 to four times the growth, 3×3 to the growth, put behind the input's channels; normalisation comes
/// before each convolution. Keys as in torchvision's <c>_DenseLayer</c>.
/// </summary>
/// <param name="growth">Channels that the layer adds.</param>
public sealed class DenseLayerAttribute(int growth) : BlockAttribute
{
    /// <summary>Channels that the layer adds.</summary>
    public int Growth { get; } = growth;

    /// <summary>The channels that the layer adds.</summary>
    [BatchNormalization(Name = "norm1")]
    [ReLU]
    [Conv2D("4 * Growth", 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "norm2")]
    [ReLU]
    [Conv2D(nameof(Growth), 3, Pad = 1, UseBias = false, Name = "conv2")]
    public BlockTensor Fresh { get; }

    /// <summary>The block's result.</summary>
    [Concatenate(Network.Input, nameof(Fresh))]
    public BlockTensor Result { get; }
}
