using System.ComponentModel;

namespace ConvGen.Models;

/// <summary>
/// The block of MobileNetV2 (Sandler et al. 2018): 1×1 to six times the channels, 3×3 depthwise, 1×1 to few channels without a nonlinearity, and the
/// input added where the shape is kept. Keys as in torchvision's <c>InvertedResidual</c>.
/// </summary>
/// <param name="filters">Output channels.</param>
public sealed class InvertedResidualAttribute(int filters) : BlockAttribute
{
    /// <summary>Output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>Step of the depthwise convolution; 1 by default.</summary>
    [DefaultValue(1)]
    public int Strides { get; set; } = 1;

    /// <summary>The block's result.</summary>
    [Conv2D("6 * Input.Channels", 1, UseBias = false, Name = "conv.0.0")]
    [BatchNormalization(Name = "conv.0.1")]
    [ReLU(MaxValue = 6)]
    [DepthwiseConv2D(3, Strides = nameof(Strides), Pad = 1, UseBias = false, Name = "conv.1.0")]
    [BatchNormalization(Name = "conv.1.1")]
    [ReLU(MaxValue = 6)]
    [Conv2D(nameof(Filters), 1, UseBias = false, Name = "conv.2")]
    [BatchNormalization(Name = "conv.3")]
    [Add(Network.Input, When = "Strides == 1 && Input.Channels == Filters")]
    public BlockTensor Result { get; }
}
