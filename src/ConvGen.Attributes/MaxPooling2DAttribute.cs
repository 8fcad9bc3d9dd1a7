namespace ConvGen;

/// <summary>The largest value in each window, channel by channel; padding counts as −∞. H×W×C becomes H'×W'×C.</summary>
public sealed class MaxPooling2DAttribute : SlidingWindowAttribute
{
    /// <summary>A square window, by default moved by its own size.</summary>
    /// <param name="poolSize">Rows and columns of the window, at least 1.</param>
    public MaxPooling2DAttribute(int poolSize)
        : this((object)poolSize)
    {
    }

    /// <summary>A square window whose size may be an expression in a block's parameters, by default moved by its own size.</summary>
    /// <param name="poolSize">Rows and columns of the window: a number or an expression.</param>
    public MaxPooling2DAttribute(object poolSize)
        : this(poolSize, poolSize)
    {
    }

    /// <summary>A rectangular window; give <c>Strides</c> too, since it has no one size to move by.</summary>
    /// <param name="poolHeight">Rows of the window, at least 1.</param>
    /// <param name="poolWidth">Columns of the window, at least 1.</param>
    public MaxPooling2DAttribute(int poolHeight, int poolWidth)
        : this(poolHeight, (object)poolWidth)
    {
    }

    /// <summary>A rectangular window whose numbers may be expressions in a block's parameters; give <c>Strides</c> too.</summary>
    /// <param name="poolHeight">Rows of the window: a number or an expression.</param>
    /// <param name="poolWidth">Columns of the window: a number or an expression.</param>
    public MaxPooling2DAttribute(object poolHeight, object poolWidth)
    {
        PoolHeight = poolHeight;
        PoolWidth = poolWidth;
    }

    /// <summary>Rows of the window.</summary>
    public object PoolHeight { get; }

    /// <summary>Columns of the window.</summary>
    public object PoolWidth { get; }
}
