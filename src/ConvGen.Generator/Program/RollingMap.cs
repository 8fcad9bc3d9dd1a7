using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// A map of which, while kernels go through it in <see cref="Strips"/>, only the rows from the first that is still read to the last that is written are there: its place is filled from the beginning
/// again, with lines that are in the second cache, where each row's own would be fetched from memory first and written back to it later. What is still wanted of earlier rows moves to the beginning.
/// <code>
/// strip 0: | row 0  row 1  row 2  row 3 |
/// strip 1: | row 2  row 3 | row 4  row 5 |    rows 2 and 3 have moved: the next kernel's windows reach back to them
/// </code>
/// Where kernels do not go by strips (an image that threads share), the whole map has its place.
/// </summary>
/// <param name="Region">Kept within the sweep.</param>
/// <param name="Begins">For each strip, the map's float that its place begins with.</param>
/// <param name="Moved">For each strip, how many floats from there on move to the place's beginning before it.</param>
internal sealed record RollingMap(Region Region, IReadOnlyList<long> Begins, IReadOnlyList<long> Moved)
{
    /// <summary>Floats of a cache line: lines stay lines.</summary>
    private const long Line = 16;

    /// <summary>A place that is not much smaller than the map gains nothing.</summary>
    private const int FewestTimes = 2;

    /// <summary>Null where the map is as well there as a whole.</summary>
    /// <param name="region">What the kernels alone touch.</param>
    /// <param name="reaches">How far the kernels' items get.</param>
    /// <param name="ends">For each kernel, how many items it has done after each strip.</param>
    public static RollingMap? Of(Region region, IReadOnlyList<Reach> reaches, IReadOnlyList<int[]> ends)
    {
        var touched = reaches.SelectMany((reach, k) => reach.Reads.Concat(reach.Writes).Where(touched => touched.Region == region).Select(touched => (Touched: touched, Ends: ends[k]))).ToList();
        var writes = reaches.SelectMany((reach, k) => reach.Writes.Where(touched => touched.Region == region).Select(touched => (Touched: touched, Ends: ends[k]))).ToList();
        var (begins, moved, largest) = (new List<long> { 0 }, new List<long> { 0 }, 0L);
        for (var strip = 0; strip < ends[0].Length; strip++)
        {
            if (strip > 0)
            {
                var wanted = Math.Min(region.Floats, touched.Min(kernel => kernel.Touched.From[kernel.Ends[strip - 1]])) / Line * Line;
                begins.Add(Math.Max(begins[strip - 1], wanted));
                moved.Add(begins[strip] == begins[strip - 1] ? 0 : Math.Max(0, writes.Max(kernel => kernel.Touched.Below[kernel.Ends[strip - 1]]) - begins[strip]));
            }

            largest = Math.Max(largest, touched.Max(kernel => Math.Min(region.Floats, kernel.Touched.Below[kernel.Ends[strip]])) - begins[strip]);
        }

        return FewestTimes * largest <= region.Floats && moved.Sum() <= region.Floats ? new RollingMap(region, begins, moved) : null;
    }
}
