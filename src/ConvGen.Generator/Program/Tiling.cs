using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ConvGen.Generator.Program;

/// <summary>
/// How a contraction is walked: which row loop runs through a register tile, which loops make up the independent work items, how
/// columns fall into panels. Loops that are one in all operands are merged first.
/// </summary>
/// <param name="Items">Row loops outside the tile, outermost first; each combination is one work item (a batch tile: loops inside an item).</param>
/// <param name="Tile">The loop whose steps are a tile's rows; the batch where no other loop serves.</param>
/// <param name="Depth">Summed loops inside the tile.</param>
/// <param name="SumsOverImages">True where images are summed outside the tile, result by result added up (filter gradients of maps).</param>
internal sealed record Tiling(IReadOnlyList<TiledLoop> Items, TiledLoop Tile, IReadOnlyList<TiledLoop> Depth, bool SumsOverImages)
{
    /// <summary>Rows of one convolution tile are merged until they are this many: short rows would leave the tile half empty.</summary>
    private const int EnoughRows = 24;

    /// <summary>Summing over images outside the tile pays when an image brings at least this many terms.</summary>
    private const int EnoughDepth = 16;

    /// <summary>Terms of an image that are summed for all rows and columns before the next ones: what they read stays in the first cache, or nearly.</summary>
    private const int TermsTogether = 128;

    /// <summary>Floats of all columns beyond which they would push rows out of the second cache, and come from the third or from memory themselves.</summary>
    private const long ManyColumns = 48 * 1024;

    /// <summary>Floats of a block's rows and a panel of columns, or all of them, that stay in the second cache together.</summary>
    private const long CacheOfBlock = 192 * 1024;

    /// <summary>Fewer items have a panel go by too often, wherever it comes from; more leave the first cache.</summary>
    private const int FewestItemsOfBlock = 4, MostItemsOfBlock = 32;

    /// <summary>Floats of columns that come from memory, or nearly: there they are read once for all images, and each thread reads its own.</summary>
    private const long ColumnsOfMemory = 512 * 1024;

    /// <summary>Operands of the epilogue that leave a step for the sums of earlier parts.</summary>
    private const int MostVectorsOfColumns = 3;

    /// <summary>Full panels of an item that is a group of columns.</summary>
    public const int MostPanels = 4;

    /// <summary>Without images to share out, work is cut into at least this many items where the loops allow.</summary>
    private const int EnoughItems = 8;

    public bool TilesImages => Tile.Loop.IsBatch;

    /// <summary>
    /// Items that go through a panel of columns together, where the columns are weights and too many for the second cache; 0 where there is no need. Larger blocks
    /// read the columns less often; blocks whose rows no longer fit the cache read these again for each panel.
    /// </summary>
    public int ItemsOfBlock { get; private init; }

    /// <summary>Panels of an item where items are groups of columns, each for all images; else 0.</summary>
    public int PanelsOfItem { get; private init; }

    /// <summary>
    /// Steps of the outermost summed loop that all rows and columns go through before the next ones, where an image has too many terms for the first cache; the last ones may be fewer. 0 where there is
    /// no need.
    /// </summary>
    public int StepsTogether { get; private init; }

    /// <summary>Asked for many times: by every cost, every sweep, every printer.</summary>
    private static readonly ConditionalWeakTable<Contraction, Tiling> _known = new();

    public static Tiling Of(Contraction kernel) => _known.GetValue(kernel, Choose);

    private static Tiling Choose(Contraction kernel)
    {
        var rows = Merge(Collect(kernel, kernel.Rows, operand => operand.Rows), EnoughRows);
        var depth = Merge(Collect(kernel, kernel.Depth, operand => operand.Depth), int.MaxValue);
        var terms = depth.Where(loop => !loop.Loop.IsBatch).Aggregate(1L, (product, loop) => product * loop.Loop.Extent);
        var sumsOverImages = depth.Any(loop => loop.Loop.IsBatch) && terms >= EnoughDepth;

        var tile = ChooseTile(rows, kernel.Extra.Count);
        var items = rows.Where(loop => loop != tile).ToList();
        if (!rows.Any(loop => loop.Loop.IsBatch))
            (items, tile) = Split(items, tile);
        else if (!tile.Loop.IsBatch && Product(items) == 1)
            (items, tile) = Halve(items, tile);
        depth = sumsOverImages ? [.. depth.Where(loop => !loop.Loop.IsBatch)] : depth;
        if (IsBoundByColumns(kernel, items, tile, depth, sumsOverImages))
            return new Tiling(items, tile, depth, sumsOverImages) { PanelsOfItem = MostPanels };
        return new Tiling(items, tile, depth, sumsOverImages)
        {
            ItemsOfBlock = tile.Loop.IsBatch || sumsOverImages ? 0 : BlockOf(kernel, items, tile, depth),
            StepsTogether = sumsOverImages ? TogetherOf(depth) : 0,
        };
    }

