using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Takes out of the arena what only one <see cref="Sweep"/> touches. Its images then write, one after the other, over lines that are in the cache already, where each image's own lines would be fetched
/// from memory first and written back to it later; and a batch takes no more memory for them than the images that are on their way.
/// <code>
/// before: conv1 → a@arena  conv2 → b@arena  pool → c@arena    each of 16 images has its a, its b and its c
/// after:  conv1 → a@sweep  conv2 → b@sweep  pool → c@arena    a and b are there once for each thread
/// </code>
/// </summary>
internal static class KeepInSweeps
{
    public static void Run(KernelProgram program)
    {
        var runs = program.Segments.SelectMany(segment => Sweep.Runs(segment.Kernels)).ToList();
        var sweeps = new Dictionary<Region, int>();
        foreach (var run in runs)
            foreach (var region in run.SelectMany(Sweep.Planned).Distinct())
                sweeps[region] = sweeps.TryGetValue(region, out var others) ? others + 1 : 1;

        // Copies alone go through with all images at once. What all images read of the first one's was written before their sweep.
        foreach (var run in runs.Where(run => run.Count > 1 && !Sweep.IsOfCopies(run)))
            foreach (var region in run.SelectMany(Sweep.Planned).Where(region => region.Space == Space.PerImage && sweeps[region] == 1).ToList())
                region.KeepInSweep();
    }
}
