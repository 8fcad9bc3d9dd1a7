using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ConvGen.Generator.Program;

/// <summary>
/// How a convolution of few columns is walked with pixels in vector lanes: an item, some rows of a result, copies what it reads to planes (a channel's pixels side
/// by side), where each term of the depth is a place; columns of weights are numbers. So no lane is spent on columns that do not exist.
/// <code>
/// rows:  planes[channel][row][pixel], a vector is pixels of one row, a tap is a shift
/// flat:  planes[tapColumn][channel][row · width + pixel], a vector may go on in the next row, a tap's column is a plane
/// </code>
/// </summary>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="IsFlat">The second form.</param>
/// <param name="RowsOfItem">Rows of the result that one item computes; its last item may have fewer.</param>
/// <param name="Start">Floats from the contraction's left operand to the first pixel that it reads.</param>
/// <param name="Rows">How rows are reached.</param>
/// <param name="Columns">How pixels are reached.</param>
/// <param name="Channels">Summed for each tap.</param>
/// <param name="Results">Columns of the contraction.</param>
/// <param name="Cycles">What it is expected to take, of an image.</param>
internal sealed record PixelTiling(int Height, int Width, bool IsFlat, int RowsOfItem, int Start, PixelTiling.Direction Rows, PixelTiling.Direction Columns, int Channels, int Results, double Cycles)
{
    /// <summary>Lanes of the widest vectors that kernels run with: memory is laid out for them.</summary>
    public const int MostLanes = 16;

    /// <summary>Flat tiles whose sums wait for their epilogue together.</summary>
    public const int TilesOfRun = 8;

    /// <summary>Vector registers of AVX2, and the most vectors of pixels that a tile has.</summary>
    private const int Registers = 16, MostVectors = 8;

    /// <summary>Floats of an item's planes that stay in the first cache beside its sums.</summary>
    private const int CacheOfPlanes = 6 * 1024;

    /// <summary>Cycles to transpose and store eight vectors of eight; of a formula's operation, two of which run at once.</summary>
    private const double TransposeCycles = 20, OperationCycles = 0.45;

    private static readonly ConditionalWeakTable<Contraction, Found> _known = new();

    /// <summary>Null where columns are better in lanes.</summary>
    public static PixelTiling? Of(Contraction kernel) => _known.GetValue(kernel, Choose).Tiling;

    /// <summary>Vectors of pixels of a tile: their sums for each result, and the smaller of what is multiplied, fill the registers.</summary>
    public int Vectors => VectorsFor(Results);

    /// <summary>The same for so many results.</summary>
    public static int VectorsFor(int results)
    {
        var vectors = 1;
        while (vectors < MostVectors && ((vectors + 1) * results) + Math.Min(vectors + 1, results) + 1 <= Registers)
            vectors++;
        return vectors;
    }

    public int ItemsPerImage => Ceiling(Height, RowsOfItem);

    /// <summary>True for one channel of neighbouring pixels, whose rows are copied; else eight channels at a time are transposed.</summary>
    public bool Copies => Channels == 1 && Columns.Step == 1;

    /// <summary>Planes for each tap that has its own.</summary>
    public int PaddedChannels => Copies ? 1 : Packing.Pad(Channels);

    /// <summary>Taps' columns that have planes of their own.</summary>
    public int Shifts => IsFlat ? Columns.Taps : 1;

    /// <summary>Pixels of a plane's row.</summary>
    public int Pitch => IsFlat ? Width : Width + ((Columns.Taps - 1) * Math.Abs(Columns.TapSteps));

    /// <summary>The loops over terms within the planes, the innermost first.</summary>
    public IReadOnlyList<(int Extent, int Step)> Depth
    {
        get
        {
            var loops = new List<(int Extent, int Step)> { (Channels, Plane), (Columns.Taps, IsFlat ? PaddedChannels * Plane : Columns.TapSteps), (Rows.Taps, Rows.TapSteps * Pitch) };
            loops.RemoveAll(loop => loop.Extent == 1);
            while (loops.Count < 3)
                loops.Add((1, 0));
            return loops;
        }
    }

    /// <summary>Where the first term of the first pixel lies: taps that go back begin at the window's end.</summary>
    public int Origin => (Rows.TapSteps < 0 ? (1 - Rows.Taps) * Rows.TapSteps * Pitch : 0) + (!IsFlat && Columns.TapSteps < 0 ? (1 - Columns.Taps) * Columns.TapSteps : 0);

