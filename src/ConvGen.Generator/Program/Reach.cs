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
/// <param name="Reads">For each operand that grows with the batch.</param>
/// <param name="Writes">For each result.</param>
internal sealed record Reach(int Items, bool IsByRows, IReadOnlyList<Touched> Reads, IReadOnlyList<Touched> Writes)
{
    private const long All = long.MaxValue;

    private static readonly ConditionalWeakTable<Kernel, Reach> _known = new();

    public static Reach Of(Kernel kernel) => _known.GetValue(kernel, Find);

    private static Reach Find(Kernel kernel) => kernel switch
    {
        Pointwise k => new Rows(k, k.Height).Read(k.Inputs, row => row, row => row, k.Width, k.Lanes).Write(k.Results.Select(result => result.Output), k.Width, k.Lanes),
        Window { Gradient: false } k => new Rows(k, k.Geometry.OutputHeight)
            .Read([k.Source], row => Row(k, row, 0), row => Row(k, row, k.Geometry.KernelHeight - 1), k.InputWidth, k.Lanes).Write([k.Target], k.Geometry.OutputWidth, k.Lanes),
        Surround { Target.PixelPlaces: 0 } k => new Rows(k, k.ItemsPerImage).Write(k.Target, k.Start, item => k.Start(item) + k.Length(item)),
        Contraction k when PixelTiling.Of(k) is null && !Tiling.Of(k).TilesImages && !k.B.Region.GrowsWithBatch => OfContraction(k),
        _ => Whole(kernel),
    };

    /// <summary>Of the input, for a tap's row.</summary>
    private static int Row(Window kernel, int row, int tap) =>
        Math.Max(0, Math.Min(kernel.InputHeight - 1, (row * kernel.Geometry.StrideHeight) - kernel.Geometry.PadTop + (tap * kernel.Geometry.Dilation)));

    private static Reach OfContraction(Contraction kernel)
    {
        var tiling = Tiling.Of(kernel);
        var loops = tiling.Items.Where(loop => !loop.Loop.IsBatch).ToList();
        var result = new Rows(kernel, kernel.ItemsPerImage);
        if (loops.Append(tiling.Tile).Any(loop => new[] { loop.A, loop.Output }.Concat(loop.Extra).Any(step => step.Widths != 0)) || tiling.Depth.Any(loop => loop.A.Widths != 0 || loop.Loop.IsBatch))
            return Whole(kernel);

        var panels = (Packing.Pad(kernel.Columns) + Packing.Width - 1) / Packing.Width;
        result.Read(
            kernel.A.Region,
            item => kernel.A.Offset + First(item, loop => loop.A) - Back(tiling.Depth.Append(tiling.Tile), loop => loop.A),
            item => kernel.A.Offset + First(item, loop => loop.A) + Farthest(tiling.Depth.Append(tiling.Tile), loop => loop.A) + 1);
        for (var i = 0; i < kernel.Extra.Count; i++)
        {
            var (extra, at) = (kernel.Extra[i], i);
            result.Read(extra.Region, item => Begin(extra, item, loop => loop.Extra[at]), item => End(extra, item, loop => loop.Extra[at]));
        }

        return result.Write(kernel.Output.Region, item => Begin(kernel.Output, item, loop => loop.Output), item => End(kernel.Output, item, loop => loop.Output));

        // Of an operand whose pixels have a panel after the other.
        long Begin(Operand operand, int item, Func<TiledLoop, Step> step) => operand.Offset + First(item, step) - Back([tiling.Tile], step);
        long End(Operand operand, int item, Func<TiledLoop, Step> step) => operand.Offset + First(item, step) + Farthest([tiling.Tile], step) + ((panels - 1) * (long)operand.PanelStep) + Packing.Width;

        long First(int item, Func<TiledLoop, Step> step)
        {
            var place = 0L;
            for (var i = loops.Count - 1; i >= 0; item /= loops[i].Loop.Extent, i--)
                place += (long)(item % loops[i].Loop.Extent) * step(loops[i]).Floats;
            return place;
        }

        static long Back(IEnumerable<TiledLoop> inner, Func<TiledLoop, Step> step) => Farthest(inner, loop => new Step(-step(loop).Floats));

        static long Farthest(IEnumerable<TiledLoop> inner, Func<TiledLoop, Step> step) => inner.Where(loop => !loop.Loop.IsBatch).Sum(loop => Math.Max(0, (long)(loop.Loop.Extent - 1) * step(loop).Floats));
    }

    private static Reach Whole(Kernel kernel)
    {
        var items = Math.Max(1, kernel.ItemsPerImage);
        return new Reach(items, false, [.. kernel.Reads.Where(region => region.GrowsWithBatch).Select(Everything)], [.. kernel.Writes.Select(Everything)]);

        Touched Everything(Region region) => new(region, [.. Enumerable.Range(0, items + 1).Select(n => n == items ? All : 0)], [.. Enumerable.Range(0, items + 1).Select(n => n == 0 ? 0 : All)]);
    }

    /// <summary>Collects what items read and write one by one.</summary>
    private sealed class Rows(Kernel kernel, int items)
    {
        private readonly List<Touched> _reads = [];
        private readonly List<Touched> _writes = [];

        public Rows Read(Region region, Func<int, long> begin, Func<int, long> end)
        {
            if (region.GrowsWithBatch)
                _reads.Add(Touched.Of(region, items, begin, end));
            return this;
        }

        /// <summary>Whole rows of grids, from an item's first up to its last.</summary>
        public Rows Read(IEnumerable<Grid> grids, Func<int, int> firstRow, Func<int, int> lastRow, int width, int lanes)
        {
            foreach (var grid in grids)
                Read(grid.Region, item => Begin(grid, firstRow(item)), item => End(grid, lastRow(item), width, lanes));
            return this;
        }

        public Reach Write(Region region, Func<int, long> begin, Func<int, long> end)
        {
            _writes.Add(Touched.Of(region, items, begin, end));
            return new Reach(kernel.ItemsPerImage, true, _reads, _writes);
        }

        /// <summary>A row of grids.</summary>
        public Reach Write(IEnumerable<Grid> grids, int width, int lanes)
        {
            foreach (var grid in grids)
                Write(grid.Region, item => Begin(grid, item), item => End(grid, item, width, lanes));
            return new Reach(kernel.ItemsPerImage, true, _reads, _writes);
        }

        private static long Begin(Grid grid, int row) => grid.Offset + ((long)row * grid.RowStep);

        private static long End(Grid grid, int row, int width, int lanes) => Begin(grid, row) + ((width - 1) * (long)grid.PixelStep) + Packing.Pad(lanes);
    }
}

/// <summary>How far a kernel's items get in a region.</summary>
/// <param name="Region">What they read or write.</param>
/// <param name="From">The items from n on touch nothing below float [n] of it.</param>
/// <param name="Below">The first n items touch floats below [n].</param>
internal sealed record Touched(Region Region, long[] From, long[] Below)
{
    public static Touched Of(Region region, int items, Func<int, long> begin, Func<int, long> end)
    {
        var (from, below) = (new long[items + 1], new long[items + 1]);
        from[items] = long.MaxValue;
        for (var item = items - 1; item >= 0; item--)
            from[item] = Math.Min(from[item + 1], begin(item));
        for (var item = 0; item < items; item++)
            below[item + 1] = Math.Max(below[item], end(item));
        return new Touched(region, from, below);
    }
}
