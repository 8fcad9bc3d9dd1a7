using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>One of the closed set of kernel forms, over regions. Sizes are constants; only the batch is known at run time.</summary>
/// <param name="Name">The layer and what is done for it: "conv1 forward".</param>
internal abstract record Kernel(string Name)
{
    /// <summary>Buffers the kernel reads; a region it updates is in both lists.</summary>
    public abstract IEnumerable<Region> Reads { get; }

    public abstract IEnumerable<Region> Writes { get; }

    /// <summary>Regions with a part for each image, of which every image reads the first one's: what a batch is normalised around. Within a sweep other images must not overwrite that.</summary>
    public virtual IEnumerable<Region> ReadsOfFirstImage => [];

    /// <summary>Maps of which it reads an element only for the same element of its one result, before it writes that, and nothing else of them: the result may lie over them.</summary>
    public virtual IEnumerable<Region> Overwrites => [];

    /// <summary>Independent work items of one image; 0 where the items do not divide by images (then <see cref="FixedItems"/> counts them).</summary>
    public abstract int ItemsPerImage { get; }

    /// <summary>Independent items whatever the batch, each of which goes through all images.</summary>
    public virtual int FixedItems => 0;

    /// <summary>True where what it writes depends on what it reads alone: not on the number of images, labels or the step.</summary>
    public virtual bool DependsOnReadsAlone => false;

    /// <summary>Floats that each thread works in while it is at the kernel.</summary>
    public virtual int ThreadFloats => 0;

    /// <summary>Rough cost of one item of one image in FLOPs or their equal in time; sets how finely work is cut.</summary>
    public abstract long CostPerItem { get; }

    /// <summary>True where one operand alone is of the region.</summary>
    protected bool IsReadOnce(Region region) => Reads.Count(read => read == region) == 1;
}

/// <summary>A loop of a kernel. The batch's extent is not known here: <see cref="IsBatch"/>.</summary>
internal readonly record struct Loop(string Name, int Extent)
{
    public const int BatchExtent = -1;

    public static Loop Batch => new("image", BatchExtent);

    public bool IsBatch => Extent == BatchExtent;

    public override string ToString() => IsBatch ? Name : System.FormattableString.Invariant($"{Name}<{Extent}");
}