    /// <summary>Rows of a plane for so many rows of the result.</summary>
    public int RowsFor(int rows) => ((rows - 1) * Rows.Steps) + ((Rows.Taps - 1) * Math.Abs(Rows.TapSteps)) + 1;

    /// <summary>From plane to plane: an odd number of cache lines, so that no two planes' first pixels want the same place in the cache.</summary>
    public int Plane => (Ceiling(RowsFor(RowsOfItem) * Pitch, 16) | 1) * 16;

    /// <summary>Floats of all planes, and behind them of what vectors reach past the last row.</summary>
    public int PlaneFloats => checked((Shifts * PaddedChannels * Plane) + (Vectors * ((IsFlat ? 0 : Rows.Steps * Pitch) + MostLanes)));

    /// <summary>Where the map's rows lie, if some tiles meet rows of zeros with some of their tap rows, which are left out there; null where all are summed.</summary>
    public MapTaps? Map { get; private init; }

    /// <summary>Tap rows that a tile from this row on meets the map with, as the driver counts them: one of its rows or more do.</summary>
    public int TapRowsAt(int row) => Map is { } map
        ? Math.Max(0, map.TapStep > 0 ? Math.Min(Rows.Taps, map.Size - At(map, row)) - Math.Max(0, -At(map, row + Vectors - 1)) : Math.Min(Rows.Taps, At(map, row + Vectors - 1) + 1) - Math.Max(0, At(map, row) - map.Size + 1))
        : Rows.Taps;

    /// <summary>Vectors whose sums wait for their epilogue together.</summary>
    public int VectorsOfRun => IsFlat ? TilesOfRun * Vectors : Ceiling(RowsOfItem, Vectors) * Vectors;

    public int SumFloats => VectorsOfRun * Results * MostLanes;

    /// <summary>Of a thread: planes, sums, and these as pixels of eight channels.</summary>
    public int ScratchFloats => checked(PlaneFloats + SumFloats + (VectorsOfRun * Packing.Half * MostLanes));

    /// <summary>One direction of the window, in units of a plane.</summary>
    /// <param name="Step">Floats of a unit in the left operand.</param>
    /// <param name="Steps">Units from one row of the result to the next.</param>
    /// <param name="Taps">Of the window.</param>
    /// <param name="TapSteps">Units from tap to tap; less than nothing where taps go back.</param>
    internal readonly record struct Direction(int Step, int Steps, int Taps, int TapSteps);

    /// <summary>What is known about a contraction: a tiling or none.</summary>
    private sealed record Found(PixelTiling? Tiling);

    private static Found Choose(Contraction kernel)
    {
        if (!IsWindow(kernel))
            return new Found(null);
        var ways = new[] { true, false }.Select(flat => Tile(kernel, flat)).OfType<PixelTiling>().OrderBy(way => way.Cycles).ToList();
        return new Found(ways.Count > 0 && ways[0].Cycles <= Direct(kernel) ? ways[0] : null);
    }

    /// <summary>True for convolutions, weights of which are in one half panel.</summary>
    private static bool IsWindow(Contraction kernel) => kernel.Columns <= Packing.Half && kernel.IsWindowed
        && new[] { kernel.A, kernel.Output }.Concat(kernel.Extra).All(operand => operand.Rows.All(step => step.Widths == 0)) && kernel.A.Depth.All(step => step.Widths == 0);