    /// <summary>As many steps as have so many terms at most, or one; in nearly equal parts, so that none is much shorter than the others.</summary>
    private static int TogetherOf(List<TiledLoop> depth)
    {
        var (outermost, inner) = (depth[0], Product([.. depth.Skip(1)]));
        var (extent, most) = (outermost.Loop.Extent, Math.Max(1, TermsTogether / inner));
        if (extent <= most || outermost.A.Widths != 0 || outermost.B.Widths != 0)
            return 0;
        var parts = (extent + most - 1) / most;
        return (extent + parts - 1) / parts;
    }

    /// <summary>True for rows that are images alone, over one long run of depth, and columns that are weights.</summary>
    private static bool IsBoundByColumns(Contraction kernel, List<TiledLoop> items, TiledLoop tile, List<TiledLoop> depth, bool sumsOverImages) =>
        tile.Loop.IsBatch && items.Count == 0 && !sumsOverImages && depth.Count == 1 && depth[0] is { Loop.IsBatch: false } run && run.A == new Step(1) && run.B == new Step(0, 1)
        && kernel.B.PanelStep == Packing.Width * run.Loop.Extent && kernel.Output.PanelStep == Packing.Width && kernel.Columns > Packing.Half && !kernel.ExactColumns && kernel.Finish is null
        && kernel.Extra.Count <= MostVectorsOfColumns && tile.Extra.All(step => step == default) && kernel.Extra.All(operand => operand.Region != kernel.Output.Region)
        && (long)run.Loop.Extent * Packing.Pad(kernel.Columns) >= ColumnsOfMemory;

    private static int BlockOf(Contraction kernel, List<TiledLoop> items, TiledLoop tile, List<TiledLoop> depth)
    {
        var steps = depth.Aggregate(1L, (product, loop) => product * loop.Loop.Extent);
        if (depth.Any(loop => loop.Loop.IsBatch) || items.Count == 0 || items.Any(loop => loop.B != default) || kernel.B.PanelStep != Packing.Width * steps
            || steps * Packing.Pad(kernel.Columns) <= ManyColumns)
            return 0;

        // Floats read from beyond the cache for an image's items; where they all are one block, blocks may span images. Rows that windows share count once, pixels that strides pass over never.
        var (rows, panel, columns) = (Math.Max(1, Math.Min(Math.Abs((long)items[items.Count - 1].A.Floats), tile.Loop.Extent * steps)), Packing.Width * steps, steps * Packing.Pad(kernel.Columns));
        var count = Product(items);
        var (best, least) = (1, double.MaxValue);
        for (var block = Math.Min(FewestItemsOfBlock, count); block <= MostItemsOfBlock; block++)
        {
            var fits = (block * rows) + panel <= CacheOfBlock;
            if (block > count && !fits)
                break;
            var blocks = (block * rows) + columns <= CacheOfBlock ? 1 : block <= count ? (count + block - 1) / block : (double)count / block;
            var read = (blocks * columns) + ((double)count * rows * (fits ? 1 : columns / panel));
            if (read < least)
                (best, least) = (block, read);
        }

        return best;
    }

    public static int ItemsPerImage(Contraction kernel)
    {
        var tiling = Of(kernel);
        if (tiling.PanelsOfItem > 0)
            return 0;
        if (tiling.TilesImages)
            return 1;
        return tiling.Items.Any(loop => loop.Loop.IsBatch) ? Product(tiling.Items) : 0;
    }

    public static int FixedItems(Contraction kernel)
    {
        if (Of(kernel).PanelsOfItem == 0)
            return ItemsPerImage(kernel) > 0 ? 0 : Product(Of(kernel).Items);
        var (groups, rest, half) = GroupsOf(kernel);
        return groups + (rest > 0 || half ? 1 : 0);
    }

    /// <summary>
    /// The columns in groups of so many full panels, how many full ones remain, and whether a half panel stands behind them. A half panel, or one that is partly
    /// written, has full ones before it where there are any.
    /// </summary>
    public static (int Groups, int Remaining, bool Half) GroupsOf(Contraction kernel, int most = MostPanels)
    {
        var (full, half) = (Packing.Pad(kernel.Columns) / Packing.Width, Packing.Pad(kernel.Columns) % Packing.Width != 0);
        var (groups, rest) = (full / most, full % most);
        return (half || (kernel.ExactColumns && kernel.Columns % Packing.Half != 0)) && rest == 0 && groups > 0 ? (groups - 1, most, half) : (groups, rest, half);
    }

    public static long CostPerItem(Contraction kernel)
    {
        var operations = 2L * Packing.Pad(kernel.Columns);
        foreach (var loop in kernel.Rows.Concat(kernel.Depth))
            operations *= loop.IsBatch ? 1 : loop.Extent;
        return Math.Max(1, operations / Math.Max(1, Math.Max(kernel.ItemsPerImage, kernel.FixedItems)));
    }

