namespace ConvGen;

/// <summary>What sort of work a kernel does: what a profile sums up by.</summary>
public enum KernelKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>A convolution of 3×3, 5×5 or 7×7 taps by Winograd's transform, forward or the input's gradient, or the transform of its filters.</summary>
    Winograd,

    /// <summary>A convolution over windows, product by product, forward or the input's gradient.</summary>
    Convolution,

    /// <summary>A matrix product: 1×1 convolutions and dense layers, forward or the input's gradient.</summary>
    MatrixProduct,

    /// <summary>The gradient of filters or dense weights.</summary>
    WeightGradient,

    /// <summary>A filter for each channel by itself, forward or the input's gradient.</summary>
    Depthwise,

    /// <summary>Formulas element by element.</summary>
    Pointwise,

    /// <summary>Maximum or average pooling, and its gradient.</summary>
    Pooling,

    /// <summary>Sums and maxima over pixels, channels or images: statistics, global pooling, bias gradients, softmax, losses.</summary>
    Reduction,

    /// <summary>Copies, fills, packing.</summary>
    Copy,
}
