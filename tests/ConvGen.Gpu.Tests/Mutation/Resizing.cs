using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>
/// A form with other extents, laid out with other steps: what is one run of memory stays one, what has room between has other room. Sizes are parameters of kernels, so
/// many of these have the same text; mistakes that no size at hand shows, because two are equal or an index is always 0, show at others.
/// </summary>
internal sealed class Resizing
{
    /// <summary>Floats of an image that emulating it is worth.</summary>
    private const int MostFloats = 40_000;

    /// <summary>Rows of which a contraction's threads have several each.</summary>
    private const int Tall = 64;

    private const int Line = 16, Quad = 4;

    private readonly Random _random;
    private readonly int _growth, _room;

    /// <summary>Numbers that are as far apart as powers of two are divided by alike, which is part of a text.</summary>
    private readonly bool _doubles;

    private readonly bool _isTall;

    private Resizing(int seed)
    {
        _random = new Random(seed);
        _growth = new[] { 4, 4, 12, 40 }[_random.Next(4)];
        _room = Line * _random.Next(3);
        _doubles = seed % 4 == 3;
        _isTall = seed % 5 == 2;
    }

    /// <summary>The form at sizes that <paramref name="seed"/> stands for, or null where they make no such form.</summary>
    public static Kernel? Of(Kernel kernel, int seed)
    {
        var other = new Resizing(seed).Resize(kernel);
        return other is null || other.Reads.Concat(other.Writes).Distinct().Any(region => region.Floats is < 1 or > MostFloats and < int.MaxValue) ? null : other;
    }

    private Kernel? Resize(Kernel kernel) => kernel switch
    {
        Pointwise pointwise => Resize(pointwise),
        ColumnReduction reduction => Resize(reduction),
        RowReduction reduction => Resize(reduction),
        PairwiseReduction reduction => Resize(reduction),
        Window window => Resize(window),
        Move move => Resize(move),
        Surround surround => Resize(surround),
        Contraction contraction => Resize(contraction),
        _ => null,
    };

    private Pointwise? Resize(Pointwise kernel)
    {
        var (old, now) = Extents(kernel.Height, kernel.Width, kernel.Lanes);
        var memory = new OtherMemory(_room);
        return HasRoom(kernel.Results.Select(result => result.Output), old, now) && memory.Plan([.. kernel.Inputs, .. kernel.Results.Select(result => result.Output)], old, now) && Index(kernel.Index, old, now) is { } index
            ? kernel with
            {
                Height = now.Height,
                Width = now.Width,
                Lanes = now.Lanes,
                Inputs = [.. kernel.Inputs.Select(memory.Of)],
                Results = [.. kernel.Results.Select(result => new Result(memory.Of(result.Output), Counted(result.Body, old, now)))],
                Index = index,
            }
            : null;
    }

    private ColumnReduction? Resize(ColumnReduction kernel)
    {
        var (old, now) = Extents(kernel.Height, kernel.Width, kernel.Lanes);

        // Vectors that lie between each other have no room for more.
        if (kernel.Writes.Distinct().Count() < kernel.Results.Count)
            now = now with { Lanes = old.Lanes };
        var memory = new OtherMemory(_room);
        return memory.Plan([.. kernel.Inputs, .. kernel.Results.Select(result => result.Output)], old, now)
            ? kernel with
            {
                Height = now.Height,
                Width = now.Width,
                Lanes = now.Lanes,
                Inputs = [.. kernel.Inputs.Select(memory.Of)],
                Terms = [.. kernel.Terms.Select(term => Counted(term, old, now))],
                Results = [.. kernel.Results.Select(result => new Result(memory.Of(result.Output), Counted(result.Body, old, now)))],
            }
            : null;
    }

