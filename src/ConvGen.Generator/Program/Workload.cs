using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>The sort of work, for profiles. The names are those of the runtime's KernelKind.</summary>
internal enum WorkKind
{
    Other,
    Winograd,
    Convolution,
    MatrixProduct,
    WeightGradient,
    Depthwise,
    Pointwise,
    Pooling,
    Reduction,
    Copy,
}

/// <summary>
/// What a kernel has to do at least, for profiles to hold its time against. Unlike <see cref="Kernel.CostPerItem"/>, which only has to cut work finely enough, these
/// are facts: they do not depend on how it is computed.
/// </summary>
/// <param name="Kind">The sort of work.</param>
/// <param name="Operations">Floating-point operations of an image: twice the multiply-accumulates of the convolution as published, or a formula's operations.</param>
/// <param name="BytesOfImage">Of memory that each image has its own part of: read once, written once.</param>
/// <param name="BytesOfCall">Of memory that all images share.</param>
internal readonly record struct Workload(WorkKind Kind, long Operations, long BytesOfImage, long BytesOfCall)
{
    /// <summary>So many maps of one tensor, each shifted against the others, are the taps of a filter.</summary>
    private const int ManyTaps = 3;

    public static Workload Of(Kernel kernel)
    {
        switch (kernel)
        {
            // What is done is the same, wherever it lies.
            case Interleaved k: return Of(k.Of);
            case InterleavedGradient k: return Of(k.Of);
            case InterleavedSum k: return Of(k.Of);
        }

        var (kind, operations, reads, writes) = kernel switch
        {
            Contraction k => (KindOf(k), Products(k), Factors(k).Concat(Extra(k)).ToList(), Output(k)),
            Winograd k => (
                WorkKind.Winograd, 2L * Taps(k.Transform) * k.Channels * k.Columns * k.Height * k.Width,
                [Whole(k.Taps?.Weights ?? k.Filters), .. k.Extra.Select(extra => Map(extra, k.Height, k.Width, k.Columns)), Met(k.Input, k.Transform, k.Height, k.Width, k.Channels)],
                [Map(k.Output, k.Height, k.Width, k.Columns)]),
            WinogradFilters k => (WorkKind.Winograd, 0, [Whole(k.Weights)], [Whole(k.Target)]),
            WinogradGradient k => (
                WorkKind.WeightGradient, 2L * Taps(k.Transform) * k.Channels * k.Columns * k.Height * k.Width,
                [Met(k.Input, k.Transform, k.Height, k.Width, k.Channels), Map(k.Gradient, k.Height, k.Width, k.Columns)], [Whole(k.Target)]),
            WinogradFilterGradient k => (WorkKind.WeightGradient, 0, [Whole(k.Source)], [new Piece(k.Gradients, (long)Taps(k.Transform) * Packing.Width * k.Panels * k.Channels)]),
            TransposedProduct k => (
                WorkKind.MatrixProduct, 2L * k.Panels * Packing.Width * k.Terms,
                [Map(k.Input, 1, 1, k.Panels * Packing.Width), new Piece(k.Weights, (long)k.Panels * Packing.Width * k.Terms)], [Map(k.Output, 1, 1, k.Terms)]),
            Pointwise k => (
                ShiftsMaps(k.Inputs) && !k.IsOfWindows ? WorkKind.Depthwise : WorkKind.Pointwise, (long)k.Height * k.Width * k.Lanes * k.Results.Sum(result => Arithmetic(result.Body)),
                [.. k.Inputs.Select(grid => Map(grid, k.Height, k.Width, k.Lanes))], [.. k.Results.Select(result => Map(result.Output, k.Height, k.Width, k.Lanes))]),
            Window k => (WorkKind.Pooling, (long)k.Geometry.OutputHeight * k.Geometry.OutputWidth * k.Geometry.KernelHeight * k.Geometry.KernelWidth * k.Lanes, Reads(k), [Map(k.Target, k, k.Gradient)]),
            ColumnReduction k => (
                ShiftsMaps(k.Inputs) ? WorkKind.WeightGradient : WorkKind.Reduction, (long)k.Height * k.Width * k.Lanes * k.Terms.Sum(term => Arithmetic(term) + 1),
                [.. k.Inputs.Select(grid => Map(grid, k.Height, k.Width, k.Lanes))], [.. k.Results.Select(result => Map(result.Output, 1, 1, k.Lanes))]),
            RowReduction k => (
                WorkKind.Reduction, (long)k.Height * k.Width * k.Lanes * (k.Folds.Sum(fold => Arithmetic(fold.Body) + 1) + (k.Result is null ? 0 : Arithmetic(k.Result))),
                [.. k.Inputs.Select(grid => Map(grid, k.Height, k.Width, k.Lanes))], k.Output is null ? [] : [Map(k.Output, k.Height, k.Width, k.Lanes)]),
            PairwiseReduction k => (WorkKind.Reduction, 0, [Map(k.Input, k.Height, k.Width, k.Lanes)], k.Output is null ? [] : [Map(k.Output, k.Height, k.Width, k.Lanes)]),
            Move k => (WorkKind.Copy, 0, k.Source is null ? [] : [new Piece(k.Source, Moved(k, k.SourceSteps))], [new Piece(k.Target, Moved(k, k.TargetSteps))]),
            Surround k => (WorkKind.Copy, 0L, new List<Piece>(), [new Piece(k.Target, k.Floats)]),
            AddGroups k => (WorkKind.Reduction, (long)k.Terms * k.Columns, [Whole(k.Sums)], [new Piece(k.Target, (long)k.Terms * k.Columns)]),
            Interleave k => (WorkKind.Copy, 0L, new List<Piece> { new(k.Source, (long)k.Rows * k.Run) }, [new Piece(k.Target, (long)k.Rows * k.Run)]),
            _ => (WorkKind.Other, 0, [], []),
        };
        return Of(kind, operations, reads, writes);
    }

    /// <summary>Of a contraction whose sums are made by one launch and finished by another: what the first has to do, without what it leaves.</summary>
    public static Workload OfSums(Contraction kernel) => Of(KindOf(kernel), Products(kernel), Factors(kernel), []);

    /// <summary>The same for the second, without what it finds. Its kind is that of the product, a part of whose time it is.</summary>
    public static Workload OfResults(Contraction kernel) => Of(KindOf(kernel), 0, Extra(kernel), Output(kernel));

    /// <summary>Of a reduction whose totals are made by one launch and finished by another: what the first has to do, without what it leaves.</summary>
    public static Workload OfSums(ColumnReduction kernel)
    {
        var whole = Of(kernel);
        return Of(whole.Kind, whole.Operations, Mentioned(kernel, kernel.Terms), []);
    }

    /// <summary>The same for the second, without what it finds.</summary>
    public static Workload OfResults(ColumnReduction kernel) =>
        Of(Of(kernel).Kind, 0, Mentioned(kernel, kernel.Results.Select(result => result.Body)), kernel.Results.Select(result => Map(result.Output, 1, 1, kernel.Lanes)));

    private static Workload Of(WorkKind kind, long operations, IEnumerable<Piece> reads, IEnumerable<Piece> writes) =>
        new(kind, operations, Bytes(reads, ofImage: true) + Bytes(writes, ofImage: true), Bytes(reads, ofImage: false) + Bytes(writes, ofImage: false));

    private static int Taps(WinogradTransform transform) => transform.FilterSize * transform.FilterSize;

    /// <summary>What the windows of a map meet.</summary>
    private static Piece Met(Grid input, WinogradTransform transform, int height, int width, int channels) =>
        Map(input, (transform.Stride * (height - 1)) + transform.FilterSize, (transform.Stride * (width - 1)) + transform.FilterSize, channels);

    /// <summary>Arithmetic of a formula for one element; functions count as what they take.</summary>
    private static int Arithmetic(Expression expression) => expression.Parts.Sum(Arithmetic) + expression switch
    {
        Binary or Choose => 1,
        Unary or DropoutMask => expression.Cost - expression.Parts.Sum(part => part.Cost),
        _ => 0,
    };

    /// <summary>A dense layer sums over rows and columns of pixels too, but for one result and not for many.</summary>
    private static WorkKind KindOf(Contraction kernel) =>
        kernel.Depth.Any(loop => loop.IsBatch) ? WorkKind.WeightGradient
        : kernel.Depth.Count(loop => loop.Extent > 1) > 1 && kernel.Rows.Any(loop => loop.Extent > 1) ? WorkKind.Convolution
        : WorkKind.MatrixProduct;

    private static bool ShiftsMaps(IReadOnlyList<Grid> inputs) =>
        inputs.Where(grid => grid.RowStep != 0).GroupBy(grid => grid.Region).Any(group => group.Select(grid => grid.Offset).Distinct().Count() > ManyTaps);

    /// <summary>A region counts once where several operands lie in it, and never more than it has.</summary>
    private static long Bytes(IEnumerable<Piece> pieces, bool ofImage) =>
        sizeof(float) * pieces.Where(piece => piece.Region.GrowsWithBatch == ofImage).GroupBy(piece => piece.Region).Sum(group => Math.Min(group.Sum(piece => piece.Floats), group.Key.Floats));

    private static long Products(Contraction kernel) => 2 * Extents(kernel.Rows.Concat(kernel.Depth)) * kernel.Columns;

    private static IEnumerable<Piece> Factors(Contraction kernel) => [Touched(kernel, kernel.A, kernel.Depth), Touched(kernel, kernel.B, kernel.Depth)];

    private static IEnumerable<Piece> Extra(Contraction kernel) => kernel.Extra.Select(operand => Touched(kernel, operand, []));

    private static List<Piece> Output(Contraction kernel) => [Touched(kernel, kernel.Output, [])];

    /// <summary>What a contraction reads or writes of an operand. One that is read a number at a time has no columns.</summary>
    private static Piece Touched(Contraction kernel, Operand operand, IReadOnlyList<Loop> depth)
    {
        var loops = new List<(int Step, int Extent)>();
        if (operand != kernel.A)
        {
            loops.Add((1, Math.Min(Packing.Width, kernel.Columns)));
            loops.Add((operand.PanelStep, (kernel.Columns + Packing.Width - 1) / Packing.Width));
        }

        Add(kernel.Rows, operand.Rows);
        Add(depth, operand.Depth);
        return new Piece(operand.Region, Distinct(loops));

        void Add(IReadOnlyList<Loop> over, IReadOnlyList<Step> steps)
        {
            for (var i = 0; i < over.Count && i < steps.Count; i++)
                if (!over[i].IsBatch)
                    loops.Add((steps[i].At(Packing.Width), over[i].Extent));
        }
    }

    /// <summary>The inputs that formulas of a reduction speak of.</summary>
    private static IEnumerable<Piece> Mentioned(ColumnReduction kernel, IEnumerable<Expression> formulas) =>
        Enumerable.Range(0, kernel.Inputs.Count).Where(input => formulas.Any(formula => formula.Any(node => node == new Load(input))))
            .Select(input => Map(kernel.Inputs[input], kernel.Height, kernel.Width, kernel.Lanes));

    /// <summary>
    /// How many floats loops reach that move by these steps. A loop whose steps lie within what the smaller ones cover continues them: rows of pixels, windows that overlap.
    /// </summary>
    private static long Distinct(IEnumerable<(int Step, int Extent)> loops)
    {
        var runs = new List<(long Step, long Extent)>();
        foreach (var (step, extent) in loops.Select(loop => (Step: Math.Abs((long)loop.Step), loop.Extent)).Where(loop => loop.Step > 0 && loop.Extent > 1).OrderBy(loop => loop.Step))
        {
            var run = runs.FindIndex(run => step % run.Step == 0 && step <= run.Step * run.Extent);
            if (run < 0)
                runs.Add((step, extent));
            else
                runs[run] = (runs[run].Step, runs[run].Extent + ((extent - 1) * (step / runs[run].Step)));
        }

        return runs.Aggregate(1L, (product, run) => product * run.Extent);
    }

    private static long Moved(Move kernel, IReadOnlyList<int> steps) => Distinct(kernel.Loops.Select((loop, i) => (loop.IsBatch ? 0 : steps[i], loop.Extent)));

    private static List<Piece> Reads(Window kernel)
    {
        var pieces = new List<Piece> { Map(kernel.Source, kernel, !kernel.Gradient) };
        if (kernel.Input is not null)
            pieces.Add(Map(kernel.Input, kernel, isInput: true));
        if (kernel.Pooled is not null)
            pieces.Add(Map(kernel.Pooled, kernel, isInput: false));
        return pieces;
    }

    private static Piece Map(Grid grid, Window kernel, bool isInput) => isInput
        ? Map(grid, kernel.InputHeight, kernel.InputWidth, kernel.Lanes)
        : Map(grid, kernel.Geometry.OutputHeight, kernel.Geometry.OutputWidth, kernel.Lanes);

    private static Piece Map(Grid grid, int height, int width, int lanes) =>
        new(grid.Region, (long)(grid.RowStep == 0 ? 1 : height) * (grid.PixelStep == 0 ? 1 : width) * (grid.LaneStep == 0 ? 1 : lanes));

    private static Piece Whole(Region region) => new(region, region.Floats);

    private static long Extents(IEnumerable<Loop> loops) => loops.Where(loop => !loop.IsBatch).Aggregate(1L, (product, loop) => product * loop.Extent);

    /// <summary>A part of a region: of each image's, where each has one.</summary>
    private readonly record struct Piece(Region Region, long Floats);
}
