using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// A convolution's filters' gradient from interleaved maps: of each group the sums over pixels for each tap, channel and filter, as vectors of sixteen images. <see cref="AddGroups"/> makes numbers of
/// them. An item is a row of taps with some filters; some rows of pixels are in the first cache for all of a group's items and channels.
/// </summary>
/// <param name="Of">The gradient as a contraction, over maps that are interleaved.</param>
/// <param name="Sums">For each group, in the order of the packed filters.</param>
internal sealed record InterleavedGradient(Contraction Of, Region Sums) : Kernel(Of.Name)
{
    /// <summary>Floats of a block's rows that stay in the first cache; of all sums that stay in the second.</summary>
    private const int FloatsOfBlock = 6 * 1024, MostSums = 64 * 1024;

    public override IEnumerable<Region> Reads => [Of.A.Region, Of.B.Region];

    public override IEnumerable<Region> Writes => [Sums];

    /// <summary>Taps of a row and filters whose sums are in registers together.</summary>
    public ImageTile Tile { get; } = ImageTile.Of(Of.Rows[2].Extent, Of.Columns);

    public int TapRows => Of.Rows[1].Extent;

    public int TapColumns => Of.Rows[2].Extent;

    /// <summary>Of the map.</summary>
    public int Channels => Of.Rows[3].Extent;

    public int Filters => Of.Columns;

    /// <summary>Blocks of filters, the last of which may be smaller.</summary>
    public int Blocks => (Filters + Tile.Columns - 1) / Tile.Columns;

    /// <summary>Rows of the result's gradient that are taken together.</summary>
    public int RowsOfBlock => Math.Min(Of.Depth[1].Extent, Math.Max(1, FloatsOfBlock / (Interleaved.Images * Of.Depth[2].Extent * (Tile.Columns + 1))));

    public override int ItemsPerImage => Blocks * TapRows;

    public override long CostPerItem => Math.Max(1, 2L * Filters * Of.Rows.Concat(Of.Depth).Where(loop => !loop.IsBatch).Aggregate(1L, (product, loop) => product * loop.Extent) / ItemsPerImage);

    /// <summary>A sum for each tap, channel and filter.</summary>
    public static int SumsOf(Contraction gradient) => gradient.Columns * gradient.Rows.Aggregate(1, (product, loop) => product * loop.Extent);

    /// <summary>True for contractions that have this form.</summary>
    public static bool IsGradient(Contraction kernel)
    {
        if (!kernel.IsConvolution || kernel.Columns > Packing.Width || kernel.Finish is not null || kernel.Rows.Count != 4 || kernel.Depth.Count != 3 || !kernel.Depth[0].IsBatch || kernel.Rows[0].Extent != 1)
            return false;
        var adds = kernel.Extra.Count == 1 && ReferenceEquals(kernel.Extra[0], kernel.Output) && kernel.Epilogue == Value.Instance + new Load(0);
        if (kernel.Rows.Any(loop => loop.IsBatch) || !(adds || (kernel.Extra.Count == 0 && kernel.Epilogue == Value.Instance)))
            return false;
        return Packing.GoThrough([.. kernel.Rows.Skip(1)], [.. kernel.Output.Rows.Skip(1)]) && (kernel.Rows[3].Extent == 1 || kernel.A.Rows[3] == new Step(1)) && Interleaved.IsMap(kernel.A, kernel.A.Depth, kernel.A.Rows.Skip(1).Take(2))
            && Interleaved.IsMap(kernel.B, kernel.B.Depth, []) && kernel.B.Rows.Skip(1).All(step => step == default) && Interleaved.Images * SumsOf(kernel) <= MostSums;
    }
}

/// <summary>A bias's gradient from an interleaved map: of each group the sums over pixels, as vectors of sixteen images for each channel.</summary>
/// <param name="Of">The sum, over a map that is interleaved.</param>
/// <param name="Sums">For each group.</param>
internal sealed record InterleavedSum(ColumnReduction Of, Region Sums) : Kernel(Of.Name)
{
    /// <summary>Channels whose sums are in registers together, two vectors of eight each.</summary>
    private const int MostTogether = 6;

    public override IEnumerable<Region> Reads => [Of.Inputs[0].Region];

    public override IEnumerable<Region> Writes => [Sums];

    /// <summary>Channels that are summed together: a part of all.</summary>
    public int Together => Enumerable.Range(1, MostTogether).Last(count => Of.Lanes % count == 0);

    public override int ItemsPerImage => Of.Lanes / Together;

    public override long CostPerItem => (long)Interleaved.Images * Of.Height * Of.Width * Together;

    /// <summary>True for sums of a map's gradient over pixels and images, which are added to a parameter's.</summary>
    public static bool IsSum(ColumnReduction kernel) =>
        kernel is { PerImage: false, AcrossLanes: false, Fold: RowFold.Sum, Inputs.Count: 2, Terms.Count: 1, Results.Count: 1 } && kernel.Terms[0] == new Load(0)
        && kernel.Results[0].Body == new Load(1) + new Total(0) && kernel.Inputs[1] == kernel.Results[0].Output && !kernel.Inputs[1].Region.GrowsWithBatch;
}

/// <summary>Adds the sums of all groups, then their sixteen lanes, and what comes of it to a parameter's gradient, or writes it there. Group by group, so that a sum's order is one on all processors and threads.</summary>
/// <param name="Sums">Of each group: a vector of sixteen for each term and column.</param>
/// <param name="Target">The gradient: for each term a row of columns in one panel.</param>
/// <param name="Offset">The first float there.</param>
/// <param name="Terms">Rows.</param>
/// <param name="Columns">Of a row.</param>
/// <param name="Adds">False where nothing was there.</param>
internal sealed record AddGroups(string Name, Region Sums, Region Target, int Offset, int Terms, int Columns, bool Adds) : Kernel(Name)
{
    public override IEnumerable<Region> Reads => Adds ? [Sums, Target] : [Sums];

    public override IEnumerable<Region> Writes => [Target];

    public override int ItemsPerImage => 0;

    public override int FixedItems => Terms;

    public override long CostPerItem => (long)Columns * Interleaved.Images;

    /// <summary>Floats from row to row of the target.</summary>
    public int Panel => Columns > Packing.Half ? Packing.Width : Packing.Half;

    /// <summary>Memory for the sums of so many.</summary>
    public static Region SumsFor(string name, int count) => new(name + " sums", Space.PerImage, (count + 15) / 16 * 16);
}
