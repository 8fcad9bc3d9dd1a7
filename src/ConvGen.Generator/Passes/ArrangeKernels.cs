using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Moves kernels that only happen to stand where they do to where more of the others go through a <see cref="Sweep"/> together. What is made of parameters alone goes in front of the images' kernels
/// that it would stand between; zeros around a map come behind what fills it, when their lines are in the cache, and not before all images' statistics.
/// <code>
/// before: zeros around y   s, t = statistics(x)   y = max(x·s + t, 0)   u = G w Gᵀ   z = conv(y, u)     each for all images
/// after:  s, t = statistics(x)   u = G w Gᵀ   { y = max(x·s + t, 0)   zeros around y   z = conv(y, u) }   image by image, while y is in the cache
/// </code>
/// </summary>
internal static class ArrangeKernels
{
    /// <summary>Vectors of channels are no larger: some more of them may be kept.</summary>
    private const int Vector = 4096;

    public static KernelProgram Run(KernelProgram program) => program.With([.. program.Segments.Select(segment => segment with { Kernels = LiftFilters(DelayMargins(segment.Kernels)) })]);

    /// <summary>Not past a kernel that has such filters itself: two layers' would be kept at once.</summary>
    private static List<Kernel> LiftFilters(IReadOnlyList<Kernel> kernels)
    {
        var (arranged, filters) = (new List<Kernel>(), new HashSet<Region>());
        foreach (var kernel in kernels)
        {
            var place = arranged.Count;
            if (IsOfParameters(kernel))
            {
                while (place > 0 && arranged[place - 1] is { ItemsPerImage: > 0 } other && MayPass(other, kernel) && !other.Reads.Any(filters.Contains))
                    place--;
                filters.UnionWith(kernel.Writes.Where(region => region.Floats > Vector));
            }

            arranged.Insert(place, kernel);
        }

        return arranged;
    }

    /// <summary>Each behind the kernels that fill its map, which leave zeros alone; where none does, before the first that reads it, or to the segment's end, for the next segment's.</summary>
    private static List<Kernel> DelayMargins(IReadOnlyList<Kernel> kernels)
    {
        var arranged = new List<Kernel>();
        foreach (var kernel in kernels.Reverse())
        {
            var place = 0;
            if (kernel is Surround zeros)
            {
                while (place < arranged.Count && MayPass(kernel, arranged[place]))
                    place++;
                for (var behind = place; behind < arranged.Count && !arranged[behind].Reads.Contains(zeros.Target); behind++)
                    if (arranged[behind].Writes.Contains(zeros.Target))
                        place = behind + 1;
            }

            arranged.Insert(place, kernel);
        }

        return arranged;
    }

    private static bool IsOfParameters(Kernel kernel) => kernel.ItemsPerImage == 0 && kernel.Reads.Concat(kernel.Writes).All(region => region.Space is Space.Parameters or Space.Fixed or Space.Prepared);

    /// <summary>True where two kernels that follow each other can change places.</summary>
    private static bool MayPass(Kernel first, Kernel second) => !first.Writes.Intersect(second.Reads.Concat(second.Writes)).Any() && !first.Reads.Intersect(second.Writes).Any();
}
