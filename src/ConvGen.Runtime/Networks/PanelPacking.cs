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
}
