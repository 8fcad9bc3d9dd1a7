namespace ConvGen;

/// <summary>Zeros around a map: H×W×C becomes (top + H + bottom)×(left + W + right)×C.</summary>
public sealed class ZeroPadding2DAttribute : LayerAttribute
{
    /// <summary>As many rows and columns on every side.</summary>
    /// <param name="padding">Rows and columns added on each side, at least 0.</param>
    public ZeroPadding2DAttribute(int padding)
        : this((object)padding)
    {
    }

    /// <summary>As many rows and columns on every side; the number may be an expression in a block's parameters.</summary>
    /// <param name="padding">Rows and columns added on each side: a number or an expression.</param>
    public ZeroPadding2DAttribute(object padding)
        : this(padding, padding)
    {
    }

    /// <summary>Rows and columns apart.</summary>
    /// <param name="vertical">Rows above, and as many below, at least 0.</param>
    /// <param name="horizontal">Columns on the left, and as many on the right, at least 0.</param>
    public ZeroPadding2DAttribute(int vertical, int horizontal)
        : this(vertical, (object)horizontal)
    {
    }

    /// <summary>Rows and columns apart; the numbers may be expressions in a block's parameters.</summary>
    /// <param name="vertical">Rows above, and as many below: a number or an expression.</param>
    /// <param name="horizontal">Columns on the left, and as many on the right: a number or an expression.</param>
    public ZeroPadding2DAttribute(object vertical, object horizontal)
        : this(vertical, vertical, horizontal, horizontal)
    {
    }

    /// <summary>Every side by itself.</summary>
    /// <param name="top">Rows added above, at least 0.</param>
    /// <param name="bottom">Rows added below, at least 0.</param>
    /// <param name="left">Columns added on the left, at least 0.</param>
    /// <param name="right">Columns added on the right, at least 0.</param>
    public ZeroPadding2DAttribute(int top, int bottom, int left, int right)
        : this(top, bottom, left, (object)right)
    {
    }

    /// <summary>Every side by itself; the numbers may be expressions in a block's parameters.</summary>
    /// <param name="top">Rows added above: a number or an expression.</param>
    /// <param name="bottom">Rows added below: a number or an expression.</param>
    /// <param name="left">Columns added on the left: a number or an expression.</param>
    /// <param name="right">Columns added on the right: a number or an expression.</param>
    public ZeroPadding2DAttribute(object top, object bottom, object left, object right)
    {
        Top = top;
        Bottom = bottom;
        Left = left;
        Right = right;
    }

    /// <summary>Rows added above.</summary>
    public object Top { get; }

    /// <summary>Rows added below.</summary>
    public object Bottom { get; }

    /// <summary>Columns added on the left.</summary>
    public object Left { get; }

    /// <summary>Columns added on the right.</summary>
    public object Right { get; }
}
