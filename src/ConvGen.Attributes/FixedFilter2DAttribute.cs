namespace ConvGen;

/// <summary>
/// Filters each channel by itself with numbers that are not learned, as cross-correlation. H×W×C becomes H'×W'×C. It has no parameters; gradients flow
/// through to the input.
/// </summary>
public sealed class FixedFilter2DAttribute : SlidingWindowAttribute
{
    /// <summary>A classic filter.</summary>
    /// <param name="filter">Which one.</param>
    public FixedFilter2DAttribute(FixedFilter filter)
    {
        Filter = filter;
        KernelHeight = 3;
        KernelWidth = 3;
        Numbers = [];
    }

    /// <summary>A filter of one's own.</summary>
    /// <param name="kernelHeight">Rows of the filter, at least 1.</param>
    /// <param name="kernelWidth">Columns of the filter, at least 1.</param>
    /// <param name="numbers">Its height · width numbers, row by row.</param>
    public FixedFilter2DAttribute(int kernelHeight, int kernelWidth, params float[] numbers)
    {
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        Numbers = numbers;
    }

    /// <summary>The classic filter; without meaning where <see cref="Numbers"/> are given.</summary>
    public FixedFilter Filter { get; }

    /// <summary>Rows of the filter.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the filter.</summary>
    public int KernelWidth { get; }

    /// <summary>The filter's numbers, row by row; empty for a classic filter.</summary>
    public float[] Numbers { get; }
}
