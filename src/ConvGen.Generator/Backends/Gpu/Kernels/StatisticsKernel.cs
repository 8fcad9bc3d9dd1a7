using System;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Statistics of all rows from those of parts (<see cref="BlockStatistics"/>), in a fixed order, and what is made of them. The mean comes first, then what is squared around it:
/// Σ (x − μ)² is Σ over the parts of their own squares and n · (their mean − μ)² (Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample
/// Variances", 1979).
/// </summary>
internal static class StatisticsKernel
{
    private const int Quad = ContractionShape.Quad, Threads = 256;

    /// <summary>Quads of columns of a block: together a sector of memory, and all that panels of columns are multiples of.</summary>
    private const int Group = Packing.Half / Quad;

    /// <summary>Parts that a thread reads at a time, because it has nothing else to do while they come.</summary>
    private const int Together = 4;

    /// <param name="shape">The contraction.</param>
    /// <param name="statistics">What it leaves.</param>
    /// <param name="partRows">Rows of a part.</param>
    public static Launch Of(ContractionShape shape, ColumnStatistics statistics, int partRows)
    {
        var results = new ColumnResults(statistics.Inputs, statistics.Results, shape.Columns);
        var k = new KernelBuilder(1 + results.Places.Count, Threads);
        var fold = new BlockFold(k, Threads / Group, Group, isInterleaved: true, Quad, isRepeated: false);
        var lane = ((k.BlockX * Group) + fold.Group) * Quad;
        var (rows, columns) = (k.Batch * k.Size("rows", shape.RowCount), k.Size("columns", shape.Columns));
        var rowsOfPart = k.Size("rows of a part", partRows);
        var parts = k.DivideRemainder(rows + (rowsOfPart - 1), k.Divisor("rows of a part", partRows)).Quotient;
        var (count, first) = (k.ToFloat(rows), k.Load(k.Place(0), lane, Quad));
        var offsets = Mean((sum, part, i) => k.MultiplyAdd(part.Rows, part.Offsets[i], sum));
        var variances = Mean((sum, part, i) =>
        {
            var difference = part.Offsets[i] - offsets[i];
            return k.MultiplyAdd(part.Rows * difference, difference, sum + part.Squares[i]);
        });
        k.If(fold.Member.Is(0), () => results.Write(k, 1, new PixelLanes(k, 1, 0, 0, lane), [.. first, .. offsets, .. variances], isNumber: false));
        var numbers = new FormulaNumbers(k);
        var code = k.Build("statistics", string.Join("; ", statistics.Results.Select((result, i) => Invariant($"result{i} = {numbers.Lift(result.Body)}"))));
        return new Launch(code, new Blocks(0, shape.Columns / Packing.Half), [Place.Of(statistics.Parts), .. results.Places])
        {
            Work = new ContractionWork(shape).Statistics(partRows, results.Places.Count),
            Step = "statistics",
        };

        Float[] Mean(Func<Float, Part, int, Float> add)
        {
            FloatVariable[] sums = [.. Enumerable.Range(0, Quad).Select(_ => k.Variable((Float)0))];
            k.For(fold.Member, parts, Together * fold.Members, start =>
            {
                foreach (var part in Enumerable.Range(0, Together).Select(i => Read(start + (i * fold.Members))).ToList())
                    for (var i = 0; i < Quad; i++)
                        k.Set(sums[i], add(sums[i].Value, part, i));
            });
            return [.. fold.Fold([.. sums.Select(sum => sum.Value)], (one, other) => one + other).Select(sum => sum / count)];
        }

        // Parts behind the last have no rows, and zeros.
        Part Read(Int part)
        {
            var (place, exists) = (k.Place(0).At(part * ColumnStatistics.Totals, columns).At(lane), part < parts);
            var (start, offset) = (k.Load(place, 0, Quad, exists), k.Load(place, columns, Quad, exists));
            var own = k.Maximum(k.Minimum(rows - (part * rowsOfPart), rowsOfPart), 0);
            return new Part(k.ToFloat(own), [.. start.Select((number, i) => number - first[i] + offset[i])], k.Load(place, columns * 2, Quad, exists));
        }
    }

    /// <summary>What a part's rows came to.</summary>
    /// <param name="Rows">How many there are.</param>
    /// <param name="Offsets">The mean less the first element of all.</param>
    /// <param name="Squares">The sum of squared differences from the part's mean.</param>
    private sealed record Part(Float Rows, Float[] Offsets, Float[] Squares);
}
