using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Adds up the parts that a contraction's sums were cut into, always in the same order, and finishes them.</summary>
internal static class ContractionFold
{
    private const int Threads = 128;

    public static Launch Of(ContractionShape shape, ContractionTile tile)
    {
        var quads = shape.Columns / ContractionShape.Quad;
        var items = checked(shape.OuterCount * shape.RowCount * quads);
        var isByBatch = tile.Splits == ContractionTile.ByBatch;
        var k = new KernelBuilder(ContractionEpilogue.Places(shape).Count + 1, Threads);
        var item = (k.BlockX * Threads) + k.Thread;
        var rows = isByBatch ? k.Batch * shape.RowCount : shape.RowCount;
        k.If(item < (isByBatch ? k.Batch * items : items), () =>
        {
            var (number, quad) = k.DivideRemainder(item, quads);
            var (row, outer) = k.DivideRemainder(number, shape.OuterCount);
            var column = quad * ContractionShape.Quad;

            // By batch parts are outermost; otherwise they lie within a run of the outer loops.
            var (first, step) = isByBatch
                ? (k.Place(0).At(outer * rows, shape.Columns), rows * shape.OuterCount)
                : (k.Place(0).At(outer * (tile.Splits * shape.RowCount), shape.Columns), shape.RowCount);
            first = first.At(row, shape.Columns).At(column);
            var sums = Enumerable.Range(0, ContractionShape.Quad).Select(_ => k.Variable((Float)0)).ToArray();
            k.For(0, isByBatch ? k.Parts : tile.Splits, 1, part =>
            {
                var values = k.Load(first.At(part * step, shape.Columns), 0, ContractionShape.Quad);
                for (var i = 0; i < sums.Length; i++)
                    k.Set(sums[i], sums[i].Value + values[i]);
            });
            var epilogue = new ContractionEpilogue(k, shape, 1, outer, column);
            epilogue.Write(row, [.. sums.Select(sum => sum.Value)]);
            if (shape.Kernel.Finish is not null)
                epilogue.Finish(row);
        });
        var comment = $"sums of parts: {shape.Kernel.Epilogue}{(shape.Kernel.Finish is null ? "" : $", then {shape.Kernel.Finish}")}";
        return new Launch(k.Build("fold", comment), isByBatch ? new Blocks(items, 0, Threads) : new Blocks(0, items, Threads), [Place.Scratch(0), .. ContractionEpilogue.Places(shape)]);
    }
}
