using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// A convolution with filters of r×r taps, r = 3, 5 or 7, by Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): patches of
/// (m + r − 1)² inputs are transformed, multiplied by transformed filters channel by channel, summed, and transformed back to m² outputs:
/// <c>Y = Aᵀ [ Σ_c (G g Gᵀ) ⊙ (Bᵀ d B) ] A</c>. What a contraction computes, with (m + r − 1)² / r²m² of its multiplications.
/// A convolution of stride 2 is a sum of four of stride 1, one for each <see cref="WinogradTransform.Phases">phase</see> of pixels and taps; their products are summed before one transform back.
/// </summary>
/// <param name="Transform">m and its matrices.</param>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
/// <param name="Channels">Of the input: a multiple of eight, or few (<see cref="WinogradTransform.IsShallow"/>).</param>
/// <param name="Columns">Of the result: its channels, a multiple of sixteen.</param>
/// <param name="Input">From the first pixel that the first window reads, with the steps from window to window; a frame of zeros is there where windows leave the map.</param>
/// <param name="Filters">As <see cref="WinogradFilters"/> makes them, or with <see cref="Taps"/> what it makes them of.</param>
/// <param name="Output">The result's first pixel.</param>
/// <param name="Extra">Operands of the epilogue, pixel by pixel; steps 0 for a vector that all share.</param>
/// <param name="Epilogue">What is stored for a sum.</param>
internal sealed record Winograd(
    string Name, WinogradTransform Transform, int Height, int Width, int Channels, int Columns, Grid Input, Region Filters, Grid Output, IReadOnlyList<Grid> Extra, Expression Epilogue)
    : Kernel(Name)
{
    /// <summary>More items would transform patches, which each does for itself, too often.</summary>
    private const int MostGroups = 8;

    /// <summary>Taps of so many channels of a panel stay in the first cache, and with them a row of points of its transformed filters.</summary>
    private const int MostChannels = 32;

    /// <summary>Of so few tiles of an image, filters are most of what is read, and to transform them once more costs less than to read all filters once more.</summary>
    private const int FewTiles = 24;

    /// <summary>Tiles of a row that are worth reading the filters for.</summary>
    private const int ManyTiles = 12;

    /// <summary>Transforms a panel of filters after the other on the way, which takes next to no memory; null where they are transformed already.</summary>
    public WinogradFilters? Taps { get; init; }

    /// <summary>
    /// True where filters are kept and <see cref="Taps"/> are there too: transforming those is quicker for one image than to fetch filters four times as large, for several images it is not.
    /// Sums have one order, whatever the number of images.
    /// </summary>
    public bool KeepsFilters => Taps is not null && Filters != Taps.Weights;

    /// <summary>True where an image's result is too large for the second cache, and filters are not: its lines are fetched while products are summed, for to store them waits for each.</summary>
    public bool FetchesResults => !SharesPanels && WinogradPlan.FetchesResults(Transform, Height, Width, Channels, Columns);

    /// <summary>
    /// True where work is shared out by panels, and each thread transforms all patches for its own: no filter is transformed twice for an image, and where an image has few tiles
    /// the filters, which then are most of what is read, go by once.
    /// </summary>
    public bool SharesPanels => Taps is not null || (TileRows * TileColumns <= FewTiles && Panels > 1);

    public override IEnumerable<Region> Reads => [Input.Region, Filters, .. KeepsFilters ? [Taps!.Weights] : (IEnumerable<Region>)[], .. Extra.Select(extra => extra.Region)];

    public override IEnumerable<Region> Writes => [Output.Region];

    public override IEnumerable<Region> ReadsOfFirstImage => Grid.OfFirstImage(Extra);

    public override IEnumerable<Region> Overwrites => Grid.Like(Output, Extra).Where(IsReadOnce);

    public int TileRows => Tiles(Height);

    public int TileColumns => Tiles(Width);

    /// <summary>Tile rows of a work item: of all but the last the same, which has no fewer than it must.</summary>
    public int RowsOfItem => TileColumns >= ManyTiles ? 1 : Even(Math.Max(1, Math.Min((TileRows + 1) / 2, Plan.Tiles / TileColumns)));

    /// <summary>Panels of a work item, with <see cref="SharesPanels"/>: an even number, for the widest vectors take two.</summary>
    public int PanelsOfItem => Math.Min(Panels, (Panels + (2 * Groups) - 1) / (2 * Groups) * 2);

    /// <summary>Channels whose filters are transformed together, with <see cref="Taps"/>.</summary>
    public int ChannelsOfPart => Enumerable.Range(1, MostChannels / Packing.Half).Select(i => i * Packing.Half).Last(part => Channels % part == 0);

    /// <summary>True where that is not all of them, with <see cref="Taps"/>: each part's products are added to those before.</summary>
    public bool HasParts => ChannelsOfPart < Channels;

    /// <summary>True where a part takes up the sum that is there, instead of adding its own to it: as several images do, which have all channels in one sum.</summary>
    public bool GoesOn => HasParts && KeepsFilters;

    /// <summary>Panels whose products are summed before they are transformed back, with <see cref="Taps"/>: patches go by once for all of them.</summary>
    public int PanelsOfGroup => Math.Min(PanelsOfItem, WinogradPlan.PanelsOfGroup(Transform, MostTilesOfTaps));

    /// <summary>Tiles whose sums are in registers together, with <see cref="Taps"/> and vectors of sixteen.</summary>
    public int TilesOfPass => WinogradPlan.TilesOfPass(TileRows * TileColumns);

    public override int ItemsPerImage => SharesPanels ? (Panels + PanelsOfItem - 1) / PanelsOfItem : (TileRows + RowsOfItem - 1) / RowsOfItem;

    public override long CostPerItem => Math.Max(1, (long)(32 * Plan.Cycles / ItemsPerImage));

    public override int ThreadFloats => Math.Max(
        Taps is null || KeepsFilters ? WinogradPlan.ScratchFloats(Transform, WinogradPlan.Room(MostTiles), Channels, Columns) : 0,
        Taps is null ? 0 : WinogradPlan.ScratchFloats(Transform, WinogradPlan.Room(MostTilesOfTaps), Channels, PanelsOfGroup * Packing.Width) + (Transform.Patch * WinogradFilters.PointStep(ChannelsOfPart, Packing.Width))
            + (Transform.Points * Channels * MostTilesOfTaps));

    /// <summary>True where an image's tiles are so few that filters meet them in registers.</summary>
    public bool IsSmall => Taps is not null && WinogradPlan.IsSmall(Transform, Height, Width);

    /// <summary>Tiles that are computed there: one, or as many as there may be.</summary>
    public int TilesTogether => TileRows * TileColumns == 1 ? 1 : WinogradPlan.SmallTiles;

    /// <summary>Blocks of all channels that their patches are in: each row of points has its own, so that it lies close together; of one tile all rows do.</summary>
    public int PackedBlocks => TilesTogether == 1 ? 1 : Transform.Patch;

    /// <summary>Floats from a channel's points in a block to the next one's.</summary>
    public int PackedStep => Transform.Points / PackedBlocks * TilesTogether;

    /// <summary>How many tiles of one image go through the transforms together, and what it costs.</summary>
    public WinogradPlan Plan => WinogradPlan.For(Transform, Height, Width, Channels, Columns, Taps is not null, 1);

    /// <summary>The same where a thread has several images.</summary>
    public WinogradPlan PlanOfMany => WinogradPlan.For(Transform, Height, Width, Channels, Columns, Taps is not null && !KeepsFilters, WinogradPlan.ManyImages);

    private int MostTiles => Math.Max(Plan.Tiles, PlanOfMany.Tiles);

    private int MostTilesOfTaps => KeepsFilters ? Plan.Tiles : MostTiles;

    private int Panels => Columns / Packing.Width;

    private int Groups => Taps is null || KeepsFilters ? 2 : MostGroups;

    private int Even(int rows) => Ceiling(TileRows, Ceiling(TileRows, rows));

    private static int Ceiling(int value, int by) => (value + by - 1) / by;

    private int Tiles(int extent) => Ceiling(extent, Transform.Tile);
}

