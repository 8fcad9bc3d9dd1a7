namespace ConvGen;

/// <summary>
/// Two-dimensional convolution: cross-correlation, without flipping the kernel, as in every framework. H×W×C becomes H'×W'×filters.
/// Parameters: <c>weight</c> (filters, channels / groups, kernel height, kernel width) and <c>bias</c> (filters).
/// </summary>
public sealed class Conv2DAttribute : SlidingWindowAttribute
{
    /// <summary>A square kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelSize">Rows and columns of the kernel, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelSize)
        : this(filters, (object)kernelSize)
    {
    }

    /// <summary>A square kernel whose numbers may be expressions in a block's parameters.</summary>
    /// <param name="filters">Output channels: a number or an expression.</param>
    /// <param name="kernelSize">Rows and columns of the kernel: a number or an expression.</param>
    public Conv2DAttribute(object filters, object kernelSize)
        : this(filters, kernelSize, kernelSize)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth)
        : this(filters, kernelHeight, (object)kernelWidth)
    {
    }

    /// <summary>A rectangular kernel whose numbers may be expressions in a block's parameters.</summary>
    /// <param name="filters">Output channels: a number or an expression.</param>
    /// <param name="kernelHeight">Rows of the kernel: a number or an expression.</param>
    /// <param name="kernelWidth">Columns of the kernel: a number or an expression.</param>
    public Conv2DAttribute(object filters, object kernelHeight, object kernelWidth)
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

    /// <summary>Step between two taps of the kernel (Yu and Koltun 2016); at least 1.</summary>
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
