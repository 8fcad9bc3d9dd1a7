namespace ConvGen;

/// <summary>Makes a map larger by whole factors: H×W×C becomes (H · height)×(W · width)×C.</summary>
public sealed class UpSampling2DAttribute : LayerAttribute
{
    /// <summary>One factor for rows and columns.</summary>
    /// <param name="size">The factor, at least 1.</param>
    public UpSampling2DAttribute(int size)
        : this((object)size)
    {
    }

    /// <summary>One factor for rows and columns, which may be an expression in a block's parameters.</summary>
    /// <param name="size">The factor: a number or an expression.</param>
    public UpSampling2DAttribute(object size)
        : this(size, size)
    {
    }

    /// <summary>Factors for rows and columns.</summary>
    /// <param name="height">Rows of the result for each row, at least 1.</param>
    /// <param name="width">Columns of the result for each column, at least 1.</param>
    public UpSampling2DAttribute(int height, int width)
        : this(height, (object)width)
    {
    }

    /// <summary>Factors for rows and columns, which may be expressions in a block's parameters.</summary>
    /// <param name="height">Rows of the result for each row: a number or an expression.</param>
    /// <param name="width">Columns of the result for each column: a number or an expression.</param>
    public UpSampling2DAttribute(object height, object width)
    {
        Height = height;
        Width = width;
    }

    /// <summary>Rows of the result for each row.</summary>
    public object Height { get; }

    /// <summary>Columns of the result for each column.</summary>
    public object Width { get; }

    /// <summary>Nearest (the default) or bilinear.</summary>
    public Interpolation Interpolation { get; set; }
}