/// <summary>
/// Filters transformed for <see cref="Winograd"/>: <c>U = G g Gᵀ</c>. Per point of the transformed patch and panel of sixteen filters: channels, each with its filters side by side.
/// </summary>
/// <param name="Panels">Panels of sixteen filters.</param>
/// <param name="Channels">Of a filter.</param>
/// <param name="Weights">Packed in panels of sixteen filters: taps row by row, and for each its channels.</param>
/// <param name="Offset">Of the first tap.</param>
/// <param name="RowStep">From a tap row to the next.</param>
/// <param name="ColumnStep">From a tap to its right neighbour.</param>
/// <param name="Target">Written.</param>
internal sealed record WinogradFilters(string Name, WinogradTransform Transform, int Panels, int Channels, Region Weights, int Offset, int RowStep, int ColumnStep, Region Target) : Kernel(Name)
{
    public override IEnumerable<Region> Reads => [Weights];

    public override IEnumerable<Region> Writes => [Target];

    public override int ItemsPerImage => 0;

    public override int FixedItems => Panels;

    public override bool DependsOnReadsAlone => true;

    public override long CostPerItem => 100L * Channels;

    /// <summary>Floats that transformed filters take.</summary>
    public static int Floats(WinogradTransform transform, int channels, int columns) => checked(transform.Points * PointStep(transform.Depth(channels), columns));

    /// <summary>
    /// Floats from a point to the next, of so many terms for each filter. A cache line more than filters take: all points of a channel are stored one after the other, and steps of a power of two would
    /// send them to one place of the first cache (transforming a panel of 128 channels takes a sixth of the time).
    /// </summary>
    public static int PointStep(int depth, int columns) => checked((depth * columns) + Packing.Width);
}