    private static int Product(IReadOnlyList<TiledLoop> loops) => loops.Where(loop => !loop.Loop.IsBatch).Aggregate(1, (product, loop) => product * loop.Loop.Extent);

    /// <summary>The loops with each operand's step beside them; loops of extent 1 do nothing and go.</summary>
    private static List<TiledLoop> Collect(Contraction kernel, IReadOnlyList<Loop> loops, Func<Operand, IReadOnlyList<Step>> steps)
    {
        var result = new List<TiledLoop>();
        for (var i = 0; i < loops.Count; i++)
        {
            if (loops[i].Extent != 1)
                result.Add(new TiledLoop(loops[i], At(kernel.A), At(kernel.B), At(kernel.Output), [.. kernel.Extra.Select(At)]));

            Step At(Operand operand) => steps(operand).Count > i ? steps(operand)[i] : default;
        }

        return result;
    }

    private static List<TiledLoop> Merge(List<TiledLoop> loops, int enough)
    {
        for (var i = loops.Count - 1; i > 0; i--)
        {
            if (loops[i].Loop.Extent < enough && loops[i - 1].Continues(loops[i]))
            {
                loops[i - 1] = loops[i] with { Loop = new Loop(loops[i - 1].Loop.Name + "And" + loops[i].Loop.Name, loops[i - 1].Loop.Extent * loops[i].Loop.Extent) };
                loops.RemoveAt(i);
            }
        }

        return loops;
    }

    /// <summary>
    /// Rows of a tile share the vectors of b, so its step there must be zero. The innermost loop that fills a tile wins; short loops lose to the batch.
    /// A contraction of one row has a loop of one.
    /// </summary>
    private static TiledLoop ChooseTile(List<TiledLoop> rows, int extras)
    {
        const int Filled = 4;
        var candidates = rows.Where(loop => loop.B == default && !loop.Loop.IsBatch).Reverse().ToList();
        return candidates.Find(loop => loop.Loop.Extent >= Filled)
            ?? rows.Find(loop => loop.Loop.IsBatch)
            ?? candidates.OrderByDescending(loop => loop.Loop.Extent).FirstOrDefault()
            ?? new TiledLoop(new Loop("one", 1), default, default, default, new Step[extras]);
    }

    /// <summary>
    /// Cuts an image's only run of rows, so that two threads can share it: in halves of many tiles, or a map of 7×7 in its rows. One that is not cut is a part too, so that both share their
    /// text.
    /// </summary>
    private static (List<TiledLoop> Items, TiledLoop Tile) Halve(List<TiledLoop> items, TiledLoop tile)
    {
        const int Seven = 7, ManyRows = 48;
        var rows = tile.Loop.Extent == Seven * Seven ? Seven : tile.Loop.Extent % 2 == 0 && tile.Loop.Extent / 2 >= ManyRows ? tile.Loop.Extent / 2 : tile.Loop.Extent;
        var outer = tile.Times(rows) with { Loop = new Loop(tile.Loop.Name + "Part", tile.Loop.Extent / rows) };
        return ([.. items, outer], tile with { Loop = new Loop(tile.Loop.Name, rows) });
    }

    /// <summary>Cuts a long tile loop in two, so that threads have items to share where no images do it.</summary>
    private static (List<TiledLoop> Items, TiledLoop Tile) Split(List<TiledLoop> items, TiledLoop tile)
    {
        if (Product(items) >= EnoughItems)
            return (items, tile);
        foreach (var rows in new[] { 24, 18, 12, 30, 20, 10, 6, 8, 5, 4 })
        {
            if (tile.Loop.Extent % rows != 0 || tile.Loop.Extent / rows * Product(items) < EnoughItems)
                continue;
            var outer = tile.Times(rows) with { Loop = new Loop(tile.Loop.Name + "Block", tile.Loop.Extent / rows) };
            return ([.. items, outer], tile with { Loop = new Loop(tile.Loop.Name, rows) });
        }

        return (items, tile);
    }
}

/// <summary>A loop and what one step of it moves in each operand.</summary>
internal sealed record TiledLoop(Loop Loop, Step A, Step B, Step Output, IReadOnlyList<Step> Extra)
{
    /// <summary>True where stepping this loop once is stepping <paramref name="inner"/> through all its extent, in every operand.</summary>
    public bool Continues(TiledLoop inner)
    {
        if (Loop.IsBatch || inner.Loop.IsBatch)
            return false;
        var full = inner.Times(inner.Loop.Extent);
        return A == full.A && B == full.B && Output == full.Output && Extra.SequenceEqual(full.Extra);
    }

    public TiledLoop Times(int count) => this with
    {
        A = Times(A, count),
        B = Times(B, count),
        Output = Times(Output, count),
        Extra = [.. Extra.Select(step => Times(step, count))],
    };

    private static Step Times(Step step, int count) => new(step.Floats * count, step.Widths * count);
}