    private RowReduction? Resize(RowReduction kernel)
    {
        var (old, now) = Extents(kernel.Height, kernel.Width, kernel.Lanes);
        var memory = new OtherMemory(_room);
        List<Grid> written = kernel.Output is null ? [] : [kernel.Output];
        return HasRoom(written, old, now) && memory.Plan([.. kernel.Inputs, .. written], old, now) && Index((0, kernel.RowIndex.Row, kernel.RowIndex.Pixel, kernel.RowIndex.Lane), old, now) is { } index
            ? kernel with
            {
                Height = now.Height,
                Width = now.Width,
                Lanes = now.Lanes,
                Inputs = [.. kernel.Inputs.Select(memory.Of)],
                Output = kernel.Output is null ? null : memory.Of(kernel.Output),
                RowIndex = (index.Row, index.Pixel, index.Lane),
            }
            : null;
    }

    private PairwiseReduction? Resize(PairwiseReduction kernel)
    {
        var (old, now) = Extents(kernel.Height, kernel.Width, kernel.Lanes);
        var memory = new OtherMemory(_room);
        List<Grid> written = kernel.Output is null ? [] : [kernel.Output];
        return HasRoom(written, old, now) && memory.Plan([kernel.Input, .. written], old, now)
            ? kernel with { Height = now.Height, Width = now.Width, Lanes = now.Lanes, Input = memory.Of(kernel.Input), Output = kernel.Output is null ? null : memory.Of(kernel.Output) }
            : null;
    }

    private Window? Resize(Window kernel)
    {
        var (old, now) = Extents(kernel.InputHeight, kernel.InputWidth, kernel.Lanes);
        var geometry = kernel.Geometry;
        var (windows, others) = (Windows(geometry, old), Windows(geometry, now));
        if (windows.Height != geometry.OutputHeight || windows.Width != geometry.OutputWidth || others.Height < 1 || others.Width < 1)
            return null;
        var memory = new OtherMemory(_room);
        List<Grid> maps = [kernel.Gradient ? kernel.Target : kernel.Source, .. kernel.Input is null ? Array.Empty<Grid>() : [kernel.Input]];
        List<Grid> pooled = [kernel.Gradient ? kernel.Source : kernel.Target, .. kernel.Pooled is null ? Array.Empty<Grid>() : [kernel.Pooled]];
        return memory.Plan(maps, old, now) && memory.Plan(pooled, windows, others)
            ? kernel with
            {
                InputHeight = now.Height,
                InputWidth = now.Width,
                Lanes = now.Lanes,
                Geometry = geometry with { OutputHeight = others.Height, OutputWidth = others.Width },
                Source = memory.Of(kernel.Source),
                Target = memory.Of(kernel.Target),
                Input = kernel.Input is null ? null : memory.Of(kernel.Input),
                Pooled = kernel.Pooled is null ? null : memory.Of(kernel.Pooled),
            }
            : null;
    }

    private static GridExtents Windows(WindowGeometry geometry, GridExtents map) => new(
        Count(map.Height + geometry.PadTop + geometry.PadBottom, geometry.KernelHeight, geometry.StrideHeight, geometry.Dilation),
        Count(map.Width + geometry.PadLeft + geometry.PadRight, geometry.KernelWidth, geometry.StrideWidth, geometry.Dilation), map.Lanes);

    private static int Count(int size, int taps, int stride, int dilation) => (int)Math.Floor((size - ((taps - 1) * dilation) - 1) / (double)stride) + 1;

