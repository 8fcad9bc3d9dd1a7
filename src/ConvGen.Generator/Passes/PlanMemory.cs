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
/// One after the other, each at the lowest place free during its whole life: largest first or longest first, whichever turns out smaller. The first is
/// better where maps shrink, the second where many of one size are kept for long; the better one is within a few per cent of the fullest moment, and the same
/// for the same program. A life runs from the first moment the region is touched to the last, across segments; what is prepared lives on from pass to pass, so
/// none of it shares. A sum is tried first where the map is that is added to it.
/// </summary>
internal static class PlanMemory
{
    public static void Run(KernelProgram program)
    {
        var lives = Lives.Of(program);
        program.PerImageFloats = Plan(lives, Space.PerImage);
        program.SweepFloats = Plan(lives, Space.Sweep);
        program.FixedFloats = Plan(lives, Space.Fixed);
        program.PreparedFloats = Plan(lives, Space.Prepared);
    }

    private static long Plan(Lives lives, Space space)
    {
        var regions = lives.Regions.Where(region => region.Space == space)
            .OrderByDescending(region => region.Floats).ThenBy(region => lives.First(region)).ThenBy(region => region.Name, StringComparer.Ordinal).ToList();
        var byMoments = regions.OrderByDescending(lives.Moments).ToList();
        return Plan(Plan(byMoments, lives) < Plan(regions, lives) ? byMoments : regions, lives);
    }

    private static long Plan(IReadOnlyList<Region> order, Lives lives)
    {
        var placed = new List<Region>(); // by place
        long total = 0;
        foreach (var region in order)
        {
            var place = Place(region, placed, lives);
            region.Offset = place;
            var at = placed.FindIndex(other => other.Offset > place);
            placed.Insert(at < 0 ? placed.Count : at, region);
            total = Math.Max(total, place + region.Floats);
        }

        return total;
    }

    /// <summary>
    /// Where a map is that is read for the last time as the region is written, element by element; else the lowest place at which the region overlaps no other that is alive at the same time, or lies
    /// exactly over those that an image is done with.
    /// </summary>
    private static long Place(Region region, List<Region> placed, Lives lives)
    {
        if (placed.FirstOrDefault(other => lives.AreOverwritten(region, other) && MayLieOver(region, other, placed, lives)) is { } overwritten)
            return overwritten.Offset;
        var (place, shared) = (0L, 0L);
        foreach (var other in placed)
        {
            if (place + region.Floats <= other.Offset)
                break;
            var end = other.Offset + other.Floats;
            if (lives.AreApart(region, other) || end <= place)
                continue;
            if (region.Space == Space.PerImage && other.Floats == region.Floats && lives.AreApartForAnImage(region, other) && (other.Offset == place || other.Offset >= Math.Max(place, shared)))
                (place, shared) = (other.Offset, end);
            else
                place = Math.Max(end, shared);
        }

        return place;
    }

    /// <summary>True where the region may have the place of another, as far as all that are placed are concerned.</summary>
    private static bool MayLieOver(Region region, Region other, List<Region> placed, Lives lives) => region.Space is Space.PerImage or Space.Sweep && region.Floats == other.Floats && placed.All(third =>
        third.Offset + third.Floats <= other.Offset || other.Offset + other.Floats <= third.Offset || lives.AreApart(region, third)
        || ((third.Offset, third.Floats) == (other.Offset, other.Floats) && lives.AreApartForAnImage(region, third)));
}