/// <summary>
/// How far one step of a loop moves in a region: <c>Floats + Widths · w</c>, where w is the width of the current column panel
/// (16, or 8 for the half panel) — packed parameters lay the columns of a panel side by side.
/// </summary>
internal readonly record struct Step(int Floats, int Widths = 0)
{
    public static implicit operator Step(int floats) => new(floats);

    public int At(int width) => Floats + (Widths * width);

    public override string ToString() => Widths == 0 ? Text(Floats) : Floats == 0 ? Text(Widths) + "w" : Text(Floats) + "+" + Text(Widths) + "w";

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An operand of a contraction: element (row, depth, column) lies at Offset + Σ row steps + Σ depth steps + panel · PanelStep + lane.</summary>
internal sealed record Operand(Region Region, int Offset, IReadOnlyList<Step> Rows, IReadOnlyList<Step> Depth, int PanelStep);

/// <summary>Row i of a convolution's result meets row <c>First + i · Step + t · TapStep</c> of a map with its tap row t; before the map's first row and behind its last there are zeros. Columns likewise.</summary>
/// <param name="First">Less than nothing where the first window begins in the zeros.</param>
/// <param name="Step">From one row of the result to the next.</param>
/// <param name="TapStep">From tap to tap; less than nothing where taps go back.</param>
/// <param name="Size">Rows of the map.</param>
internal readonly record struct MapTaps(int First, int Step, int TapStep, int Size);

/// <summary>
/// <c>out[row, column] = epilogue(Σ_depth a[row, depth] · b[depth, column])</c>. Columns are vector lanes: contiguous in b and out.
/// Convolution forward, its gradients, dense and its gradients are all this form.
/// </summary>
/// <param name="Rows">Row loops, outermost first.</param>
/// <param name="Depth">Summed loops, outermost first.</param>
/// <param name="Columns">How many columns carry meaning.</param>
/// <param name="A">Read one number at a time.</param>
/// <param name="B">Read a vector of columns at a time.</param>
/// <param name="Output">Written a vector of columns at a time.</param>
/// <param name="ExactColumns">True where lanes past the last column belong to somebody else and must not be written.</param>
/// <param name="Extra">Operands of the epilogue: vectors of columns at the same row (the depth steps are unused).</param>
/// <param name="Epilogue">What is stored for a sum; stands where all registers hold accumulators, so it must be cheap.</param>
/// <param name="Finish">A costly formula applied to a stored row while it is in the first cache, or null.</param>
internal sealed record Contraction(
    string Name,
    IReadOnlyList<Loop> Rows,
    IReadOnlyList<Loop> Depth,
    int Columns,
    Operand A,
    Operand B,
    Operand Output,
    bool ExactColumns,
    IReadOnlyList<Operand> Extra,
    Expression Epilogue,
    Expression? Finish = null)
    : Kernel(Name)
{
    /// <summary>True for convolutions and their gradients: whose products may be rounded to TF32 is a matter of precision, and PyTorch's answer is theirs alone.</summary>
    public bool IsConvolution { get; init; }

    /// <summary>Which rows of a map windows meet, and which are zeros around it; null where that is not known, or all are the map's.</summary>
    public MapTaps? MapRows { get; init; }

    /// <summary>The same for columns.</summary>
    public MapTaps? MapColumns { get; init; }

    /// <summary>True for loops as a convolution of one group has them, or its input's gradient: image, row, group, column over tap row, tap column, channel; with weights term by term.</summary>
    public bool IsWindowed => Rows.Count == 4 && Depth.Count == 3 && Rows[0].IsBatch && Rows[2].Extent == 1 && !Rows.Skip(1).Concat(Depth).Any(loop => loop.IsBatch)
        && Enumerable.Range(0, B.Rows.Count).All(i => B.Rows[i] == default || Rows[i].Extent == 1) && Packing.GoThrough(Depth, B.Depth);

    /// <summary>True where the output is more than caches hold and written once: it goes past them.</summary>
    public bool Streams { get; init; }

    /// <summary>What is left of each column beside its elements, or null. For devices, whose blocks have what is to be summed in registers.</summary>
    public ColumnStatistics? Statistics { get; init; }

    public override IEnumerable<Region> Reads
    {
        get
        {
            yield return A.Region;
            yield return B.Region;
            foreach (var operand in Extra)
                yield return operand.Region;
            foreach (var region in Statistics?.Reads ?? [])
                yield return region;
        }
    }

    public override IEnumerable<Region> Writes => [Output.Region, .. Statistics?.Writes ?? []];

    /// <summary>Tiles of images may meet an element twice; pixels in lanes are left out, because they are stored in blocks of eight channels and not element by element.</summary>
    public override IEnumerable<Region> Overwrites => ExactColumns || Tiling.Of(this).TilesImages || PixelTiling.Of(this) is not null
        ? []
        : Extra.Where(IsLikeOutput).Select(extra => extra.Region).Where(IsReadOnce);

    public override int ItemsPerImage => PixelTiling.Of(this)?.ItemsPerImage ?? Tiling.ItemsPerImage(this);

    public override int FixedItems => PixelTiling.Of(this) is null ? PixelGradient.Of(this)?.Items ?? Tiling.FixedItems(this) : 0;

    public override int ThreadFloats => PixelTiling.Of(this)?.ScratchFloats ?? PixelGradient.Of(this)?.ScratchFloats ?? 0;

    public override bool DependsOnReadsAlone => !Rows.Concat(Depth).Any(loop => loop.IsBatch) && !Epilogue.SpeaksOfPass && Finish is not { SpeaksOfPass: true };

    public override long CostPerItem => Tiling.CostPerItem(this);

    private bool IsLikeOutput(Operand extra) =>
        extra.Offset == Output.Offset && extra.PanelStep == Output.PanelStep && Enumerable.Range(0, Rows.Count).All(i => Rows[i].Extent == 1 || extra.Rows[i] == Output.Rows[i]);
}

/// <summary>
/// A tensor as pointwise kernels, windows and reductions see it: height × width × lanes of one image, or one vector of lanes for
/// every pixel (steps 0). Image i starts at Offset + i · ImageStep. A lane step of 0 in a pointwise kernel is one number for all lanes.
/// </summary>
internal sealed record Grid(Region Region, int Offset, int ImageStep, int RowStep, int PixelStep, int LaneStep = 1)
{
    /// <summary>A vector that every pixel sees: one for each image where the region has one, else one for all.</summary>
    public static Grid Vector(Region region) => new(region, 0, region.GrowsWithBatch ? region.Floats : 0, 0, 0);

    /// <summary>Regions with a part for each image that no step leads to.</summary>
    public static IEnumerable<Region> OfFirstImage(IEnumerable<Grid> grids) => grids.Where(grid => grid.ImageStep == 0 && grid.Region.GrowsWithBatch).Select(grid => grid.Region);

    /// <summary>Regions of which the same elements are read as of another.</summary>
    public static IEnumerable<Region> Like(Grid other, IEnumerable<Grid> grids) => grids.Where(grid => grid with { Region = other.Region } == other).Select(grid => grid.Region);
}

/// <summary>What a kernel writes to each element of a grid: a formula of its inputs, and of the results that stand before it.</summary>
internal sealed record Result(Grid Output, Expression Body);

/// <summary>
/// Formulas over every element: <c>out[i, y, x, lane] = body(inputs at the same index)</c>. All inputs of an element are read before a result is written, so
/// that results may lie over inputs of the same grid.
/// </summary>
/// <param name="Lanes">A multiple of eight, or fewer: then the lanes up to the next multiple are written as zeros.</param>
/// <param name="Index">Steps of the element's logical index (image, row, pixel, lane), for masks.</param>
/// <param name="PerImage">False where the formula is computed once, whatever the batch: numbers of a channel. Then height and width are 1.</param>
internal sealed record Pointwise(
    string Name, int Height, int Width, int Lanes, IReadOnlyList<Grid> Inputs, IReadOnlyList<Result> Results, (int Image, int Row, int Pixel, int Lane) Index, bool PerImage = true)
    : Kernel(Name)
{
    /// <summary>One formula.</summary>
    public Pointwise(
        string name, int height, int width, int lanes, IReadOnlyList<Grid> inputs, Grid output, Expression body, (int Image, int Row, int Pixel, int Lane) index, bool perImage = true)
        : this(name, height, width, lanes, inputs, [new Result(output, body)], index, perImage)
    {
    }

    public override IEnumerable<Region> Reads => Inputs.Select(input => input.Region);

    public override IEnumerable<Region> ReadsOfFirstImage => Grid.OfFirstImage(Inputs);

    public override IEnumerable<Region> Overwrites => Results.Count == 1 ? Grid.Like(Results[0].Output, Inputs).Where(IsReadOnce) : [];

    public override IEnumerable<Region> Writes => Results.Select(result => result.Output.Region);

    /// <summary>True where <paramref name="test"/> holds for a node of a formula.</summary>
    public bool Any(System.Func<Expression, bool> test) => Results.Any(result => result.Body.Any(test));

    /// <summary>True where it goes through windows of a map whose places have a result each, and operands of their own.</summary>
    public bool IsOfWindows => Results.Select(result => result.Output.Region).Distinct().Count() < Results.Count;

    public override int ItemsPerImage => PerImage ? Height : 0;

    public override int FixedItems => PerImage ? 0 : 1;

    public override bool DependsOnReadsAlone => !PerImage && Results.All(result => !result.Body.SpeaksOfPass);

    public override long CostPerItem => (long)Width * Lanes * (1 + Results.Sum(result => result.Body.Cost + 1));
}

/// <summary>
/// Folds terms over pixels, channel by channel, over the pixels of all images (bias gradients, batch statistics) or of each image
/// (<paramref name="PerImage"/>: global pooling, instance statistics), and writes vectors of formulas over what they came to. Images are folded one after the
/// other and pixels in interleaved runs, so the order is the same for any thread count.
/// </summary>
/// <param name="Inputs">Operands of terms and results; steps 0 for one vector shared by all pixels, as all are that results mention.</param>
/// <param name="Terms">What is folded, all in one pass over the pixels.</param>
/// <param name="Results">Vectors, one for each image where <paramref name="PerImage"/>; their formulas speak of <see cref="Total"/>s.</param>
/// <param name="AcrossLanes">True where the channels are folded too, into one number; terms are 0 in lanes past the channels. Not for each image.</param>
internal sealed record ColumnReduction(
    string Name, int Height, int Width, int Lanes, IReadOnlyList<Grid> Inputs, RowFold Fold, IReadOnlyList<Expression> Terms, IReadOnlyList<Result> Results, bool PerImage, bool AcrossLanes = false)
    : Kernel(Name)
{
    /// <summary>One term and what it comes to, or with <paramref name="accumulate"/> what is there and that. Row and pixel steps of the output are unused.</summary>
    public ColumnReduction(
        string name, int height, int width, int lanes, IReadOnlyList<Grid> inputs, Expression term, RowFold fold, Grid output, bool perImage, bool accumulate, bool acrossLanes = false)
        : this(
            name, height, width, lanes, accumulate ? [.. inputs, AsVector(output, perImage, acrossLanes)] : inputs, fold, [term],
            [new Result(AsVector(output, perImage, acrossLanes), accumulate ? new Load(inputs.Count) + new Total(0) : new Total(0))], perImage, acrossLanes)
    {
    }

    public override IEnumerable<Region> Reads => Inputs.Select(input => input.Region);

    public override IEnumerable<Region> ReadsOfFirstImage => Grid.OfFirstImage(Inputs);

    public override IEnumerable<Region> Writes => Results.Select(result => result.Output.Region);

    public override int ItemsPerImage => PerImage ? 1 : 0;

    /// <summary>Blocks of channels are independent of each other.</summary>
    public override int FixedItems => PerImage ? 0 : AcrossLanes ? 1 : Packing.Pad(Lanes) / Block;

    public override long CostPerItem => (long)Height * Width * Terms.Sum(term => term.Cost + 1) * (PerImage || AcrossLanes ? Lanes : Block);

    /// <summary>Channels that go through the pixels together: a whole cache line of each pixel where the lanes allow, so that no line is fetched twice.</summary>
    public int Block => Height * Width > 1 && Packing.Pad(Lanes) % Packing.Width == 0 ? Packing.Width : Packing.Half;

    /// <summary><c>db[c] += Σ dy[n, y, x, c]</c></summary>
    public static ColumnReduction BiasGradient(string layer, int height, int width, int lanes, Grid gradient, Region bias) =>
        new(layer + " bias gradient", height, width, lanes, [gradient], new Load(0), RowFold.Sum, new Grid(bias, 0, 0, 0, 0), perImage: false, accumulate: true);

    private static Grid AsVector(Grid grid, bool perImage, bool number) =>
        grid with { ImageStep = perImage ? grid.ImageStep : 0, RowStep = 0, PixelStep = 0, LaneStep = number ? 0 : 1 };
}

internal enum RowFold
{
    Sum,
    Maximum,
}

/// <summary>One step of a row reduction: folds <paramref name="Body"/> over the row into a row scalar.</summary>
internal readonly record struct RowStep(RowFold Fold, Expression Body);

/// <summary>
/// Row by row: folds, each able to use the ones before, then a vector result and, for losses, a number added to the image's loss.
/// A row is the channels of one pixel (<paramref name="WholeImage"/> false) or all elements of an image (true). Softmax, its gradient and losses.
/// </summary>
/// <param name="RowIndex">Steps of an element's index within its row (row, pixel, lane): what a label counts.</param>
/// <param name="Result">Written per element, or null.</param>
/// <param name="Loss">Added to Losses of the image, or null.</param>
/// <param name="UsesLabels">True where formulas speak of the row's label.</param>
internal sealed record RowReduction(
    string Name,
    int Height,
    int Width,
    int Lanes,
    bool WholeImage,
    IReadOnlyList<Grid> Inputs,
    IReadOnlyList<RowStep> Folds,
    Grid? Output,
    Expression? Result,
    Region? Losses,
    Expression? Loss,
    bool UsesLabels,
    (int Row, int Pixel, int Lane) RowIndex)
    : Kernel(Name)
{
    public override IEnumerable<Region> Reads => Inputs.Select(input => input.Region);

    public override IEnumerable<Region> Writes
    {
        get
        {
            if (Output is not null)
                yield return Output.Region;
            if (Losses is not null)
                yield return Losses;
        }
    }

    public override int ItemsPerImage => 1;

    public override long CostPerItem => (long)Height * Width * Lanes * 40;
}

/// <summary>
/// A strided copy, loop by loop (the last innermost); with a null source it writes <paramref name="Fill"/> instead. Padding, repacking, copies
/// across the public surface.
/// </summary>
internal sealed record Move(
    string Name, IReadOnlyList<Loop> Loops, Region? Source, int SourceOffset, IReadOnlyList<int> SourceSteps, Region Target, int TargetOffset, IReadOnlyList<int> TargetSteps, float Fill = 0)
    : Kernel(Name)
{
    public override IEnumerable<Region> Reads => Source is null ? [] : [Source];

    public override IEnumerable<Region> Writes => [Target];

    public bool OverImages => Loops[0].IsBatch;

    /// <summary>The whole source, if the copy leaves every float where it is: each image's part begins the region and nothing else lies between. Else null.</summary>
    public Region? Dense => Source is { Space: Space.PerImage } && SourceOffset == 0 && OverImages
        && Enumerable.Range(0, Loops.Count).All(i => SourceSteps[i] == TargetSteps[i] || Loops[i].Extent == 1) ? Source : null;

    public override int ItemsPerImage => OverImages ? 1 : 0;

    public override int FixedItems => OverImages ? 0 : Loops[0].Extent;

    public override bool DependsOnReadsAlone => !Loops.Any(loop => loop.IsBatch);

    public override long CostPerItem
    {
        get
        {
            long cost = 1;
            for (var i = 1; i < Loops.Count; i++)
                cost *= Loops[i].Extent;
            return cost;
        }
    }
}

/// <summary>
/// Zeros around the map of every image: a run before its first pixel, one between each row and the next, one behind its last pixel.
/// A fill of its own beside <see cref="Move"/>, because four of those say the same.
/// </summary>
/// <param name="Rows">Of the map.</param>
/// <param name="Head">Floats before the first pixel.</param>
/// <param name="RowFloats">Floats of a row of pixels, which stay.</param>
/// <param name="Gap">Floats between two rows.</param>
/// <param name="Tail">Floats behind the last pixel.</param>
internal sealed record Surround(string Name, Region Target, int Rows, int Head, int RowFloats, int Gap, int Tail) : Kernel(Name)
{
    public override IEnumerable<Region> Reads => [];

    public override IEnumerable<Region> Writes => [Target];

    /// <summary>The runs, in order.</summary>
    public override int ItemsPerImage => Rows + 1;

    public override long CostPerItem => Math.Max(1, Floats / ItemsPerImage);

    /// <summary>All zeros of an image.</summary>
    public long Floats => Head + ((long)(Rows - 1) * Gap) + Tail;

    /// <summary>Where a run begins.</summary>
    public long Start(int item) => item == 0 ? 0 : Head + ((long)item * RowFloats) + ((item - 1L) * Gap);

    /// <summary>How many zeros a run has.</summary>
    public int Length(int item) => item == 0 ? Head : item == Rows ? Tail : Gap;
}
