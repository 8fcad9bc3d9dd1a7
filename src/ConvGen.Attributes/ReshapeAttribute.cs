namespace ConvGen;

/// <summary>
/// The same values as a map or vector of another shape, in PyTorch's order: channels, rows, columns. After <see cref="FlattenAttribute"/>,
/// <c>Reshape(height, width, channels)</c> restores the map.
/// </summary>
public sealed class ReshapeAttribute : LayerAttribute
{
    /// <summary>A map; it must have as many elements as the input.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">Channels, at least 1.</param>
    public ReshapeAttribute(int height, int width, int channels)
        : this(height, width, (object)channels)
    {
    }

    /// <summary>A map whose sizes may be expressions in a block's parameters.</summary>
    /// <param name="height">Rows: a number or an expression.</param>
    /// <param name="width">Columns: a number or an expression.</param>
    /// <param name="channels">Channels: a number or an expression.</param>
    public ReshapeAttribute(object height, object width, object channels)
    {
        Height = height;
        Width = width;
        Channels = channels;
    }

    /// <summary>A vector; it must have as many elements as the input.</summary>
    /// <param name="features">Its length, at least 1.</param>
    public ReshapeAttribute(int features)
        : this((object)features)
    {
    }

    /// <summary>A vector whose length may be an expression in a block's parameters.</summary>
    /// <param name="features">Its length: a number or an expression.</param>
    public ReshapeAttribute(object features) => Features = features;

    /// <summary>Rows of a map.</summary>
    public object? Height { get; }

    /// <summary>Columns of a map.</summary>
    public object? Width { get; }

    /// <summary>Channels of a map.</summary>
    public object? Channels { get; }

    /// <summary>Length of a vector.</summary>
    public object? Features { get; }
}
