using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// The matrices of F(m×m, r×r), for the interpolation points 0, ±1, (±2,) ∞ unless something else is said. More points need fewer multiplications and round worse:
/// of a direct sum's error about the same without ±2, a few times as much with them.
/// </summary>
internal sealed class WinogradTransform
{
    public static WinogradTransform F2 { get; } = new(
        2,
        new float[,] { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, -1, 1, 0 }, { 0, 1, 0, -1 } },
        new float[,] { { 1, 0, 0 }, { 0.5f, 0.5f, 0.5f }, { 0.5f, -0.5f, 0.5f }, { 0, 0, 1 } },
        new float[,] { { 1, 1, 1, 0 }, { 0, 1, -1, -1 } });

    public static WinogradTransform F4 { get; } = new(
        4,
        new float[,] { { 4, 0, -5, 0, 1, 0 }, { 0, -4, -4, 1, 1, 0 }, { 0, 4, -4, -1, 1, 0 }, { 0, -2, -1, 2, 1, 0 }, { 0, 2, -1, -2, 1, 0 }, { 0, 4, 0, -5, 0, 1 } },
        new float[,]
        {
            { 1 / 4f, 0, 0 }, { -1 / 6f, -1 / 6f, -1 / 6f }, { -1 / 6f, 1 / 6f, -1 / 6f }, { 1 / 24f, 1 / 12f, 1 / 6f }, { 1 / 24f, -1 / 12f, 1 / 6f }, { 0, 0, 1 },
        },
        new float[,] { { 1, 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, -2, 0 }, { 0, 1, 1, 4, 4, 0 }, { 0, 1, -1, 8, -8, 1 } });

    /// <summary>Of five taps, with the points of <see cref="F4"/>: patches become the same.</summary>
    public static WinogradTransform F2Of5 { get; } = new(
        2,
        F4.Input,
        new float[,]
        {
            { 1 / 4f, 0, 0, 0, 0 }, { -1 / 6f, -1 / 6f, -1 / 6f, -1 / 6f, -1 / 6f }, { -1 / 6f, 1 / 6f, -1 / 6f, 1 / 6f, -1 / 6f },
            { 1 / 24f, 1 / 12f, 1 / 6f, 1 / 3f, 2 / 3f }, { 1 / 24f, -1 / 12f, 1 / 6f, -1 / 3f, 2 / 3f }, { 0, 0, 0, 0, 1 },
        },
        new float[,] { { 1, 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, -2, 1 } });

    /// <summary>Of three taps and stride 2, what a phase's two take: the points 0, 1 and ∞.</summary>
    public static WinogradTransform F2OfStride2 { get; } = new(
        2, new float[,] { { 1, -1, 0 }, { 0, 1, 0 }, { 0, -1, 1 } }, new float[,] { { 1, 0 }, { 1, 1 }, { 0, 1 } }, new float[,] { { 1, 1, 0 }, { 0, 1, 1 } }, stride: 2);

    /// <summary>
    /// Of seven taps and stride 2, what a phase's four take, for few channels: those of two neighbouring pixels are lanes of one vector, and with them both phases of columns.
    /// Its points are 0, ±1, ±½, 2 and ∞.
    /// </summary>
    public static WinogradTransform F4Of7OfStride2 { get; } = new(
        4,
        new float[,]
        {
            { -1 / 2f, 1 / 4f, 5 / 2f, -5 / 4f, -2, 1, 0 }, { 0, 1 / 2f, 1 / 4f, -9 / 4f, -1, 1, 0 }, { 0, -1 / 2f, 3 / 4f, 7 / 4f, -3, 1, 0 }, { 0, 1, 3 / 2f, -2, -3 / 2f, 1, 0 },
            { 0, -1, 5 / 2f, 0, -5 / 2f, 1, 0 }, { 0, 1 / 4f, 0, -5 / 4f, 0, 1, 0 }, { 0, -1 / 2f, 1 / 4f, 5 / 2f, -5 / 4f, -2, 1 },
        },
        new float[,]
        {
            { -2, 0, 0, 0 }, { -2 / 3f, -2 / 3f, -2 / 3f, -2 / 3f }, { -2 / 9f, 2 / 9f, -2 / 9f, 2 / 9f }, { 16 / 9f, 8 / 9f, 4 / 9f, 2 / 9f },
            { 16 / 15f, -8 / 15f, 4 / 15f, -2 / 15f }, { 2 / 45f, 4 / 45f, 8 / 45f, 16 / 45f }, { 0, 0, 0, 1 },
        },
        new float[,] { { 1, 1, 1, 1, 1, 1, 0 }, { 0, 1, -1, 1 / 2f, -1 / 2f, 2, 0 }, { 0, 1, 1, 1 / 4f, 1 / 4f, 4, 0 }, { 0, 1, -1, 1 / 8f, -1 / 8f, 8, 1 } },
        stride: 2,
        isShallow: true);

    private WinogradTransform(int tile, float[,] input, float[,] filter, float[,] output, int stride = 1, bool isShallow = false, bool isPlain = false)
    {
        (Tile, Stride, IsShallow, Input, Filter, Output) = (tile, stride, isShallow, input, filter, output);
        WithPlainFilters = isPlain || !HasFiltersOnTheWay ? this : Plain();
    }

    /// <summary>
    /// The same with whole numbers for filters and their fractions with the inputs, where filters are transformed in every pass: there are more of them then than patches, and
    /// rows of ones and powers of two are fewer operations.
    /// </summary>
    public WinogradTransform WithPlainFilters { get; }

    /// <summary>m: outputs of a tile along each direction.</summary>
    public int Tile { get; }

    /// <summary>Pixels from a window to the next, along each direction.</summary>
    public int Stride { get; }

    /// <summary>True where the channels of so many pixels as the stride is are together, eight lanes of a vector or fewer.</summary>
    public bool IsShallow { get; }

    /// <summary>Those for filters of so many taps along each direction and windows so far apart, the fewest points first; none for most.</summary>
    public static IReadOnlyList<WinogradTransform> For(int filterSize, int stride) => (filterSize, stride) switch
    {
        (3, 1) => [F2, F4],
        (5, 1) => [F2Of5],
        (3, 2) => [F2OfStride2],
        (7, 2) => [F4Of7OfStride2],
        _ => [],
    };

    /// <summary>True where the filters may be transformed by those who need them: for three taps and stride 1, whose transforms are short.</summary>
    public bool HasFiltersOnTheWay => FilterSize == 3 && Stride == 1;

    /// <summary>r: taps of a filter along each direction.</summary>
    public int FilterSize => (Stride * Filter.GetLength(1)) - (Stride - 1);

    /// <summary>m + r − 1: points of a patch along each direction, where r are the taps of a phase; with stride 1 its inputs, too.</summary>
    public int Patch => Tile + Filter.GetLength(1) - 1;

    /// <summary>Inputs of a patch along each direction.</summary>
    public int Window => (Stride * (Tile - 1)) + FilterSize;

    /// <summary>Sums for each filter of a tile.</summary>
    public int Points => Patch * Patch;

    /// <summary>
    /// What a filter is taken apart to: taps whose row and column leave so much when divided by the stride, and where their terms begin in a point's sum of <see cref="Depth"/>. The odd ones of three or seven taps are one
    /// fewer, whose transform is zero at the last point: the order is one in which those that count at the last row of points are neighbours, and at the last column too unless lanes are shared.
    /// </summary>
    public IReadOnlyList<Phase> Phases => Stride == 1 ? [new(0, 0, 0, 0)]
        : IsShallow ? [new(1, 0, 0, 0), new(1, 1, 0, 1), new(0, 0, Packing.Half, 0), new(0, 1, Packing.Half, 1)]
        : [new(1, 0, 0, 0), new(0, 0, 0, 1), new(0, 1, 0, 2), new(1, 1, 0, 3)];

    /// <summary>The same of a patch of inputs: those that are transformed apart.</summary>
    public IReadOnlyList<Phase> InputPhases => [.. Phases.Where(phase => !IsShallow || phase.Column == 0)];

    /// <summary>Points of a phase along a direction that are not zero, and inputs that they are made of.</summary>
    public int PatchOf(int phase) => Patch - phase;

    /// <summary>Of a phase along a direction: Bᵀ, points × inputs.</summary>
    public float[,] InputOf(int phase) => Part(Input, PatchOf(phase), PatchOf(phase));

    /// <summary>Of a phase along a direction: G, points × taps.</summary>
    public float[,] FilterOf(int phase) => Part(Filter, PatchOf(phase), Filter.GetLength(1) - phase);

    /// <summary>Terms of a point's sum, at most.</summary>
    public int Depth(int channels) => checked(InputPhases.Count * Lanes(channels));

    /// <summary>Lanes that an input phase takes.</summary>
    public int Lanes(int channels) => IsShallow ? Packing.Half : channels;

    /// <summary>Products for each channel and filter of a tile.</summary>
    public int Products => Phases.Sum(phase => PatchOf(phase.Row) * PatchOf(phase.Column));

    /// <summary>Vectors of eight that a patch of so many channels is transformed to.</summary>
    public int InputVectors(int channels) => Lanes(channels) / Packing.Half * InputPhases.Sum(phase => PatchOf(phase.Row) * PatchOf(phase.Column));

    /// <summary>The rows of points that share sums with one, and itself: those for +p and −p; the first and the last stand alone.</summary>
    public List<int> RowsWith(int row) => row == 0 || row == Patch - 1 ? [row] : [row - ((row + 1) % 2), row + (row % 2)];

    public static float[,] Transposed(float[,] matrix)
    {
        var transposed = new float[matrix.GetLength(1), matrix.GetLength(0)];
        for (var i = 0; i < matrix.GetLength(0); i++)
            for (var j = 0; j < matrix.GetLength(1); j++)
                transposed[j, i] = matrix[i, j];
        return transposed;
    }

    private static float[,] Part(float[,] matrix, int rows, int columns)
    {
        var part = new float[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                part[i, j] = matrix[i, j];
        return part;
    }

    private WinogradTransform Plain()
    {
        var (input, filter) = ((float[,])Input.Clone(), (float[,])Filter.Clone());
        for (var row = 0; row < Patch; row++)
        {
            var scale = Enumerable.Range(0, filter.GetLength(1)).Select(tap => filter[row, tap]).First(factor => factor != 0);
            for (var tap = 0; tap < filter.GetLength(1); tap++)
                filter[row, tap] = (float)Math.Round(filter[row, tap] / scale);
            for (var pixel = 0; pixel < Patch; pixel++)
                input[row, pixel] *= scale;
        }

        return new WinogradTransform(Tile, input, filter, Output, Stride, IsShallow, isPlain: true);
    }

    /// <summary>Bᵀ, patch × patch.</summary>
    public float[,] Input { get; }

    /// <summary>G, patch × r, or the taps of a phase.</summary>
    public float[,] Filter { get; }

    /// <summary>Aᵀ, tile × patch.</summary>
    public float[,] Output { get; }

    /// <summary>Pixels or taps every so many rows and columns.</summary>
    /// <param name="Row">Of the first.</param>
    /// <param name="Column">Of the first.</param>
    /// <param name="Lanes">Terms before its own, besides</param>
    /// <param name="Channels">so many times the channels.</param>
    internal readonly record struct Phase(int Row, int Column, int Lanes, int Channels);
}
