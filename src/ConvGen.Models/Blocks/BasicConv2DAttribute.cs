using System.ComponentModel;

namespace ConvGen.Models;

/// <summary>
/// What Inception networks are made of (Szegedy et al. 2015): a convolution without bias, batch normalisation with an epsilon of 0.001, ReLU. Keys as in
/// torchvision's <c>BasicConv2d</c>.
/// </summary>
/// <param name="filters">Output channels.</param>
/// <param name="kernelHeight">Rows of the kernel.</param>
/// <param name="kernelWidth">Columns of the kernel.</param>
public sealed class BasicConv2DAttribute(object filters, object kernelHeight, object kernelWidth) : BlockAttribute
{
    /// <summary>Output channels.</summary>
    public object Filters { get; } = filters;

    /// <summary>Rows of the kernel.</summary>
    public object KernelHeight { get; } = kernelHeight;

    /// <summary>Columns of the kernel.</summary>
    public object KernelWidth { get; } = kernelWidth;

    /// <summary>Step of the convolution; 1 by default.</summary>
    [DefaultValue(1)]
    public int Strides { get; set; } = 1;

    /// <summary>Rows added above and below.</summary>
    public int PadHeight { get; set; }

    /// <summary>Columns added on the left and on the right.</summary>
    public int PadWidth { get; set; }

    /// <summary>The block's result.</summary>
    [Conv2D(nameof(Filters), nameof(KernelHeight), nameof(KernelWidth), Strides = nameof(Strides), PadTop = nameof(PadHeight), PadBottom = nameof(PadHeight),
        PadLeft = nameof(PadWidth), PadRight = nameof(PadWidth), UseBias = false, Name = "conv")]
    [BatchNormalization(Epsilon = 0.001, Name = "bn")]
    [ReLU]
    public BlockTensor Result { get; }
}
