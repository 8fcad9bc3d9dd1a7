namespace ConvGen;

/// <summary>
/// Transposed convolution (Zeiler et al. 2010): every input pixel adds its filters' taps to the result. H×W×C becomes H'×W'×filters, with
/// H' = (H − 1)·stride − pads + (kernel − 1)·dilation + output padding + 1, or H · stride with <c>Padding.Same</c>.
/// Parameters: <c>weight</c> (C, filters / groups, kernel height, kernel width) and <c>bias</c> (filters).
/// </summary>
public sealed class Conv2DTransposeAttribute : SlidingWindowAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Rows and columns of the kernel, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelSize)
        : this(filters, (object)kernelSize)
    {
    }

    /// <summary>A square kernel whose numbers may be expressions in a block's parameters.</summary>
    /// <param name="filters">Output channels: a number or an expression.</param>
    /// <param name="kernelSize">Rows and columns of the kernel: a number or an expression.</param>
    public Conv2DTransposeAttribute(object filters, object kernelSize)
        : this(filters, kernelSize, kernelSize)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    public Conv2DTransposeAttribute(int filters, int kernelHeight, int kernelWidth)
        : this(filters, kernelHeight, (object)kernelWidth)
    {
    }

    /// <summary>A rectangular kernel whose numbers may be expressions in a block's parameters.</summary>
    /// <param name="filters">Output channels: a number or an expression.</param>
    /// <param name="kernelHeight">Rows of the kernel: a number or an expression.</param>
    /// <param name="kernelWidth">Columns of the kernel: a number or an expression.</param>
    public Conv2DTransposeAttribute(object filters, object kernelHeight, object kernelWidth)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Output channels.</summary>
    public object Filters { get; }

    /// <summary>Rows of the kernel.</summary>
    public object KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public object KernelWidth { get; }

    /// <summary>Rows and columns added at the bottom and right of the result, to choose among the sizes that a strided convolution maps to one; less than the stride or the dilation.</summary>
    public object? OutputPadding { get; set; }

    /// <summary>Step between two taps of the kernel; at least 1.</summary>
    public object? Dilation { get; set; }

    /// <summary>Parts that input channels and filters are cut into, each part seeing only its own; must divide both.</summary>
    public object? Groups { get; set; }

    /// <summary>What is applied to every output.</summary>
    public Activation Activation { get; set; }

    /// <summary>True where each filter adds a number of its own.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>False where training leaves the parameters as they are.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>How the weights get their first values; biases start at zero.</summary>
    public Initializer KernelInitializer { get; set; }
}
