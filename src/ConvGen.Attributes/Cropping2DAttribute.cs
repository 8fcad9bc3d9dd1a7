namespace ConvGen;

/// <summary>Takes rows and columns off a map: H×W×C becomes (H − top − bottom)×(W − left − right)×C; at least one row and one column stay.</summary>
public sealed class Cropping2DAttribute : LayerAttribute
{
    /// <summary>As many rows and columns on every side.</summary>
    /// <param name="cropping">Rows and columns taken on each side, at least 0.</param>
    public Cropping2DAttribute(int cropping)
        : this((object)cropping)
    {
    }

    /// <summary>As many rows and columns on every side; the number may be an expression in a block's parameters.</summary>
    /// <param name="cropping">Rows and columns taken on each side: a number or an expression.</param>
    public Cropping2DAttribute(object cropping)
        : this(cropping, cropping)
    {
    }

    /// <summary>Rows and columns apart.</summary>
    /// <param name="vertical">Rows above, and as many below, at least 0.</param>
    /// <param name="horizontal">Columns on the left, and as many on the right, at least 0.</param>
    public Cropping2DAttribute(int vertical, int horizontal)
        : this(vertical, (object)horizontal)
    {
    }

    /// <summary>Rows and columns apart; the numbers may be expressions in a block's parameters.</summary>
    /// <param name="vertical">Rows above, and as many below: a number or an expression.</param>
    /// <param name="horizontal">Columns on the left, and as many on the right: a number or an expression.</param>
    public Cropping2DAttribute(object vertical, object horizontal)
        : this(vertical, vertical, horizontal, horizontal)
    {
    }

    /// <summary>Every side by itself.</summary>
    /// <param name="top">Rows taken above, at least 0.</param>
    /// <param name="bottom">Rows taken below, at least 0.</param>
    /// <param name="left">Columns taken on the left, at least 0.</param>
    /// <param name="right">Columns taken on the right, at least 0.</param>
    public Cropping2DAttribute(int top, int bottom, int left, int right)
        : this(top, bottom, left, (object)right)
    {
    }

    /// <summary>Every side by itself; the numbers may be expressions in a block's parameters.</summary>
    /// <param name="top">Rows taken above: a number or an expression.</param>
    /// <param name="bottom">Rows taken below: a number or an expression.</param>
    /// <param name="left">Columns taken on the left: a number or an expression.</param>
    /// <param name="right">Columns taken on the right: a number or an expression.</param>
    public Cropping2DAttribute(object top, object bottom, object left, object right)
    {
        Top = top;
        Bottom = bottom;
        Left = left;
        Right = right;
    }

    /// <summary>Rows taken above.</summary>
    public object Top { get; }

    /// <summary>Rows taken below.</summary>
    public object Bottom { get; }

    /// <summary>Columns taken on the left.</summary>
    public object Left { get; }

    /// <summary>Columns taken on the right.</summary>
    public object Right { get; }
}