    private static PixelTiling? Tile(Contraction kernel, bool flat)
    {
        var (height, width, channels) = (kernel.Rows[1].Extent, kernel.Rows[3].Extent, kernel.Depth[2].Extent);
        var (row, column) = (kernel.A.Rows[1].Floats, kernel.A.Rows[3].Floats);
        var (taps, tapRow, tapColumn) = ((Rows: kernel.Depth[0].Extent, Columns: kernel.Depth[1].Extent), kernel.A.Depth[0].Floats, kernel.A.Depth[1].Floats);
        (row, tapRow) = (height == 1 ? 0 : row, taps.Rows == 1 ? 0 : tapRow);
        var unit = Divisor(Math.Abs(row), Math.Abs(tapRow));
        tapColumn = taps.Columns == 1 ? 0 : tapColumn;
        if (column <= 0 || row < 0)
            return null;
        if (!flat && tapColumn % column != 0)
            return null;
        var rows = unit == 0 ? new Direction(0, 1, 1, 0) : new Direction(unit, Math.Max(1, row / unit), taps.Rows, tapRow / unit);
        var columns = flat ? new Direction(column, 1, taps.Columns, tapColumn) : new Direction(column, 1, taps.Columns, tapColumn / column);
        var start = Math.Min(0, (taps.Rows - 1) * tapRow) + (flat ? 0 : Math.Min(0, (taps.Columns - 1) * tapColumn));
        var tiling = new PixelTiling(height, width, flat, height, start, rows, columns, channels, kernel.Columns, 0);
        if (!flat && kernel.MapRows is { TapStep: 1 or -1 } map && Enumerable.Range(0, Ceiling(height, tiling.Vectors)).Any(tile => (tiling with { Map = map }).TapRowsAt(tile * tiling.Vectors) < taps.Rows))
            tiling = tiling with { Map = map };
        return tiling.Pitch >= Packing.Half && (!flat || tiling.Continues(kernel)) && (tiling.Copies || IsAligned(kernel)) ? tiling.Fitted(kernel) : null;
    }

    /// <summary>True where the pixel behind a row's last is the next row's first, in all that is read and written.</summary>
    private bool Continues(Contraction kernel) =>
        Height == 1 || (Rows.Steps == 1 && new[] { kernel.Output }.Concat(kernel.Extra).All(operand => operand.Rows[1].Floats == Width * operand.Rows[3].Floats));

    /// <summary>True where eight channels of any pixel can be read: those that do not exist are padding.</summary>
    private static bool IsAligned(Contraction kernel) =>
        kernel.A.Offset % Packing.Half == 0 && (kernel.Depth[2].Extent == 1 || kernel.A.Depth[2] == new Step(1)) && kernel.A.Region.Floats % Packing.Half == 0
        && kernel.A.Rows.Concat(kernel.A.Depth.Take(2)).All(step => step.Floats % Packing.Half == 0);

    /// <summary>With as many rows an item as stay in the first cache: whole tiles of them, in items of nearly one size.</summary>
    private PixelTiling Fitted(Contraction kernel)
    {
        var rows = Height;
        while (rows > Vectors && (this with { RowsOfItem = rows }).PlaneFloats > CacheOfPlanes)
            rows--;
        rows = Ceiling(Height, Ceiling(Height, rows));
        rows = Math.Min(Height, IsFlat ? rows : Ceiling(rows, Vectors) * Vectors);
        var fitted = this with { RowsOfItem = rows };
        return fitted with { Cycles = fitted.Estimate(kernel) };
    }

    /// <summary>With vectors of eight: what wider ones would take is less, but not less than other ways would by as much.</summary>
    private double Estimate(Contraction kernel)
    {
        const int Lanes = Packing.Half;
        var cycles = 0.0;
        for (var first = 0; first < Height; first += RowsOfItem)
        {
            var rows = Math.Min(RowsOfItem, Height - first);
            var vectors = IsFlat ? Ceiling(Ceiling(rows * Width, Lanes), Vectors) * Vectors : Ceiling(Width, Lanes) * Ceiling(rows, Vectors) * Vectors;
            var blocks = (double)Shifts * RowsFor(rows) * Ceiling(Pitch, Lanes);
            var tapRows = IsFlat ? Rows.Taps : Enumerable.Range(0, Ceiling(rows, Vectors)).Average(tile => TapRowsAt(first + (tile * Vectors)));
            cycles += vectors * tapRows * Columns.Taps * Channels * Math.Max(Results, (Vectors + Results) / (double)Vectors) / 2;
            cycles += blocks * (Copies ? 1 : PaddedChannels / Lanes * TransposeCycles);
            cycles += vectors * (TransposeCycles + (Results * OperationCycles * FormulaCost(kernel)));
        }

        return cycles;
    }

    private static double Direct(Contraction kernel)
    {
        var pixels = (double)kernel.Rows[1].Extent * kernel.Rows[3].Extent;
        var terms = kernel.Depth.Aggregate(1.0, (product, loop) => product * loop.Extent);
        return pixels * ((terms / 2 * 1.05) + 2 + (OperationCycles * FormulaCost(kernel)));
    }

    private static int At(MapTaps map, int row) => map.First + (row * map.Step);

    private static int FormulaCost(Contraction kernel) => kernel.Epilogue.Cost + (kernel.Finish?.Cost ?? 0);

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    private static int Ceiling(int value, int by) => (value + by - 1) / by;
}
