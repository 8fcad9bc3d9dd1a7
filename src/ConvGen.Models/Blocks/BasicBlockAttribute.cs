using System.ComponentModel;

namespace ConvGen.Models;

/// <summary>
/// The residual block of ResNet-18 and ResNet-34 (He et al. 2015): two 3×3 convolutions, and a 1×1 convolution on the shortcut where the shape changes.
/// Keys as in torchvision's <c>BasicBlock</c>.
/// </summary>
/// <param name="filters">Output channels.</param>
public sealed class BasicBlockAttribute(int filters) : BlockAttribute
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Step of the first convolution and of the shortcut; 1 by default.</summary>
    [DefaultValue(1)]
    public int Strides { get; set; } = 1;

    /// <summary>The residual branch.</summary>
    [Conv2D(nameof(Filters), 3, Strides = nameof(Strides), Pad = 1, UseBias = false, Name = "conv1")]
    [BatchNormalization(Name = "bn1")]
    [ReLU]
    [Conv2D(nameof(Filters), 3, Pad = 1, UseBias = false, Name = "conv2")]
    [BatchNormalization(Name = "bn2")]
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
