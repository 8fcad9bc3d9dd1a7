using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Adds up the parts that a contraction's sums were cut into, always in the same order, and finishes them.</summary>
internal static class ContractionFold
{
    private const int Threads = 128;

    /// <summary>Where statistics are left: threads side by side, each with four columns of a row.</summary>
    private const int ColumnThreads = Threads / ColumnStatistics.FewestRows, BlockColumns = ColumnThreads * ContractionShape.Quad;

    /// <summary>The launch of the kernel.</summary>
    public static Launch Of(ContractionShape shape, ContractionTile tile, KernelCode code)
    {
        var items = Items(shape);
        var blocks = shape.Kernel.Statistics is not null ? new Blocks(shape.RowCount, 0, ColumnStatistics.FewestRows, ContractionTile.Ceiling(shape.Columns, BlockColumns))
            : tile.Splits == ContractionTile.ByBatch ? new Blocks(items, 0, Threads)
            : new Blocks(0, items, Threads);
        return new Launch(code, blocks, [Place.Scratch(0), .. ContractionEpilogue.Places(shape)]) { Step = "fold" };
    }

    public static KernelCode Code(ContractionShape shape, ContractionTile tile)
    {
        var k = new KernelBuilder(ContractionEpilogue.Places(shape).Count + 1, Threads) { LiftsSizes = false };
        if (shape.Kernel.Statistics is null)
            Write(k, shape, tile, 0, 1);
        else
            WriteRows(k, shape, tile, 0, 1);
        return k.Build("fold", $"sums of parts: {ContractionEpilogue.Formula(shape)}");
    }

    /// <summary>Quads of columns of all rows, or of those of an image.</summary>
    private static int Items(ContractionShape shape) => checked(shape.OuterCount * shape.RowCount * (shape.Columns / ContractionShape.Quad));

    /// <summary>Writes the kernel down.</summary>
    /// <param name="k">Where to.</param>
    /// <param name="shape">The contraction.</param>
    /// <param name="tile">In how many parts sums are.</param>
    /// <param name="scratch">The parameter that is the parts.</param>
    /// <param name="results">The first of those that the epilogue has.</param>
    public static void Write(KernelBuilder k, ContractionShape shape, ContractionTile tile, int scratch, int results)
    {
        var isByBatch = tile.Splits == ContractionTile.ByBatch;
        var item = (k.BlockX * Threads) + k.Thread;
        var (rows, items) = (k.Size("rows", shape.RowCount), k.Size("items", Items(shape)));
        if (isByBatch)
            (rows, items) = (k.Batch * rows, k.Batch * items);
        k.If(item < items, () =>
        {
            var (number, quad) = k.DivideRemainder(item, k.Divisor("quads", shape.Columns / ContractionShape.Quad));
            var (row, outer) = k.DivideRemainder(number, k.Divisor("outers", shape.OuterCount));
            Finish(k, shape, tile, scratch, results, rows, row, outer, quad * ContractionShape.Quad);
        });
    }

    /// <summary>The same in blocks of rows and columns, which leave statistics of them.</summary>
    private static void WriteRows(KernelBuilder k, ContractionShape shape, ContractionTile tile, int scratch, int results)
    {
        var (own, quad) = k.DivideRemainder(k.Thread, ColumnThreads);
        var (rows, columns, firstRow) = (k.Batch * k.Size("rows", shape.RowCount), k.Size("columns", shape.Columns), k.BlockX * ColumnStatistics.FewestRows);
        var (row, column) = (firstRow + own, (k.BlockY * BlockColumns) + (quad * ContractionShape.Quad));
        FloatVariable[] written = [.. Enumerable.Range(0, ContractionShape.Quad).Select(_ => k.Variable((Float)0))];
        k.If(row < rows & column < columns, () =>
        {
            var values = Finish(k, shape, tile, scratch, results, rows, row, 0, column);
            for (var i = 0; i < written.Length; i++)
                k.Set(written[i], values[i]);
        });
        new BlockStatistics(k, ColumnThreads).Write(
            k.Place(results + ContractionEpilogue.Places(shape).Count - 1), k.BlockX, k.Minimum(rows - firstRow, ColumnStatistics.FewestRows),
            Values(), each => k.If(row < rows, () => each(Values())), columns, column, column < columns);

        Float[] Values() => [.. written.Select(variable => variable.Value)];
    }

    /// <summary>Adds up four columns of a row, and finishes them; gives what was written.</summary>
    private static Float[] Finish(KernelBuilder k, ContractionShape shape, ContractionTile tile, int scratch, int results, Int rows, Int row, Int outer, Int column)
    {
        var (isByBatch, columns) = (tile.Splits == ContractionTile.ByBatch, k.Size("columns", shape.Columns));

        // By batch parts are outermost; otherwise they lie within a run of the outer loops.
        var (run, step) = isByBatch ? (outer * rows, rows * k.Size("outers", shape.OuterCount)) : (outer * k.Size("splits", tile.Splits) * rows, rows);
        var first = k.Place(scratch).At(run, columns).At(row, columns).At(column);
        var sums = Enumerable.Range(0, ContractionShape.Quad).Select(_ => k.Variable((Float)0)).ToArray();
        k.For(0, isByBatch ? k.Parts : k.Size("splits", tile.Splits), 1, part =>
        {
            var values = k.Load(first.At(part * step, columns), 0, ContractionShape.Quad);
            for (var i = 0; i < sums.Length; i++)
                k.Set(sums[i], sums[i].Value + values[i]);
        });
        var epilogue = new ContractionEpilogue(k, shape, results, outer, column);
        var written = epilogue.Write(row, [.. sums.Select(sum => sum.Value)]);
        if (shape.Kernel.Finish is not null)
            epilogue.Finish(row);
        return written;
    }
}