    /// <summary>Numbers that are equal stay so, be they extents or steps: a kernel's text says which are.</summary>
    private Move? Resize(Move kernel)
    {
        // The outermost loop's index is what is left; its extent is no number of the text.
        var outermost = kernel.OverImages ? 1 : 0;
        var outer = outermost < kernel.Loops.Count - 1 && kernel.Loops[outermost].Extent == 1 ? _random.Next(1, 4) : 0;
        var targets = kernel.Loops.Select((loop, i) => (Extent: i == outermost && outer > 0 ? outer : loop.Extent, Step: kernel.TargetSteps[i])).Where(loop => loop.Extent > 1).ToList();
        var others = new SortedDictionary<int, int>();
        foreach (var number in kernel.Loops.Select(loop => loop.Extent).Concat(kernel.TargetSteps).Concat(kernel.SourceSteps.Select(Math.Abs)).Where(number => number > 0).Distinct().Order())
        {
            // Nothing is written twice: a step goes over all that smaller ones come to.
            var least = targets.Where(loop => loop.Step < number && targets.Exists(outer => outer.Step == number)).Select(loop => Of(loop.Step) * Of(loop.Extent)).Prepend(0).Max();
            others[number] = Math.Max(Other(number), (least + 3) / 4 * 4);
        }

        var memory = new OtherMemory(_room);
        var target = memory.Plan(kernel.Target, kernel.TargetOffset, Loops(kernel.TargetSteps), kernel.OverImages);
        var source = kernel.Source is null ? (0, []) : memory.Plan(kernel.Source, kernel.SourceOffset, Loops(kernel.SourceSteps), kernel.OverImages);
        if (target is not { } to || source is not { } from)
            return null;
        return kernel with
        {
            Loops = [.. kernel.Loops.Select((loop, i) => loop with { Extent = Extent(i) })],
            Source = kernel.Source is null ? null : memory.Of(kernel.Source),
            SourceOffset = from.Item1,
            SourceSteps = from.Item2,
            Target = memory.Of(kernel.Target),
            TargetOffset = to.Offset,
            TargetSteps = to.Steps,
        };

        int Of(int number) => number <= 0 ? number : others.GetValueOrDefault(number, number);

        int Extent(int loop) => loop == outermost && outer > 0 ? outer : Of(kernel.Loops[loop].Extent);

        List<LoopStep> Loops(IReadOnlyList<int> steps) => [.. kernel.Loops.Select((loop, i) => new LoopStep(steps[i], loop.IsBatch ? 1 : loop.Extent, loop.IsBatch ? 1 : Extent(i), Math.Sign(steps[i]) * Of(Math.Abs(steps[i]))))];
    }

    private Surround Resize(Surround kernel)
    {
        var other = kernel with { Rows = kernel.Rows == 1 ? 1 : Other(kernel.Rows), Head = More(kernel.Head), RowFloats = More(kernel.RowFloats), Gap = More(kernel.Gap), Tail = More(kernel.Tail) };
        var (before, after) = (Floats(kernel), Floats(other));
        return other with { Target = OtherMemory.Copy(kernel.Target, after + kernel.Target.Floats - before + _room) };

        static int Floats(Surround kernel) => kernel.Head + (kernel.Rows * kernel.RowFloats) + ((kernel.Rows - 1) * kernel.Gap) + kernel.Tail;

        int More(int floats) => floats == 0 ? 0 : floats + (Line * _random.Next(3));
    }

    private Contraction? Resize(Contraction kernel)
    {
        int[] rows = [.. kernel.Rows.Select(loop => loop.IsBatch ? 2 : Other(loop.Extent))], depth = [.. kernel.Depth.Select(loop => loop.IsBatch ? 2 : Other(loop.Extent))];
        if (_isTall && rows.Length > 0 && !kernel.Rows[^1].IsBatch)
            rows[^1] += Tall * _random.Next(1, 3);
        var columns = LastLanes(kernel.Columns + (Line * Math.Max(0, _random.Next(-2, 4))));
        var memory = new ContractionMemory(_room, kernel, rows, depth, columns);
        if (memory.Plan() is not { } operands)
            return null;
        var statistics = kernel.Statistics is null ? null : Resize(kernel.Statistics, memory, new(Count([.. kernel.Rows.Select(loop => loop.Extent)]), 1, kernel.Columns), new(Count(rows), 1, columns));
        return (statistics is null) != (kernel.Statistics is null) ? null : kernel with
        {
            Rows = [.. kernel.Rows.Select((loop, i) => loop.IsBatch ? loop : loop with { Extent = rows[i] })],
            Depth = [.. kernel.Depth.Select((loop, i) => loop.IsBatch ? loop : loop with { Extent = depth[i] })],
            Columns = columns,
            A = operands[0],
            B = operands[1],
            Output = operands[2],
            Extra = [.. operands.Skip(3)],
            Statistics = statistics,
        };

        int Count(int[] extents) => extents.Where((_, i) => !kernel.Rows[i].IsBatch).Aggregate(1, (product, extent) => product * extent);
    }

