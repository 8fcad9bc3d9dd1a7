using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// What a convolution costs by Winograd and directly, in cycles of a core with two vector multiply-adds a cycle, and how many tiles go through the transforms
/// together. A rough model, of what was measured: it only has to choose.
/// </summary>
/// <param name="Tiles">Tiles of a block.</param>
/// <param name="Cycles">Of one image.</param>
internal readonly record struct WinogradPlan(int Tiles, double Cycles)
{
    private const int RowsOfTile = 6;
    private const int MostTiles = 54;
    private const int MostOfPass = 16;

    /// <summary>Bytes of a group's products, which stay in the second cache while filters and patches go by.</summary>
    private const int MostOfProducts = 448 * 1024;

    /// <summary>What "many images" means where a plan is made for them: from there on nothing changes much.</summary>
    public const int ManyImages = 16;

    /// <summary>Tiles of an image that a register tile of fewer rows takes, where filters are transformed on the way.</summary>
    public const int SmallTiles = 4;

    /// <summary>True where an image has no more tiles than that.</summary>
    public static bool IsSmall(WinogradTransform transform, int height, int width) => TilesOf(transform, height, width) <= SmallTiles;

    /// <summary>Multiply-adds of one cycle: two vectors of eight, of which real kernels reach the most part.</summary>
    private const double Rate = 16 * 0.93;

    /// <summary>Bytes that stay in the second cache beside what else passes through it.</summary>
    private const long SecondCache = 320 * 1024;

    /// <summary>Bytes of filters and of a block's memory that stay there together.</summary>
    private const long AllOfSecondCache = 896 * 1024;

    /// <summary>Bytes of a transformed filter bank beyond which it comes from memory and not from the third cache.</summary>
    private const long ThirdCache = 20 * 1024 * 1024;

    /// <summary>Bytes of a result that are not in the second cache when they are stored.</summary>
    private const long LargeResult = 1 << 20;

    /// <summary>Bytes a cycle from each.</summary>
    private const double FromSecondCache = 40, FromThirdCache = 10, FromMemory = 5;

    /// <summary>Cycles for each vector that a transform of filters stores; with vectors of sixteen, two at once.</summary>
    private const double FilterCycles = 2.2;

    /// <summary>Cycles for a product of an image's only tile, whose filters are transformed in registers: 0.125 with vectors of sixteen, twice that with eight.</summary>
    private const double OneTileCycles = 0.16;

    /// <summary>The same of a few tiles: 0.28 with vectors of sixteen; those of eight store the filters, for 0.54.</summary>
    private const double FewTilesCycles = 0.4;

    /// <summary>Cycles to begin and end the register tiles of a block, for each point and two panels.</summary>
    private const double CallCycles = 30;

    /// <summary>A larger block must be better by so much: it takes more memory.</summary>
    private const double WorthMemory = 0.99;

    /// <summary>
    /// Floats between the tiles of one point and the next: a line of the first cache, which makes the lines of a point an odd number where whole lines are a tile. Without it a tile's points would
    /// fall into a few of the cache's sets. Tiles themselves lie side by side.
    /// </summary>
    public const int Gap = 16;

    /// <summary>The convolution of an image.</summary>
    /// <param name="transform">m and its matrices.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="channels">Of the input.</param>
    /// <param name="columns">Channels of the result.</param>
    /// <param name="taps">Filters are transformed on the way, for each block of tiles.</param>
    /// <param name="images">How many images go through blocks together: filters go by once a block, whosever tiles they are.</param>
    public static WinogradPlan For(WinogradTransform transform, int height, int width, int channels, int columns, bool taps, int images)
    {
        var tiles = TilesOf(transform, height, width) * images;
        var plans = new List<WinogradPlan>();
        var rows = taps ? TilesOfPass(tiles / images) : RowsOfTile;
        var blocks = Enumerable.Range(1, Math.Max(MostTiles, rows) / rows).Select(i => i * rows).Where(block => block < tiles + rows);
        foreach (var block in !taps && FetchesResults(transform, height, width, channels, columns) ? OfRows(Ceiling(width, transform.Tile)) : blocks)
            plans.Add(new WinogradPlan(block, Estimate(transform, tiles, tiles / images, block, channels, columns, taps) / images));
        var least = plans.Min(plan => plan.Cycles);
        return plans.First(plan => plan.Cycles * WorthMemory <= least);
    }

    /// <summary>
    /// True where an image's result is not in the second cache when it is stored, and filters are. Its lines are fetched for a block before, which is of whole rows of tiles or an even part of one, instead of filters.
    /// </summary>
    public static bool FetchesResults(WinogradTransform transform, int height, int width, int channels, int columns) =>
        sizeof(float) * (long)height * width * columns >= LargeResult && sizeof(float) * (long)transform.Products * channels * columns <= AllOfSecondCache;

    /// <summary>Tiles whose sums are in registers together where filters are transformed on the way, sixteen at most: as many passes as must be, and none with much less than the others.</summary>
    public static int TilesOfPass(int tiles) => tiles <= SmallTiles ? MostOfPass : Math.Max(Packing.Half, Ceiling(tiles, Ceiling(tiles, MostOfPass)));

    /// <summary>Tiles that a block has room for: register tiles of five and six rows may reach past its own.</summary>
    public static int Room(int block) => RowsOfTile * Ceiling(block, RowsOfTile);

    /// <summary>Panels whose products are summed before they are transformed back, where filters are transformed on the way: those of a block stay in the second cache.</summary>
    public static int PanelsOfGroup(WinogradTransform transform, int block) => Math.Max(1, MostOfProducts / (sizeof(float) * transform.Points * block * Packing.Width));

    /// <summary>
    /// True where an image alone is better off with filters that are transformed on the way, though they are kept for several: its tiles are few or a pass, and the kept ones, of so many
    /// bytes, are not in a near cache when they are wanted; or they are more, and the kept ones come from memory.
    /// </summary>
    public static bool TapsOfOneImage(WinogradTransform transform, int height, int width, long bytes) => TilesOf(transform, height, width) switch
    {
        <= SmallTiles => bytes >= SecondCache,
        <= Packing.Half => false,
        <= MostOfPass => bytes >= 2 * SecondCache,
        _ => bytes > ThirdCache,
    };

    /// <summary>
    /// What filters on the way take of a large map, to what the model says: a pass loads more numbers than it has products, and patches of several passes stay in no near cache. Measured against kept ones at
    /// 28×28: 1.13 on a Xeon, 1.45 on an EPYC of the fifth generation.
    /// </summary>
    public static double FactorOfPasses(WinogradTransform transform, int height, int width) => TilesOf(transform, height, width) > MostOfPass ? 1.25 : 1;

    /// <summary>The gradient of the filters, for a slice of channels: a block's products are added to what is there, for all channels and filters.</summary>
    public static WinogradPlan Gradient(WinogradTransform transform, int height, int width, int channels, int columns)
    {
        // Of a batch there are more tiles than of an image: blocks are full.
        var tiles = TilesOf(transform, height, width);
        var best = new WinogradPlan(0, double.PositiveInfinity);
        for (var block = 2 * RowsOfTile; block <= 64; block += 2)
        {
            var products = (double)transform.Points * channels * columns / Rate * (block + 4) / block;
            var transforms = ((channels / 8 * 4.5 * transform.Points) + (columns / 8 * 3.5 * transform.Points)) * 0.75;
            var sums = 2 * Transfer(4L * transform.Points * channels * columns) / block;
            var scratch = 4L * ScratchFloats(transform, block, channels, columns);
            var cycles = tiles * (products + transforms + sums + (scratch > SecondCache ? 2 * Transfer(scratch) / block : 0));
            if (cycles < best.Cycles)
                best = new WinogradPlan(block, cycles);
        }

        return best;
    }

    /// <summary>Transforming filters and writing them to memory, which is read for it first.</summary>
    public static double Making(long bytes) => 3 * bytes / FromMemory;

    /// <summary>The same convolution as a contraction.</summary>
    public static double Direct(int filterSize, int height, int width, int channels, int columns)
    {
        var taps = filterSize * filterSize;
        var products = (double)taps * channels * columns * height * width / Rate;
        return Math.Max(products, Transfer(4L * taps * channels * columns));
    }

    /// <summary>Floats that a thread needs: transformed patches, their products, a patch at the edge, half a transform.</summary>
    public static int ScratchFloats(WinogradTransform transform, int block, int channels, int columns) =>
        checked(transform.Points * ((block * (transform.Depth(channels) + columns)) + (2 * Gap) + transform.Depth(channels) + Packing.Width));

    private static double Estimate(WinogradTransform transform, int tiles, int ofImage, int block, int channels, int columns, bool taps)
    {
        // A block that is not full has rows of five or fewer at its end.
        var (full, rest) = (tiles / block, tiles % block);
        var rows = (full * (taps ? block : Math.Max(block, 5 * Ceiling(block, RowsOfTile)))) + (taps ? TilesOfPass(ofImage) * Ceiling(rest, TilesOfPass(ofImage)) : Math.Max(rest, 5 * Ceiling(rest, RowsOfTile)));
        var products = (double)transform.Products * channels * columns * (taps && tiles == 1 ? OneTileCycles : taps && tiles <= SmallTiles ? FewTilesCycles : rows / Rate);

        // Both passes of a transform: loads, stores and sums of a vector of channels.
        var transforms = tiles * ((4.5 * transform.InputVectors(channels)) + (columns / 8 * 3.5 * transform.Points)) * 0.75;
        var blocks = Ceiling(tiles, block);
        var filters = 4L * (taps ? transform.FilterSize * transform.FilterSize : transform.Products) * channels * columns;
        var scratch = 4L * ScratchFloats(transform, block, channels, columns);

        // What does not fit beside the other is pushed out of the second cache: filters come from further away once more for each block. What a block leaves there is written and read
        // once and costs little to fetch again, as was measured.
        var excess = Math.Max(0, scratch + filters - AllOfSecondCache);
        var (filtersOut, scratchOut) = (Math.Min(filters, excess), Math.Min(scratch, excess));
        var streamed = Transfer(filters) + ((blocks - 1) * ((filtersOut / (filters > ThirdCache ? FromMemory : FromThirdCache)) + ((filters - filtersOut) / FromSecondCache)));
        transforms += blocks * ((CallCycles * transform.Points * Ceiling(columns, 2 * Packing.Width)) + (2 * scratchOut / FromSecondCache));
        if (taps && tiles > SmallTiles)
        {
            // Every group of panels goes through all patches, from where there is room for them.
            var patches = 4L * transform.Points * Math.Min(block, tiles) * channels;
            products += blocks * ((FilterCycles * transform.Points * channels * columns / 8) + (patches > SecondCache ? Ceiling(columns / Packing.Width, PanelsOfGroup(transform, block)) * Transfer(patches) : 0));
        }

        return Math.Max(products, streamed) + (0.3 * Math.Min(products, streamed)) + transforms;
    }

    private static IEnumerable<int> OfRows(int tileColumns) =>
        tileColumns > MostTiles ? [Ceiling(tileColumns, Ceiling(tileColumns, MostTiles))] : Enumerable.Range(1, MostTiles / tileColumns).Select(rows => rows * tileColumns);

    private static int TilesOf(WinogradTransform transform, int height, int width) => Ceiling(height, transform.Tile) * Ceiling(width, transform.Tile);

    private static double Transfer(long bytes) => bytes <= SecondCache / 2 ? 0 : bytes / (bytes > ThirdCache ? FromMemory : FromThirdCache);

    private static int Ceiling(int value, int by) => (value + by - 1) / by;
}
