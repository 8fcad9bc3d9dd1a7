using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ConvGen.Generator.Program;

/// <summary>
/// How far a kernel's items get, in order, within what it reads and writes of one image: what stands between two kernels that go through an image in <see cref="Strips"/>. Forms that go row by row
/// say so exactly; of others, and of those that compute for longer than memory takes (Winograd), the first item reads everything, and nothing is finished before the last.
/// </summary>
/// <param name="Items">Of an image.</param>
/// <param name="IsByRows">True where the form is one of the first kind.</param>
/// <param name="Reads">For each operand that grows with the batch: that the first n items read below float [n] of it.</param>
/// <param name="Writes">For each result: that the items from n on write nothing below float [n] of it.</param>
internal sealed record Reach(int Items, bool IsByRows, IReadOnlyList<(Region Region, long[] Below)> Reads, IReadOnlyList<(Region Region, long[] From)> Writes)
{
    private const long All = long.MaxValue;

    private static readonly ConditionalWeakTable<Kernel, Reach> _known = new();

    public static Reach Of(Kernel kernel) => _known.GetValue(kernel, Find);

    private static Reach Find(Kernel kernel) => kernel switch
    {
        Pointwise k => new Rows(k, k.Height).Read(k.Inputs, row => row, k.Width, k.Lanes).Write(k.Results.Select(result => result.Output), row => row),
        Window { Gradient: false } k => new Rows(k, k.Geometry.OutputHeight).Read([k.Source], row => LastRow(k, row), k.InputWidth, k.Lanes).Write([k.Target], row => row),
        Contraction k when PixelTiling.Of(k) is null && !Tiling.Of(k).TilesImages && !k.B.Region.GrowsWithBatch => OfContraction(k),
        _ => Whole(kernel),
    };

    private static int LastRow(Window kernel, int row) =>
        Math.Max(0, Math.Min(kernel.InputHeight - 1, (row * kernel.Geometry.StrideHeight) - kernel.Geometry.PadTop + ((kernel.Geometry.KernelHeight - 1) * kernel.Geometry.Dilation)));

    private static Reach OfContraction(Contraction kernel)
    {
        var tiling = Tiling.Of(kernel);
        var loops = tiling.Items.Where(loop => !loop.Loop.IsBatch).ToList();
        var result = new Rows(kernel, kernel.ItemsPerImage);
        if (loops.Append(tiling.Tile).Any(loop => new[] { loop.A, loop.Output }.Concat(loop.Extra).Any(step => step.Widths != 0)) || tiling.Depth.Any(loop => loop.A.Widths != 0 || loop.Loop.IsBatch))
            return Whole(kernel);

        var panels = (Packing.Pad(kernel.Columns) + Packing.Width - 1) / Packing.Width;
        result.Read(kernel.A.Region, item => kernel.A.Offset + First(item, loop => loop.A) + Farthest(tiling.Depth.Append(tiling.Tile), loop => loop.A) + 1);
        for (var i = 0; i < kernel.Extra.Count; i++)
        {
            var (extra, at) = (kernel.Extra[i], i);
            result.Read(extra.Region, item => extra.Offset + First(item, loop => loop.Extra[at]) + Farthest([tiling.Tile], loop => loop.Extra[at]) + ((panels - 1) * (long)extra.PanelStep) + Packing.Width);
        }

        return result.Write(kernel.Output.Region, item => kernel.Output.Offset + First(item, loop => loop.Output) - Farthest([tiling.Tile], loop => new Step(-loop.Output.Floats)));

        long First(int item, Func<TiledLoop, Step> step)
        {
            var place = 0L;
            for (var i = loops.Count - 1; i >= 0; item /= loops[i].Loop.Extent, i--)
                place += (long)(item % loops[i].Loop.Extent) * step(loops[i]).Floats;
            return place;
        }

        static long Farthest(IEnumerable<TiledLoop> inner, Func<TiledLoop, Step> step) => inner.Where(loop => !loop.Loop.IsBatch).Sum(loop => Math.Max(0, (long)(loop.Loop.Extent - 1) * step(loop).Floats));
    }

    private static Reach Whole(Kernel kernel)
    {
        var items = Math.Max(1, kernel.ItemsPerImage);
        return new Reach(
            items, false,
            [.. kernel.Reads.Where(region => region.GrowsWithBatch).Select(region => (region, Enumerable.Range(0, items + 1).Select(n => n == 0 ? 0 : All).ToArray()))],
            [.. kernel.Writes.Select(region => (region, Enumerable.Range(0, items + 1).Select(n => n == items ? All : 0).ToArray()))]);
    }

    /// <summary>Collects what items read and write one by one.</summary>
    private sealed class Rows(Kernel kernel, int items)
    {
        private readonly List<(Region Region, long[] Below)> _reads = [];
        private readonly List<(Region Region, long[] From)> _writes = [];

        public Rows Read(Region region, Func<int, long> end)
        {
            if (!region.GrowsWithBatch)
                return this;
            var below = new long[items + 1];
            for (var item = 0; item < items; item++)
                below[item + 1] = Math.Max(below[item], end(item));
            _reads.Add((region, below));
            return this;
        }

        /// <summary>Whole rows of grids, up to an item's last.</summary>
        public Rows Read(IEnumerable<Grid> grids, Func<int, int> lastRow, int width, int lanes)
        {
            foreach (var grid in grids)
                Read(grid.Region, item => grid.Offset + ((long)lastRow(item) * grid.RowStep) + ((width - 1) * (long)grid.PixelStep) + Packing.Pad(lanes));
            return this;
        }

        public Reach Write(Region region, Func<int, long> start)
        {
            var from = new long[items + 1];
            from[items] = All;
            for (var item = items - 1; item >= 0; item--)
                from[item] = Math.Min(from[item + 1], start(item));
            _writes.Add((region, from));
            return new Reach(kernel.ItemsPerImage, true, _reads, _writes);
        }

        public Reach Write(IEnumerable<Grid> grids, Func<int, int> firstRow)
        {
            foreach (var grid in grids)
                Write(grid.Region, item => grid.Offset + ((long)firstRow(item) * grid.RowStep));
            return new Reach(kernel.ItemsPerImage, true, _reads, _writes);
        }
    }
}
