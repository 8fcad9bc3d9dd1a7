using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>What passes share that make one kernel of a formula and the kernel right before it.</summary>
internal static class Neighbours
{
    /// <summary>The program with each formula of one result joined to the kernel before it, where <paramref name="join"/> gives a kernel for both.</summary>
    /// <param name="program">The program.</param>
    /// <param name="join">Of the kernel before, the formula, and who reads a region anywhere; null where they stay two.</param>
    public static KernelProgram Join(KernelProgram program, Func<Kernel, Pointwise, ILookup<Region, Region>, Kernel?> join)
    {
        var readers = program.Kernels.SelectMany(kernel => kernel.Reads.Distinct()).ToLookup(region => region);
        return program.With([.. program.Segments.Select(Joined)]);

        Segment Joined(Segment segment)
        {
            var kernels = new List<Kernel>();
            foreach (var kernel in segment.Kernels)
            {
                if (kernel is Pointwise { Results.Count: 1 } formula && kernels.Count > 0 && join(kernels[kernels.Count - 1], formula, readers) is { } joined)
                    kernels[kernels.Count - 1] = joined;
                else
                    kernels.Add(kernel);
            }

            return segment with { Kernels = kernels };
        }
    }
}