    private static ColumnStatistics? Resize(ColumnStatistics statistics, OtherMemory memory, GridExtents old, GridExtents now)
    {
        var floats = ColumnStatistics.PartFloats(now.Height, now.Lanes);
        return memory.Plan([.. statistics.Inputs, .. statistics.Results.Select(result => result.Output)], old, now)
            ? new ColumnStatistics(
                [.. statistics.Inputs.Select(memory.Of)], [.. statistics.Results.Select(result => new Result(memory.Of(result.Output), Counted(result.Body, old, now)))],
                OtherMemory.Copy(statistics.Parts, (floats + Line - 1) / Line * Line))
            : null;
    }

    /// <summary>Others of rows, pixels and lanes. One row of one pixel may be a row of several, where places are no more than a number of steps.</summary>
    private (GridExtents Old, GridExtents Now) Extents(int height, int width, int lanes) =>
        (new GridExtents(height, width, lanes), new GridExtents(height == 1 ? 1 : Other(height), width > 1 ? Other(width) : height == 1 ? Math.Max(1, _random.Next(-3, 4)) : 1, Lanes(lanes)));

    private int Lanes(int lanes) => LastLanes(lanes + (Packing.Half * _random.Next(4)));

    /// <summary>Where a pixel's last four are not all lanes, another number of them may be.</summary>
    private int LastLanes(int lanes) => lanes % Quad == 0 || _random.Next(2) == 0 ? lanes : (lanes / Quad * Quad) + _random.Next(1, Quad);

    /// <summary>Some stay as they are, and most up to four, which are part of a text.</summary>
    private int Other(int number)
    {
        if (number == 1 || _random.Next(6) < (number > 4 ? 2 : 5))
            return number;
        if (_doubles)
            return number << _random.Next(1, 3);
        return number % 4 == 0 ? number + (4 * _random.Next(1, 1 + (_growth / 4))) : number + _random.Next(1, 1 + _growth);
    }

    /// <summary>How many pixels there are is said by formulas too.</summary>
    private static Expression Counted(Expression formula, GridExtents old, GridExtents now) =>
        formula.Map(leaf => leaf is BatchCount count && count.Pixels == old.Height * old.Width ? new BatchCount(now.Height * now.Width) : leaf);

    /// <summary>True where each pixel that is written has a place of its own, as the only one there was had.</summary>
    private static bool HasRoom(IEnumerable<Grid> written, GridExtents old, GridExtents now) => old.Width == now.Width || written.All(grid => grid.PixelStep != 0);

    private static (int Image, int Row, int Pixel, int Lane)? Index((int Image, int Row, int Pixel, int Lane) index, GridExtents old, GridExtents now)
    {
        var lanes = index.Pixel > 0 ? Math.Min(old.Lanes, index.Pixel) : old.Lanes;
        var steps = LoopStep.Spread([new(index.Image, 2, 2), new(index.Row, old.Height, now.Height), new(index.Pixel, old.Width, now.Width), new(index.Lane, lanes, lanes + now.Lanes - old.Lanes)], 0);
        return steps is null ? null : (steps[0], steps[1], steps[2], steps[3]);
    }
}

/// <summary>Rows of an image, pixels of a row, lanes of a pixel.</summary>
internal readonly record struct GridExtents(int Height, int Width, int Lanes);
