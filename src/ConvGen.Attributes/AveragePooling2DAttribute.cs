namespace ConvGen;

/// <summary>The mean of each window, channel by channel; padding is left out of the mean unless <see cref="CountIncludePad"/>. H×W×C becomes H'×W'×C.</summary>
public sealed class AveragePooling2DAttribute : SlidingWindowAttribute
{
    /// <summary>A square window, by default moved by its own size.</summary>
    /// <param name="poolSize">Rows and columns of the window, at least 1.</param>
    public AveragePooling2DAttribute(int poolSize)
        : this(poolSize, poolSize)
    {
    }

    /// <summary>A rectangular window; give <c>Strides</c> too, since it has no one size to move by.</summary>
    /// <param name="poolHeight">Rows of the window, at least 1.</param>
    /// <param name="poolWidth">Columns of the window, at least 1.</param>
    public AveragePooling2DAttribute(int poolHeight, int poolWidth)
    {
        PoolHeight = poolHeight;
        PoolWidth = poolWidth;
        Strides = poolHeight;
    }

    /// <summary>Rows of the window.</summary>
    public int PoolHeight { get; }

    /// <summary>Columns of the window.</summary>
    public int PoolWidth { get; }

    /// <summary>True where padding counts as zeros in the mean.</summary>
    public bool CountIncludePad { get; set; }
}
