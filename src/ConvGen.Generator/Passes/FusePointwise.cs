using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Makes one pointwise kernel of two where the second reads what the first has just computed and nobody else wants: a pass over memory less.
/// <code>
/// before: y = x·s + t;  y = y + z;  y = max(y, 0)
/// after:  y = max(x·s + t + z, 0)
/// </code>
/// The first's formula moves to where the second stands, so its operands must still be what they were.
/// </summary>
internal static class FusePointwise
{
    /// <summary>Formulas longer than this gain little from a pass less.</summary>
    private const int MostCost = 24;

    /// <summary>How many kernels back the first may stand: what was made long ago is not in the cache, and its operands are not either.</summary>
    private const int Reach = 48;

    /// <summary>Each operand is a pointer in a register.</summary>
    private const int MostInputs = 6;

    /// <summary>
    /// A sum of many terms (a filter for each channel) goes through its operands in an order of its own, and has room for a scale, a shift and an activation;
    /// more vectors than these would not stay in registers beside its taps.
    /// </summary>
    private const int MostVectorsMore = 2;

    private const int MostCostMore = 8;

    public static KernelProgram Run(KernelProgram program) => program.With([.. program.Segments.Select(segment =>
    {
        var elsewhere = new HashSet<Region>(program.Segments.Where(other => other != segment).SelectMany(other => other.Kernels).SelectMany(kernel => kernel.Reads));
        return segment with { Kernels = Fuse(segment.Kernels, elsewhere) };
    })]);

    private static List<Kernel> Fuse(IReadOnlyList<Kernel> kernels, HashSet<Region> readElsewhere)
    {
        var lastReader = new Dictionary<Region, int>();
        for (var i = 0; i < kernels.Count; i++)
            foreach (var region in kernels[i].Reads)
                lastReader[region] = i;
        var fused = new List<Kernel>();
        for (var i = 0; i < kernels.Count; i++)
        {
            var kernel = kernels[i];
            while (kernel is Pointwise second && TakeIn(fused, second, region => readElsewhere.Contains(region) || (lastReader.TryGetValue(region, out var last) && last > i)) is { } joined)
                kernel = joined;
            fused.Add(kernel);
        }

        return fused;
    }

    /// <summary>The kernel with the formula of one that made an operand of it, which is removed; null where there is none to take in.</summary>
    private static Pointwise? TakeIn(List<Kernel> before, Pointwise second, System.Func<Region, bool> isReadLater)
    {
        foreach (var grid in second.Inputs.Where(grid => grid.Region.IsPlanned))
        {
            var place = before.Count - 1;
            var first = before.Count - Reach;
            while (place >= first && place >= 0 && !before[place].Writes.Contains(grid.Region))
                place--;
            if (place >= first && place >= 0 && CanMove(before, place, second, grid, isReadLater) && Join((Pointwise)before[place], second, grid) is { } joined)
            {
                before.RemoveAt(place);
                return joined;
            }
        }

        return null;
    }

    /// <summary>True where the formula at <paramref name="place"/>, which made <paramref name="grid"/>, can be computed where the second stands, and is wanted there alone.</summary>
    private static bool CanMove(List<Kernel> before, int place, Pointwise second, Grid grid, System.Func<Region, bool> isReadLater)
    {
        if (before[place] is not Pointwise { Results.Count: 1 } first || first.Results[0].Output != grid || !Agree(first, second))
            return false;
        var operands = new HashSet<Region>(first.Reads);
        for (var i = place + 1; i < before.Count; i++)
            if (before[i].Reads.Contains(grid.Region) || before[i].Writes.Any(operands.Contains))
                return false;
        return second.Results.Any(result => result.Output == grid)
            || !(second.Writes.Contains(grid.Region) || isReadLater(grid.Region) || before.Take(place).Any(kernel => kernel.Writes.Contains(grid.Region)));
    }

    /// <summary>True where both go over the same elements, and where the joined kernel reads only elements that it has not yet overwritten.</summary>
    private static bool Agree(Pointwise first, Pointwise second) =>
        first.PerImage == second.PerImage && (first.Height, first.Width, first.Lanes) == (second.Height, second.Width, second.Lanes)
        && (first.Index == second.Index || !first.Any(node => node is DropoutMask))
        && first.Inputs.Concat(second.Inputs).All(input => second.Results.All(result => input.Region != result.Output.Region || input == result.Output))
        && second.Inputs.All(input => input.Region != first.Results[0].Output.Region || input == first.Results[0].Output);

    private static Pointwise? Join(Pointwise first, Pointwise second, Grid grid)
    {
        var inputs = second.Inputs.Where(input => input != grid).ToList();
        inputs.AddRange(first.Inputs.Where(input => !inputs.Contains(input)));
        var inner = Renumber(first);
        var results = second.Results.Select(result => result with
        {
            Body = result.Body.Map(leaf => leaf is Load { Operand: var operand } ? second.Inputs[operand] == grid ? inner : new Load(inputs.IndexOf(second.Inputs[operand])) : leaf),
        }).ToList();
        var cost = results.Sum(result => result.Body.Cost);
        var fits = cost <= MostCost && inputs.Count <= MostInputs;
        var finishes = first.Inputs.Count > MostInputs && inputs.Count <= first.Inputs.Count + MostVectorsMore && cost <= first.Results[0].Body.Cost + MostCostMore
            && second.Inputs.All(input => input == grid || input is { RowStep: 0, PixelStep: 0 });
        return !fits && !finishes ? null : second with { Name = first.Name, Inputs = inputs, Results = results };

        Expression Renumber(Pointwise kernel) => kernel.Results[0].Body.Map(leaf => leaf is Load { Operand: var operand } ? new Load(inputs.IndexOf(kernel.Inputs[operand])) : leaf);
    }
}
