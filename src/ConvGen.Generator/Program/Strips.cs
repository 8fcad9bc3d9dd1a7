using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// Kernels of a <see cref="Sweep"/> that go through an image together strip by strip, because its maps leave the second cache: what one kernel wrote of a few rows is there for the next. Each strip
/// takes every kernel as far as what it reads is finished (<see cref="Reach"/>).
/// <code>
/// expand:    rows 0–3    4–7    8–11  …
/// depthwise: rows 0–2    3–6    7–10  …   each needs the row behind its last
/// project:   rows 0–2    3–6    7–10  …
/// </code>
/// Of maps that nothing else touches only the rows that are wanted are there (<see cref="RollingMap"/>). To the memory plan the kernels are one moment, even of one image.
/// </summary>
/// <param name="First">The first kernel's place in the sweep.</param>
/// <param name="Ends">For each kernel, how many items it has done after each strip.</param>
/// <param name="Rolling">The maps of which only some rows are there at a time.</param>
internal sealed record Strips(int First, IReadOnlyList<int[]> Ends, IReadOnlyList<RollingMap> Rolling)
{
    /// <summary>Floats that a kernel touches of an image beyond which they leave the second cache before the next kernel wants them.</summary>
    private const long LargeMaps = 256 * 1024;

    /// <summary>Floats of all that is touched for a strip: they stay in the second cache.</summary>
    private const long FloatsOfStrip = 128 * 1024;

    /// <summary>Floats that all images share, and strips too: they stay there beside.</summary>
    private const long MostShared = 64 * 1024;

    /// <summary>Pairs (a first convolution and its pooling) gain nothing that could be measured.</summary>
    private const int FewestKernels = 3;

    public int Kernels => Ends.Count;

    /// <summary>True for a kernel of the group, by its place in the sweep.</summary>
    public bool Holds(int kernel) => kernel >= First && kernel < First + Kernels;

    /// <summary>The groups of kernels of a sweep for which it is worthwhile, in order.</summary>
    public static IReadOnlyList<Strips> Of(IReadOnlyList<Kernel> run) => Of(run, LargeMaps, FloatsOfStrip, Sweep.Images(run));

    /// <summary>The same with other bounds, for tests.</summary>
    internal static IReadOnlyList<Strips> Of(IReadOnlyList<Kernel> run, long largeMaps, long floatsOfStrip, int images)
    {
        var groups = new List<Strips>();
        if (run.Count < FewestKernels || images != 1)
            return groups;
        for (var first = 0; first < run.Count;)
        {
            var count = 0;
            while (first + count < run.Count && Belongs(run, first, count, largeMaps) && !(Computing(run, first, count) >= FewestKernels && IsHandedOver(run[first + count - 1], largeMaps)))
                count++;
            while (count > 0 && run[first + count - 1] is Surround)
                count--;
            if (Computing(run, first, count) >= FewestKernels)
                groups.Add(Cut(run, first, count, floatsOfStrip));
            first += Math.Max(1, count);
        }

        return groups;
    }

    private static int Computing(IReadOnlyList<Kernel> run, int first, int count) => run.Skip(first).Take(count).Count(kernel => kernel is not Surround);

    /// <summary>True where all that a kernel writes stays in the second cache as it is: strips gain nothing by going on, and fewer kernels have taller ones.</summary>
    private static bool IsHandedOver(Kernel kernel, long largeMaps) => kernel is not Surround && Floats(kernel.Writes) <= largeMaps;

    /// <summary>True where the kernel may join those from <paramref name="first"/> on: it goes by rows and has large maps, or only surrounds one; and it writes over nothing that they read.</summary>
    private static bool Belongs(IReadOnlyList<Kernel> run, int first, int count, long largeMaps)
    {
        var kernel = run[first + count];
        var touched = kernel.Reads.Concat(kernel.Writes).Distinct().ToList();
        var (maps, shared) = (Floats(touched.Where(region => region.GrowsWithBatch)), Floats(touched.Where(region => !region.GrowsWithBatch)));
        var goesAlong = Reach.Of(kernel).IsByRows && (kernel is Surround || (maps > largeMaps && shared <= MostShared));
        return goesAlong && !run.Skip(first).Take(count).Any(earlier => earlier.Reads.Intersect(kernel.Writes).Any());
    }

    private static long Floats(IEnumerable<Region> regions) => regions.Sum(region => (long)region.Floats);

    private static Strips Cut(IReadOnlyList<Kernel> run, int first, int count, long floatsOfStrip)
    {
        var group = run.Skip(first).Take(count).ToList();
        var reaches = group.ConvertAll(Reach.Of);
        var floats = Floats(group.SelectMany(kernel => kernel.Reads.Concat(kernel.Writes)).Distinct().Where(region => region.GrowsWithBatch));
        var strips = (int)Math.Max(1, Math.Min((floats + floatsOfStrip - 1) / floatsOfStrip, reaches.Max(reach => reach.Items)));
        var ends = reaches.ConvertAll(_ => new int[strips]);
        var done = new int[group.Count];
        for (var strip = 0; strip < strips; strip++)
        {
            for (var k = 0; k < group.Count; k++)
            {
                // The zeros behind a row with the row: there is a run of them more than there are rows.
                var more = group[k] is Surround ? 1 : 0;
                var share = (((reaches[k].Items - more) * (strip + 1L)) + strips - 1) / strips + more;
                while (done[k] < share && IsReady(k, done[k] + 1))
                    done[k]++;
                ends[k][strip] = done[k];
            }
        }

        // A map that others touch too is wanted whole.
        var others = run.Where((_, k) => k < first || k >= first + count).SelectMany(Sweep.Planned).ToList();
        var own = group.SelectMany(Sweep.Planned).Distinct().Where(region => region.Space == Space.Sweep && !others.Contains(region));
        return new Strips(first, ends, [.. own.Select(region => RollingMap.Of(region, reaches, ends)).OfType<RollingMap>()]);

        // Where the group's earlier kernels have finished all that the first items read.
        bool IsReady(int k, int items) => reaches[k].Reads.All(read => Enumerable.Range(0, k)
            .All(earlier => reaches[earlier].Writes.All(write => write.Region != read.Region || read.Below[items] <= write.From[done[earlier]])));
    }
}
