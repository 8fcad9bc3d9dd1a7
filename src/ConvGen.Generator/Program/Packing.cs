using System.Collections.Generic;

namespace ConvGen.Generator.Program;

/// <summary>
/// The packed layout of a matrix of rows × depth (the runtime's PanelPacking tells the same to parameters): rows in panels of 16, the last panel
/// 8 wide where that is enough; inside a panel, depth step by depth step, the panel's rows side by side.
/// </summary>
/// <param name="Rows">Rows with meaning.</param>
/// <param name="Depth">Steps of depth.</param>
internal readonly record struct Packing(int Rows, int Depth)
{
    /// <summary>Rows of a full panel: two AVX2 vectors.</summary>
    public const int Width = 16;

    /// <summary>Rows of the half panel, and what channel counts are rounded up to: one AVX2 vector.</summary>
    public const int Half = 8;

    public int PaddedRows => Pad(Rows);

    public int Floats => checked(PaddedRows * Depth);

    /// <summary>From one panel to the next.</summary>
    public int PanelStep => Width * Depth;

    public static int Pad(int lanes) => (lanes + Half - 1) / Half * Half;

    /// <summary>True where loops, the innermost last, go through a panel's depth as it lies, step by step.</summary>
    public static bool GoThrough(IReadOnlyList<Loop> loops, IReadOnlyList<Step> steps)
    {
        var depth = 1;
        for (var i = loops.Count - 1; i >= 0; depth *= loops[i].Extent, i--)
            if (loops[i].Extent != 1 && steps[i] != new Step(0, depth))
                return false;
        return true;
    }

    /// <summary>The panels in runs that are alike: where a run starts, how many panels, their width, how many rows of each carry meaning.</summary>
    public IEnumerable<(int First, int Count, int Width, int Valid)> Runs()
    {
        var (full, rest) = (Rows / Width, Rows % Width);
        if (full > 0)
            yield return (0, full, Width, Width);
        if (rest > 0)
            yield return (full, 1, rest > Half ? Width : Half, rest);
    }
}
