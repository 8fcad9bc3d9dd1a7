using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Gives every planned region its place, so that regions whose lives do not meet share memory.
/// <code>
/// before: x[1024]  y[6272]  z[1568]          lives 0–1, 1–2, 2–3
/// after:  x@0      y@1024   z@0              7296 floats instead of 8864
/// </code>
/// Largest first, each at the lowest place free during its whole life: within a few per cent of the best plan on
/// convolutional networks, and the same for the same program. A life runs from the first moment the region is touched to the last,
/// across segments; what is prepared lives on from pass to pass, so none of it shares.
/// </summary>
internal static class PlanMemory
{
    public static void Run(KernelProgram program)
    {
        var lives = ProgramVerifier.Lifetimes(program);
        program.PerImageFloats = Plan(lives, Space.PerImage);
        program.FixedFloats = Plan(lives, Space.Fixed);
        program.PreparedFloats = Plan(lives, Space.Prepared);
    }

    private static long Plan(Dictionary<Region, (int First, int Last)> lives, Space space)
    {
        var placed = new List<Region>(); // by place
        long total = 0;
        foreach (var region in lives.Keys.Where(region => region.Space == space).OrderByDescending(region => region.Floats).ThenBy(region => lives[region].First).ThenBy(region => region.Name, StringComparer.Ordinal))
        {
            var life = lives[region];
            long place = 0;
            foreach (var other in placed)
            {
                if (place + region.Floats <= other.Offset)
                    break;
                var (first, last) = lives[other];
                if (first <= life.Last && life.First <= last)
                    place = Math.Max(place, other.Offset + other.Floats);
            }

            region.Offset = place;
            var at = placed.FindIndex(other => other.Offset > place);
            placed.Insert(at < 0 ? placed.Count : at, region);
            total = Math.Max(total, place + region.Floats);
        }

        return total;
    }
}
