namespace ConvGen;

/// <summary>
/// Depthwise convolution (Howard et al. 2017): each channel is convolved by itself. H×W×C becomes H'×W'×(C · <see cref="DepthMultiplier"/>).
/// Parameters: <c>weight</c> (C · multiplier, 1, kernel height, kernel width), the filters of a channel side by side, and <c>bias</c> (C · multiplier).
/// </summary>
public sealed class DepthwiseConv2DAttribute : SlidingWindowAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="kernelSize">Rows and columns of the kernel, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelSize)
        : this((object)kernelSize)
    {
    }

    /// <summary>A square kernel whose size may be an expression in a block's parameters.</summary>
    /// <param name="kernelSize">Rows and columns of the kernel: a number or an expression.</param>
    public DepthwiseConv2DAttribute(object kernelSize)
        : this(kernelSize, kernelSize)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    public DepthwiseConv2DAttribute(int kernelHeight, int kernelWidth)
        : this(kernelHeight, (object)kernelWidth)
    {
    }

    /// <summary>A rectangular kernel whose numbers may be expressions in a block's parameters.</summary>
    /// <param name="kernelHeight">Rows of the kernel: a number or an expression.</param>
    /// <param name="kernelWidth">Columns of the kernel: a number or an expression.</param>
    public DepthwiseConv2DAttribute(object kernelHeight, object kernelWidth)
    {
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Rows of the kernel.</summary>
    public object KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public object KernelWidth { get; }

    /// <summary>Filters of each channel; 1 by default.</summary>
    public object? DepthMultiplier { get; set; }

    /// <summary>Step between two taps of the kernel (Yu and Koltun 2016); at least 1.</summary>
    public object? Dilation { get; set; }

    /// <summary>What is applied to every output.</summary>
    public Activation Activation { get; set; }

    /// <summary>True where each filter adds a number of its own.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>False where training leaves the parameters as they are.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>How the weights get their first values; biases start at zero.</summary>
    public Initializer KernelInitializer { get; set; }
}
