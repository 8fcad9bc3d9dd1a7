using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Operators;

/// <summary>
/// What each row (or column) of a larger map is made of: weights of rows of the smaller one. Rows that are made alike form runs, so that a run is one formula; the
/// transposed weights make the gradient.
/// </summary>
internal static class Resampling
{
    /// <summary>Rows first, first + step … of the result: each is the weighted sum of source rows at fixed distances.</summary>
    /// <param name="First">The first row.</param>
    /// <param name="Step">From row to row.</param>
    /// <param name="Count">How many.</param>
    /// <param name="SourceStep">What one step moves in the source.</param>
    /// <param name="Taps">Source rows of the first row, and their weights.</param>
    internal readonly record struct Run(int First, int Step, int Count, int SourceStep, IReadOnlyList<(int Row, float Weight)> Taps);

    /// <summary>From small to large.</summary>
    public static IReadOnlyList<Run> Enlarge(int size, int factor, bool bilinear) =>
        [.. Enumerable.Range(0, factor).SelectMany(phase => Runs(Rows(size, factor, bilinear), phase, factor, 1))];

    /// <summary>From the large map's gradient to the small one's.</summary>
    public static IReadOnlyList<Run> Gather(int size, int factor, bool bilinear)
    {
        var taps = Enumerable.Range(0, size).Select(_ => new List<(int Row, float Weight)>()).ToArray();
        var large = Rows(size, factor, bilinear);
        for (var row = 0; row < large.Count; row++)
            foreach (var (source, weight) in large[row])
                taps[source].Add((row, weight));
        return [.. Runs(taps, 0, 1, factor)];
    }

    /// <summary>The taps of every row of the large map. Half-pixel centres: row r lies at (r + ½) / factor − ½, held inside the outermost centres.</summary>
    private static List<IReadOnlyList<(int Row, float Weight)>> Rows(int size, int factor, bool bilinear)
    {
        var rows = new List<IReadOnlyList<(int Row, float Weight)>>();
        for (var row = 0; row < size * factor; row++)
        {
            var place = Math.Max(0, Math.Min(size - 1, ((row + 0.5) / factor) - 0.5));
            var below = (int)place;
            var share = (float)(place - below);
            if (!bilinear)
                rows.Add([(row / factor, 1)]);
            else if (share == 0)
                rows.Add([(below, 1)]);
            else
                rows.Add([(below, 1 - share), (below + 1, share)]);
        }

        return rows;
    }

    private static IEnumerable<Run> Runs(IReadOnlyList<IReadOnlyList<(int Row, float Weight)>> rows, int first, int step, int sourceStep)
    {
        for (var row = first; row < rows.Count;)
        {
            var count = 1;
            while (row + (count * step) < rows.Count && Alike(rows[row], rows[row + (count * step)], count * sourceStep))
                count++;
            yield return new Run(row, step, count, sourceStep, rows[row]);
            row += count * step;
        }
    }

    private static bool Alike(IReadOnlyList<(int Row, float Weight)> one, IReadOnlyList<(int Row, float Weight)> other, int distance) =>
        one.Count == other.Count && one.Zip(other, (a, b) => a.Row + distance == b.Row && a.Weight == b.Weight).All(alike => alike);
}
