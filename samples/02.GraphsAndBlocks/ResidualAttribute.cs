using System.ComponentModel;
using ConvGen;

namespace GraphsAndBlocks;

/// <summary>
/// A layer of our own: two convolutions, around which the input is carried and added (He et al. 2015). Where the block changes the size or the number of
/// channels, the carried input is projected by a 1×1 convolution.
/// </summary>
/// <param name="filters">Channels of the result.</param>
public sealed class ResidualAttribute(int filters) : BlockAttribute
{
    private const string Changes = "Strides != 1 || Input.Channels != Filters";

    public int Filters { get; } = filters;

    [DefaultValue(1)]
    public int Strides { get; set; } = 1;

    [Conv2D(nameof(Filters), 3, Strides = nameof(Strides), Pad = 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "bn1")]
    [ReLU]
    [Conv2D(nameof(Filters), 3, Pad = 1, UseBias = false, Name = "conv2")]
    [BatchNormalization(Name = "bn2")]
    public BlockTensor Body { get; }

    [From(Network.Input)]
    [Conv2D(nameof(Filters), 1, Strides = nameof(Strides), UseBias = false, Name = "projection", When = Changes)]
    [BatchNormalization(Name = "projection_bn", When = Changes)]
    public BlockTensor Shortcut { get; }

    [Add(nameof(Body), nameof(Shortcut))]
    [ReLU]
    public BlockTensor Sum { get; }
}
