namespace ConvGen;

/// <summary>One axis of a packed tensor's depth, outermost first.</summary>
/// <param name="Extent">Its length.</param>
/// <param name="Stride">Its step in the public (PyTorch) order.</param>
public readonly record struct PackedAxis(int Extent, int Stride);

/// <summary>
/// The compiler's layout of a parameter, made for register tiles: output rows in panels of 16 (the last panel 8 wide where that is
/// enough), within a panel the depth in order, within a depth step the panel's rows side by side.
/// <code>
/// packed(group, row, depth) = group · Groups' size + (row / 16) · Depth · 16 + depth · width(row / 16) + row % 16
/// public(group, row, depth) = (group · Rows + row) · Depth + Σ depthᵢ · strideᵢ
/// </code>
/// Lanes past the last row are padding: always zero.
/// </summary>
/// <param name="Groups">Convolution groups (1 for everything else).</param>
/// <param name="Rows">Output rows in a group.</param>
/// <param name="Axes">The depth axes in packed order, outermost first; none for a vector.</param>
public sealed record PanelPacking(int Groups, int Rows, IReadOnlyList<PackedAxis> Axes)
{
    /// <summary>Rows of a full panel.</summary>
    public const int Width = 16;

    /// <summary>Numbers behind one row: the product of the axes' extents.</summary>
    public int Depth { get; } = Axes.Aggregate(1, (product, axis) => checked(product * axis.Extent));

    /// <summary>Rows rounded up to a multiple of 8.</summary>
    public int PaddedRows => (Rows + 7) / 8 * 8;

    /// <summary>Floats in the flat buffer, padding lanes included.</summary>
    public int PackedLength => checked(Groups * PaddedRows * Depth);

    /// <summary>Elements of the public tensor.</summary>
    public int Length => checked(Groups * Rows * Depth);

    /// <summary>Panels of all groups.</summary>
    internal int PanelCount => Groups * PanelsOfGroup;

    private int PanelsOfGroup => (Rows + Width - 1) / Width;

    /// <summary>Puts a tensor in public order into its packed place and zeroes the padding lanes.</summary>
    /// <param name="source"><see cref="Length"/> values in public order.</param>
    /// <param name="packed"><see cref="PackedLength"/> floats of the flat buffer.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Pack(ReadOnlySpan<float> source, Span<float> packed)
    {
        CheckLengths(source.Length, packed.Length);
        new PanelPacker(this).Pack(source, 0, PanelCount, packed);
    }

    /// <summary>The inverse of <see cref="Pack"/>; padding lanes are not read.</summary>
    /// <param name="packed"><see cref="PackedLength"/> floats of the flat buffer.</param>
    /// <param name="destination">Room for <see cref="Length"/> values in public order.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Unpack(ReadOnlySpan<float> packed, Span<float> destination)
    {
        CheckLengths(destination.Length, packed.Length);
        var depthOffsets = DepthOffsets();
        var at = 0;
        for (var group = 0; group < Groups; group++)
        {
            for (var firstRow = 0; firstRow < Rows; firstRow += Width)
            {
                var lanes = PanelWidth(firstRow);
                var rows = Math.Min(lanes, Rows - firstRow);
                var panel = destination.Slice((group * Rows + firstRow) * Depth, rows * Depth);
                foreach (var depthOffset in depthOffsets)
                {
                    for (var row = 0; row < rows; row++)
                        panel[row * Depth + depthOffset] = packed[at + row];
                    at += lanes;
                }
            }
        }
    }

    /// <summary>Where a panel's rows begin among all groups' rows, how many it has, how many lanes, and its first float in the packed tensor.</summary>
    internal (int FirstRow, int Rows, int Lanes, int Offset) Panel(int index)
    {
        var (group, panel) = Math.DivRem(index, PanelsOfGroup);
        var row = panel * Width;
        return ((group * Rows) + row, Math.Min(Width, Rows - row), PanelWidth(row), ((group * PaddedRows) + row) * Depth);
    }

    private int PanelWidth(int firstRow) => Math.Min(Width, PaddedRows - firstRow);

    /// <summary>For each packed depth position, the offset Σ depthᵢ · strideᵢ of its element from its row's start in public order.</summary>
    internal int[] DepthOffsets()
    {
        var offsets = new int[Depth];
        var run = Depth;
        foreach (var axis in Axes)
        {
            // The axis' digit of position d is (d / run) mod extent, run being the number of positions inside one step of the axis.
            run /= Math.Max(1, axis.Extent);
            for (var d = 0; d < offsets.Length; d++)
                offsets[d] += d / run % axis.Extent * axis.Stride;
        }

        return offsets;
    }

    private void CheckLengths(int length, int packedLength)
    {
        if (length != Length)
            throw new ArgumentException($"The tensor has {Length} values, but the span has {length}.");
        if (packedLength != PackedLength)
            throw new ArgumentException($"The packed tensor has {PackedLength} floats, but the span has {packedLength}.");
    }
}
