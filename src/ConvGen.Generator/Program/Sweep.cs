using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// Kernels that a few images go through together, while what one wrote is in the second cache for the next. Different images are then at different
/// kernels at the same time (on one thread one after the other, on two threads at once), so to the memory plan a sweep is one moment: all it touches
/// is alive together. That is why a sweep ends where its regions would no longer fit the cache: from there on it would cost memory and gain nothing.
/// </summary>
internal static class Sweep
{
    /// <summary>The regions of one image that a sweep may touch, in floats: half of a 512 KiB cache.</summary>
    private const long MostFloats = 64 * 1024;

    /// <summary>The kernels in order, those that sweep together in one list; kernels whose items do not divide by images stand alone.</summary>
    public static IEnumerable<IReadOnlyList<Kernel>> Runs(IReadOnlyList<Kernel> kernels)
    {
        var run = new List<Kernel>();
        var touched = new HashSet<Region>();
        foreach (var kernel in kernels)
        {
            touched.UnionWith(Planned(kernel));
            if (run.Count > 0 && (kernel.ItemsPerImage == 0 || run[0].ItemsPerImage == 0 || Floats(touched) > MostFloats))
            {
                yield return run;
                run = [];
                touched = [.. Planned(kernel)];
            }

            run.Add(kernel);
        }

        if (run.Count > 0)
            yield return run;
    }

    /// <summary>How many images go through a sweep together: whole register tiles of images, which are worth filling the cache for.</summary>
    public static int Images(IReadOnlyList<Kernel> run)
    {
        const int Tile = 6, Most = 48;
        var fit = MostFloats / System.Math.Max(1, Floats([.. run.SelectMany(Planned)]));
        return (int)(fit >= Tile ? System.Math.Min(Most, fit / Tile * Tile) : 2 * fit >= Tile ? Tile : System.Math.Max(1, fit));
    }

    private static long Floats(HashSet<Region> regions) => regions.Where(region => region.Space == Space.PerImage).Sum(region => (long)region.Floats);

    private static IEnumerable<Region> Planned(Kernel kernel) => kernel.Reads.Concat(kernel.Writes).Where(region => region.IsPlanned);
}
