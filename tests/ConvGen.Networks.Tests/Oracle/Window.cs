namespace ConvGen.Tests.Oracle;

/// <summary>Rows and columns of padding given as numbers.</summary>
internal readonly record struct Border(int Top, int Bottom, int Left, int Right)
{
    public static Border All(int pad) => new(pad, pad, pad, pad);
}

/// <summary>
/// A sliding window as the user declares it. Output size is ⌊(n + pads − (f − 1)·dilation − 1) / stride⌋ + 1;
/// Same pads so that the output is ⌈n / stride⌉, the odd pixel at the bottom and right (TensorFlow).
/// </summary>
internal readonly record struct Window(int Height, int Width, int Stride, int StrideWidth, int Dilation, Padding Padding, Border Border)
{
    /// <summary>Columns between outputs; 0 is declared where they are as many as the rows.</summary>
    public int Across => StrideWidth == 0 ? Stride : StrideWidth;

    public (int Height, int Width) OutputSize(Extent input)
    {
        var border = Pads(input);
        return (Size(input.Height + border.Top + border.Bottom, Height, Stride), Size(input.Width + border.Left + border.Right, Width, Across));
    }

    public Border Pads(Extent input)
    {
        if (Padding != Padding.Same)
            return Border;
        var rows = SameTotal(input.Height, Height, Stride);
        var columns = SameTotal(input.Width, Width, Across);
        return new Border(rows / 2, rows - (rows / 2), columns / 2, columns - (columns / 2));
    }

    /// <summary>The taps of one output position that fall inside the input: tap row and column, input row and column.</summary>
    public IEnumerable<(int TapRow, int TapColumn, int Row, int Column)> Taps(Extent input, int outputRow, int outputColumn)
    {
        var border = Pads(input);
        for (var tapRow = 0; tapRow < Height; tapRow++)
            for (var tapColumn = 0; tapColumn < Width; tapColumn++)
            {
                var row = (outputRow * Stride) - border.Top + (tapRow * Dilation);
                var column = (outputColumn * Across) - border.Left + (tapColumn * Dilation);
                if (row >= 0 && row < input.Height && column >= 0 && column < input.Width)
                    yield return (tapRow, tapColumn, row, column);
            }
    }

    /// <summary>The arguments that differ from the defaults, as they are written in an attribute; a null default stride is always written.</summary>
    public IEnumerable<string> Arguments(int? defaultStride)
    {
        if (Stride != defaultStride)
            yield return $"Strides = {Stride}";
        if (StrideWidth != 0)
            yield return $"StrideWidth = {StrideWidth}";
        if (Dilation != 1)
            yield return $"Dilation = {Dilation}";
        if (Padding == Padding.Same)
            yield return "Padding = Padding.Same";
        if (Border == Border.All(Border.Top))
        {
            if (Border.Top != 0)
                yield return $"Pad = {Border.Top}";
        }
        else
        {
            yield return $"PadTop = {Border.Top}, PadBottom = {Border.Bottom}, PadLeft = {Border.Left}, PadRight = {Border.Right}";
        }
    }

    /// <summary>0 where the window does not fit.</summary>
    private int Size(int padded, int kernel, int stride)
    {
        var span = ((kernel - 1) * Dilation) + 1;
        return padded < span ? 0 : ((padded - span) / stride) + 1;
    }

    private int SameTotal(int size, int kernel, int stride)
    {
        var output = (size + stride - 1) / stride;
        return Math.Max(0, ((output - 1) * stride) + ((kernel - 1) * Dilation) + 1 - size);
    }
}
