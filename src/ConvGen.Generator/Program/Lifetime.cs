using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// When a planned region is touched: the first and last moment, where a <see cref="Sweep"/> is one moment because its images are at different kernels at the same
/// time, and the first and last kernel in order, where those of <see cref="Strips"/> are one from the first to the last. Of what is kept within a sweep each thread has its own, and takes its images from kernel to kernel together: there kernels are the moments.
/// </summary>
internal readonly record struct Lifetime(int First, int Last, int FirstKernel, int LastKernel)
{
    /// <summary>True where one is no longer wanted when the other's first moment begins.</summary>
    public bool IsApart(Lifetime other) => Last < other.First || other.Last < First;

    /// <summary>
    /// True where an image is done with one before it comes to the other; what all images read of the first one's is wanted until the last image is through. Regions of one size may then
    /// share a place even within a sweep: image by image they lie equally far apart, so that an image meets only its own.
    /// </summary>
    public bool IsApartForAnImage(Lifetime other) => LastKernel < other.FirstKernel || other.LastKernel < FirstKernel;

    /// <summary>Of each planned region that some segments of a program touch, one after the other. What is prepared lives always.</summary>
    public static Dictionary<Region, Lifetime> Of(KernelProgram program, IEnumerable<Segment> segments) => Of(program, segments, []);

    /// <summary>The same.</summary>
    /// <param name="program">The program.</param>
    /// <param name="segments">Some of its segments.</param>
    /// <param name="overwritten">Gets the pairs of regions of which a kernel is the last to read the first and the first to write the second, element by element (<see cref="Kernel.Overwrites"/>).</param>
    public static Dictionary<Region, Lifetime> Of(KernelProgram program, IEnumerable<Segment> segments, HashSet<(Region Read, Region Written)> overwritten)
    {
        var lives = new Dictionary<Region, Lifetime>();
        var candidates = new List<(Region Read, Region Written, int Kernel)>();
        var (moment, number) = (0, 0);
        foreach (var run in segments.SelectMany(program.Runs))
        {
            var strips = Strips.Of(run);
            var ofFirstImage = new HashSet<Region>(run.SelectMany(kernel => kernel.ReadsOfFirstImage));
            for (var k = 0; k < run.Count; k++)
            {
                var group = strips.FirstOrDefault(group => group.Holds(k));
                var (first, last) = group is null ? (k, k) : (group.First, group.First + group.Kernels - 1);
                foreach (var region in run[k].Reads.Concat(run[k].Writes).Where(region => region.IsPlanned))
                    Touch(region, number + first, number + last);
                foreach (var region in run[k].ReadsOfFirstImage.Where(region => region.IsPlanned))
                    Touch(region, number, number + run.Count - 1);
                if (first == last && !program.IsKernelByKernel && run[k].Writes.First() is { IsPlanned: true } written)
                    candidates.AddRange(run[k].Overwrites.Where(region => region.IsPlanned && !ofFirstImage.Contains(region)).Select(region => (region, written, number + k)));
            }

            number += run.Count;
            moment++;
        }

        overwritten.UnionWith(candidates.Where(pair => lives[pair.Read].LastKernel == pair.Kernel && lives[pair.Written].FirstKernel == pair.Kernel).Select(pair => (pair.Read, pair.Written)));
        foreach (var region in lives.Keys.Where(region => region.Space == Space.Prepared).ToList())
            lives[region] = new Lifetime(0, moment, 0, number);
        foreach (var region in lives.Keys.Where(region => region.Space == Space.Sweep).ToList())
            lives[region] = lives[region] with { First = lives[region].FirstKernel, Last = lives[region].LastKernel };
        return lives;

        void Touch(Region region, int first, int last) => lives[region] = lives.TryGetValue(region, out var life)
            ? life with { Last = moment, FirstKernel = Math.Min(life.FirstKernel, first), LastKernel = Math.Max(life.LastKernel, last) }
            : new Lifetime(moment, moment, first, last);
    }
}
