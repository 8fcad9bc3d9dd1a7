using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>The same kernels over other regions.</summary>
internal static class Substitution
{
    /// <summary>The kernel with the regions that <paramref name="others"/> has in place of some.</summary>
    public static Kernel Over(this Kernel kernel, IReadOnlyDictionary<Region, Region> others)
    {
        return !kernel.Reads.Concat(kernel.Writes).Any(others.ContainsKey) ? kernel : kernel switch
        {
            Contraction k => Contraction(k),
            Pointwise k => k with { Inputs = Grids(k.Inputs), Results = Results(k.Results) },
            Window k => k with { Source = Grid(k.Source), Target = Grid(k.Target), Input = Maybe(k.Input), Pooled = Maybe(k.Pooled) },
            ColumnReduction k => k with { Inputs = Grids(k.Inputs), Results = Results(k.Results) },
            RowReduction k => k with { Inputs = Grids(k.Inputs), Output = Maybe(k.Output) },
            PairwiseReduction k => k with { Input = Grid(k.Input), Output = Maybe(k.Output), Scratch = Of(k.Scratch) },
            Move k => k with { Source = k.Source is null ? null : Of(k.Source), Target = Of(k.Target) },
            Surround k => k with { Target = Of(k.Target) },
            Winograd k => k with { Input = Grid(k.Input), Filters = Of(k.Filters), Taps = k.Taps is null ? null : k.Taps with { Weights = Of(k.Taps.Weights) }, Output = Grid(k.Output), Extra = Grids(k.Extra) },
            WinogradFilters k => k with { Weights = Of(k.Weights), Target = Of(k.Target) },
            WinogradGradient k => k with { Input = Grid(k.Input), Gradient = Grid(k.Gradient), Target = Of(k.Target) },
            WinogradFilterGradient k => k with { Source = Of(k.Source), Gradients = Of(k.Gradients) },
            TransposedProduct k => k with { Input = Grid(k.Input), Weights = Of(k.Weights), Output = Grid(k.Output) },
            Interleaved k => k with { Of = k.Of.Over(others) },
            InterleavedGradient k => k with { Of = (Contraction)k.Of.Over(others), Sums = Of(k.Sums) },
            InterleavedSum k => k with { Of = (ColumnReduction)k.Of.Over(others), Sums = Of(k.Sums) },
            AddGroups k => k with { Sums = Of(k.Sums), Target = Of(k.Target) },
            Interleave k => k with { Source = Of(k.Source), Target = Of(k.Target) },
            _ => throw new System.InvalidOperationException($"'{kernel.Name}' is of a form that has no substitution"),
        };

        Region Of(Region region) => others.TryGetValue(region, out var other) ? other : region;

        Grid Grid(Grid grid) => others.TryGetValue(grid.Region, out var other) ? grid with { Region = other } : grid;

        Grid? Maybe(Grid? grid) => grid is null ? null : Grid(grid);

        IReadOnlyList<Grid> Grids(IReadOnlyList<Grid> grids) => [.. grids.Select(Grid)];

        IReadOnlyList<Result> Results(IReadOnlyList<Result> results) => [.. results.Select(result => result with { Output = Grid(result.Output) })];

        Operand Operand(Operand operand) => others.TryGetValue(operand.Region, out var other) ? operand with { Region = other } : operand;

        // An epilogue that adds to what is there is known by its operand being the very output.
        Contraction Contraction(Contraction k)
        {
            var output = Operand(k.Output);
            return k with
            {
                A = Operand(k.A),
                B = Operand(k.B),
                Output = output,
                Extra = [.. k.Extra.Select(operand => ReferenceEquals(operand, k.Output) ? output : Operand(operand))],
                Statistics = k.Statistics is { } statistics ? new ColumnStatistics(Grids(statistics.Inputs), Results(statistics.Results), Of(statistics.Parts)) : null,
            };
        }
    }
}
