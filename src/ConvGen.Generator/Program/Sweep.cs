using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// Kernels that a few images go through together, while what one wrote is in the second cache for the next. Different images are then at different
/// kernels at the same time (on one thread one after the other, on two threads at once), so to the memory plan a sweep is one moment: all it touches
/// is alive together, but regions of one size (<see cref="Lifetime.IsApartForAnImage"/>) and what it keeps for itself (<see cref="Space.Sweep"/>). A sweep ends where its regions would no longer fit the
/// second cache, unless all its kernels' maps are much larger than their weights: then image by image they stay in a cache further away, where the whole batch's would not, and weights are read again for each.
/// </summary>
internal static class Sweep
{
    /// <summary>The regions of one image that a sweep may touch, in floats: half of a 512 KiB cache.</summary>
    private const long MostFloats = 64 * 1024;

    /// <summary>The same where groups of images go through together: a cache of 2 MiB. In smaller ones there is still more than two kernels touch.</summary>
    private const long MostFloatsOfGroup = 512 * 1024;

    /// <summary>Kernels of a sweep beyond the second cache have weights of at most so many times their maps: those come from the third cache then, for each image.</summary>
    private const int WeightsOfMaps = 4;

    /// <summary>The kernels in order, those that sweep together in one list; kernels whose items do not divide by images stand alone.</summary>
    public static IEnumerable<IReadOnlyList<Kernel>> Runs(IReadOnlyList<Kernel> kernels)
    {
        var run = new List<Kernel>();
        var touched = new HashSet<Region>();
        var light = true;
        foreach (var kernel in kernels)
        {
            touched.UnionWith(Planned(kernel));
            if (run.Count > 0 && (!GoTogether(kernel) || (IsTooMuch(kernel) && !(light && StaysLight(kernel)))))
            {
                foreach (var part in Worthwhile(run))
                    yield return part;
                run = [];
                touched = [.. Planned(kernel)];
                light = true;
            }

            run.Add(kernel);
            light &= StaysLight(kernel);
        }

        foreach (var part in Worthwhile(run))
            yield return part;

        // Image by image, and neither it nor the last one with weights that would be fetched from memory for each.
        bool GoTogether(Kernel kernel) =>
            kernel.ItemsPerImage > 0 && run[0].ItemsPerImage > 0 && !NeedsFirstImage(kernel, run) && !IsHeavy(kernel, touched) && !IsHeavy(run[run.Count - 1], touched);

        bool IsTooMuch(Kernel kernel) => TakesGroups([.. run, kernel]) ? Interleaved.Images * Floats(touched) > MostFloatsOfGroup : Floats(touched) > MostFloats;

        static bool StaysLight(Kernel kernel) => IsLight(kernel) || kernel is Surround;
    }

    /// <summary>True where kernels take images by groups.</summary>
    private static bool TakesGroups(IReadOnlyList<Kernel> run) => run.Any(TakesGroups);

    /// <summary>True for a kernel that takes images by groups.</summary>
    public static bool TakesGroups(Kernel kernel) => kernel is Interleaved or Interleave or InterleavedGradient or InterleavedSum;

    /// <summary>True where every image reads what the run writes for the first one: another thread may be there before it is written.</summary>
    private static bool NeedsFirstImage(Kernel kernel, List<Kernel> run) => kernel.ReadsOfFirstImage.Any(region => run.Any(other => other.Writes.Contains(region)));

    /// <summary>A kernel and the copies around it gain nothing from each other beyond the second cache: they stand alone.</summary>
    private static IEnumerable<IReadOnlyList<Kernel>> Worthwhile(List<Kernel> run)
    {
        var alone = run.Count(kernel => kernel is not (Move or Surround)) == 1 && Floats([.. run.SelectMany(Planned)]) > MostFloats;
        return alone ? run.Select(kernel => (IReadOnlyList<Kernel>)[kernel]) : run.Count == 0 ? [] : [run];
    }

    /// <summary>True for copies and fills alone: they gain nothing from the cache.</summary>
    public static bool IsOfCopies(IReadOnlyList<Kernel> run) => run.All(kernel => kernel is Move or Surround);

    /// <summary>How many images go through a sweep together: whole register tiles of images, which are worth filling the cache for; 0 where all that there are do.</summary>
    public static int Images(IReadOnlyList<Kernel> run)
    {
        const int Tile = 6, Most = 48;
        if (TakesGroups(run))
            return Interleaved.Images;
        if (IsOfCopies(run))
            return 0;
        var fit = MostFloats / System.Math.Max(1, Floats([.. run.SelectMany(Planned)]));
        return (int)(fit >= Tile ? System.Math.Min(Most, fit / Tile * Tile) : 2 * fit >= Tile ? Tile : System.Math.Max(1, fit));
    }

    /// <summary>Where what is kept within the sweep ends, once it is planned.</summary>
    public static long KeptFloats(IReadOnlyList<Kernel> run) =>
        run.SelectMany(Planned).Where(region => region.Space == Space.Sweep).Select(region => region.Offset + region.Floats).Append(0).Max();

    private static long Floats(HashSet<Region> regions) => regions.Where(region => region.Space is Space.PerImage or Space.Sweep).Sum(region => (long)region.Floats);

    /// <summary>True where an image's maps alone leave the second cache, and reading anew for each image what all images share costs little beside them.</summary>
    private static bool IsLight(Kernel kernel) =>
        Floats([.. Planned(kernel)]) is var maps && maps > MostFloats && WeightsOfMaps * maps >= Shared(kernel);

    /// <summary>True where what all images share neither stays in the second cache nor is little beside the maps of the images that would go through together: images one by one
    /// would fetch it from memory each time.</summary>
    private static bool IsHeavy(Kernel kernel, HashSet<Region> touched) =>
        Shared(kernel) is var shared && shared > MostFloats && shared > WeightsOfMaps * System.Math.Max(1, MostFloats / System.Math.Max(1, Floats(touched))) * Floats([.. Planned(kernel)]);

    private static long Shared(Kernel kernel) => kernel.Reads.Where(region => !region.GrowsWithBatch).Sum(region => (long)region.Floats);

    /// <summary>What the kernel touches of the memory that is planned.</summary>
    public static IEnumerable<Region> Planned(Kernel kernel) => kernel.Reads.Concat(kernel.Writes).Where(region => region.IsPlanned);
}
