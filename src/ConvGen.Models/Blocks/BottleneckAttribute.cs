using System.ComponentModel;

namespace ConvGen.Models;

/// <summary>
/// The residual block of ResNet-50 and deeper (He et al. 2015): 1×1 to a quarter of the channels, 3×3, 1×1 back. The 3×3 convolution takes the stride,
/// as in torchvision (the paper gives it to the first 1×1), whose keys these are.
/// </summary>
/// <param name="filters">Output channels; the inner convolutions have a quarter of them.</param>
public sealed class BottleneckAttribute(int filters) : BlockAttribute
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Step of the 3×3 convolution and of the shortcut; 1 by default.</summary>
    [DefaultValue(1)]
    public int Strides { get; set; } = 1;

    /// <summary>The residual branch.</summary>
    [Conv2D("Filters / 4", 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "bn1")]
    [ReLU]
    [Conv2D("Filters / 4", 3, Strides = nameof(Strides), Pad = 1, UseBias = false, Name = "conv2")]
    [BatchNormalization(Name = "bn2")]
    [ReLU]
    [Conv2D(nameof(Filters), 1, UseBias = false, Name = "conv3")]
    [BatchNormalization(Name = "bn3")]
    public BlockTensor Body { get; }

    /// <summary>The way around the branch.</summary>
    [From(Network.Input)]
    [Conv2D(nameof(Filters), 1, Strides = nameof(Strides), UseBias = false, Name = "downsample.0", When = "Strides != 1 || Input.Channels != Filters")]
    [BatchNormalization(Name = "downsample.1", When = "Strides != 1 || Input.Channels != Filters")]
    public BlockTensor Shortcut { get; }

    /// <summary>The block's result.</summary>
    [Add(nameof(Body), nameof(Shortcut))]
    [ReLU]
    public BlockTensor Result { get; }
}
