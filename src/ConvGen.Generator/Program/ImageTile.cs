using System;

namespace ConvGen.Generator.Program;

/// <summary>
/// How many sums of images registers hold together, of some neighbours in one direction (pixels, or taps of a row) and some columns. A step over the depth loads as many vectors as both have and
/// multiplies each with each.
/// </summary>
/// <param name="Pixels">Neighbours.</param>
/// <param name="Columns">Columns of filters.</param>
internal readonly record struct ImageTile(int Pixels, int Columns)
{
    /// <summary>Vector registers of AVX2; steps between which a sum is ready again. Two products and two loads begin in a cycle.</summary>
    private const int Registers = 16, Latency = 4;

    /// <summary>Cycles that a step's loop takes beside.</summary>
    private const double LoopCycles = 0.25;

    /// <summary>The one with which so many pixels and columns take least time, rests of either in smaller tiles.</summary>
    public static ImageTile Of(int pixels, int columns)
    {
        var best = new ImageTile(1, 1);
        for (var p = 1; p <= Math.Min(pixels, Registers); p++)
            for (var c = 1; c <= Math.Min(columns, Registers); c++)
                if ((p * c) + Math.Min(p, c) + 1 <= Registers && Cycles(pixels, columns, p, c) < Cycles(pixels, columns, best.Pixels, best.Columns))
                    best = new ImageTile(p, c);
        return best;
    }

    private static double Cycles(int pixels, int columns, int p, int c)
    {
        var (restPixels, restColumns) = (pixels % p, columns % c);
        return ((pixels / p) * (((columns / c) * Step(p, c)) + Step(p, restColumns))) + ((columns / c) * Step(restPixels, c)) + Step(restPixels, restColumns);

        static double Step(int p, int c) => p * c == 0 ? 0 : Math.Max(Latency, Math.Max(p * c, p + c) / 2.0) + LoopCycles;
    }
}
