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
        : this(filters, kernelSize, kernelSize)
    {
    }

    /// <summary>A rectangular kernel.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>Step between two taps of the kernel (Yu and Koltun 2016); at least 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Parts that input channels and filters are cut into, each part seeing only its own; must divide both.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>What is applied to every output.</summary>
    public Activation Activation { get; set; }

    /// <summary>True where each filter adds a number of its own.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>False where training leaves the parameters as they are.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>How the weights get their first values; biases start at zero.</summary>
    public Initializer KernelInitializer { get; set; }
}
