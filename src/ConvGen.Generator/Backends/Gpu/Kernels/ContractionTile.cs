using System;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// What a block of threads computes at a time: rows × columns of the result, of which each thread has a part in registers, while slices of A and B go through
/// shared memory.
/// </summary>
/// <param name="Rows">Rows of a block.</param>
/// <param name="Columns">Columns of a block.</param>
/// <param name="ThreadRows">Rows of a thread: a multiple of four.</param>
/// <param name="Splits">Parts that a sum is cut into, each made by a block of its own and added up by a second launch; <see cref="ByBatch"/> where the launch says how many.</param>
internal sealed record ContractionTile(int Rows, int Columns, int ThreadRows, int Splits)
{
    /// <summary>Terms of the sum that go through shared memory together.</summary>
    public const int Depth = 16;

    /// <summary>Columns of a thread.</summary>
    public const int ThreadColumns = ContractionShape.Quad;

    /// <summary>Columns of the widest block; contractions with fewer have one block of columns.</summary>
    public const int MostColumns = 64;

    /// <summary>Between slices of A in shared memory: not a multiple of the 32 banks, but of a vector.</summary>
    public const int Gap = 4;

    /// <summary>The value of <see cref="Splits"/> that means: the launch says how many.</summary>
    public const int ByBatch = 0;

    /// <summary>Terms that are worth a block of their own.</summary>
    private const int FewestTerms = 128;

    private const int MostSplits = 32;

    public int Threads => Rows / ThreadRows * (Columns / ThreadColumns);

    /// <summary>True where parts of sums are made, not the sums.</summary>
    public bool IsSplit => Splits != 1;

    public int ColumnThreads => Columns / ThreadColumns;

    /// <summary>
    /// True where the product has just the tile's columns: as many as a panel of B, or half a one, and columns come padded to those. So there is nothing to compare a column with.
    /// </summary>
    public bool HasAllColumns => Columns <= Packing.Width;

    /// <summary>Chooses by the sizes of one image: the batch is not known yet.</summary>
    public static ContractionTile Of(ContractionShape shape)
    {
        var columns = shape.Columns > 32 ? MostColumns : shape.Columns > 16 ? 32 : shape.Columns > 8 ? 16 : 8;
        var isTall = shape.RowsGrow || shape.RowCount > 64;
        var (rows, threadRows) = (columns, isTall) switch
        {
            (MostColumns, true) => (128, 8),
            (MostColumns, false) => (64, 4),
            (32, true) => (128, 8),
            (32, false) => (64, 4),
            (16, _) => (128, 4),
            _ => (128, 4),
        };
        var splits = 1;
        if (!shape.RowsGrow)
        {
            var blocks = shape.OuterCount * Ceiling(shape.RowCount, rows) * Ceiling(shape.Columns, columns);
            splits = Math.Max(1, Math.Min(Math.Min(MostSplits, Split.EnoughBlocks / Math.Max(1, blocks)), shape.DepthCount / FewestTerms));
        }

        var tile = new ContractionTile(rows, columns, threadRows, splits);
        if (tile.HasAllColumns && columns != shape.Columns)
            throw new InvalidOperationException($"'{shape.Kernel.Name}': {shape.Columns} columns in a tile of {columns}, which does without asking whether there is a column");
        return tile;
    }

    /// <summary>What a kernel in these tiles says of itself.</summary>
    public string Comment(ContractionShape shape) => FormattableString.Invariant($"tiles of {Rows}x{Columns}: {(IsSplit ? "value" : ContractionEpilogue.Formula(shape))}");

    /// <summary>The most parts that each image's sums are worth.</summary>
    public static int MostParts(ContractionShape shape) => shape.RowsGrow && !shape.DepthGrows ? Math.Max(1, Math.Min(MostSplits, shape.DepthCount / FewestTerms)) : 1;

    public static int Ceiling(int whole, int part) => (whole + part - 1) / part;
}
