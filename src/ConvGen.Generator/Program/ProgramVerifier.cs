using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// What must hold of every program, checked after each pass in tests: operands fit their regions, loops and steps agree in number, everything
/// read was written before, what outlives passes depends on parameters alone, formulas speak of what there is, and no two planned regions that are alive together overlap.
/// </summary>
internal static class ProgramVerifier
{
    /// <summary>Every violation found, as a sentence; empty when all is well.</summary>
    public static IReadOnlyList<string> Verify(KernelProgram program)
    {
        var faults = new List<string>();
        var written = new HashSet<Region>();
        foreach (var kernel in program.Kernels)
        {
            if (kernel is Contraction contraction)
                CheckContraction(contraction, faults);
            if (kernel is Contraction { Statistics: { } statistics } summed)
                CheckFormulas(kernel, (1, summed.Columns), statistics.Inputs, [], ColumnStatistics.Totals, statistics.Results, perImage: false, faults);
            if (kernel is Pointwise pointwise)
                CheckFormulas(kernel, (pointwise.Width, pointwise.Lanes), pointwise.Inputs, [], 0, pointwise.Results, pointwise.PerImage, faults);
            if (kernel is ColumnReduction reduction)
                CheckFormulas(kernel, (1, reduction.Lanes), reduction.Inputs, reduction.Terms, reduction.Terms.Count, reduction.Results, reduction.PerImage, faults);
            if (kernel is Move move && (move.TargetSteps.Count != move.Loops.Count || (move.Source is not null && move.SourceSteps.Count != move.Loops.Count)))
                faults.Add($"'{kernel.Name}': loops and steps differ in number");
            if (kernel is Surround halo && halo.Start(halo.Rows) + halo.Tail > halo.Target.Floats)
                faults.Add($"'{kernel.Name}': writes past the {halo.Target.Floats} floats of '{halo.Target}'");
            foreach (var region in kernel.Reads)
                if (region.IsPlanned && !written.Contains(region))
                    faults.Add($"'{kernel.Name}' reads '{region}' before anything wrote it");
            written.UnionWith(kernel.Writes);
        }

        CheckPrepared(program, faults);
        CheckPlan(program, faults);
        return faults;
    }

    /// <summary>
    /// Leaves of formulas name operands, totals and earlier results that exist. Results lie apart; each is one for each image or one for all, as the kernel runs,
    /// and lies over no input but an equal one, or one that equals another result: others would find elements already written.
    /// </summary>
    private static void CheckFormulas(
        Kernel kernel, (int Width, int Lanes) row, IReadOnlyList<Grid> inputs, IReadOnlyList<Expression> terms, int totals, IReadOnlyList<Result> results, bool perImage, List<string> faults)
    {
        foreach (var term in terms)
            CheckLeaves(kernel, term, inputs.Count, 0, 0, faults);
        for (var i = 0; i < results.Count; i++)
        {
            var (output, body) = results[i];
            CheckLeaves(kernel, body, inputs.Count, totals, i, faults);
            if (results.Take(i).Any(other => other.Output.Region == output.Region && !LieApart(other.Output, output, row)))
                faults.Add($"'{kernel.Name}' writes '{output.Region}' twice");
            if (output.Region.GrowsWithBatch != perImage)
                faults.Add($"'{kernel.Name}' runs {(perImage ? "for each image" : "once a batch")}, but not so '{output.Region}'");
            if (inputs.Any(input => input.Region == output.Region && results.All(result => input != result.Output) && !AreSlices(input, output, row.Lanes)))
                faults.Add($"'{kernel.Name}' reads '{output.Region}' and writes it elsewhere");
            if (kernel is ColumnReduction or Contraction && inputs.Where((input, operand) => (input.RowStep != 0 || input.PixelStep != 0 || (!perImage && input.ImageStep != 0)) && body.Any(node => node == new Load(operand))).Any())
                faults.Add($"'{kernel.Name}' has a result of one pixel");
        }
    }

    /// <summary>True for grids of the same steps that have no element in common: channels of the same pixels, or pixels between those of the other.</summary>
    private static bool LieApart(Grid a, Grid b, (int Width, int Lanes) row)
    {
        var (apart, floats) = (Math.Abs(a.Offset - b.Offset), ((row.Width - 1) * a.PixelStep) + row.Lanes);
        var rows = a.RowStep == 0 ? 0 : apart / a.RowStep;
        return (a.ImageStep, a.RowStep, a.PixelStep) == (b.ImageStep, b.RowStep, b.PixelStep) && AreApart(apart - (rows * a.RowStep)) && (a.RowStep == 0 || AreApart(((rows + 1) * a.RowStep) - apart));

        bool AreApart(int floatsBetween) =>
            floatsBetween >= floats || (a.PixelStep > 0 && floatsBetween % a.PixelStep >= row.Lanes && (floatsBetween % a.PixelStep) + row.Lanes <= a.PixelStep);
    }

    /// <summary>True for different channels of the same pixels.</summary>
    private static bool AreSlices(Grid a, Grid b, int lanes) =>
        (a.ImageStep, a.RowStep, a.PixelStep) == (b.ImageStep, b.RowStep, b.PixelStep) && Math.Abs(a.Offset - b.Offset) is var apart && apart >= lanes && apart + lanes <= a.PixelStep;

    private static void CheckLeaves(Kernel kernel, Expression formula, int inputs, int totals, int results, List<string> faults)
    {
        if (formula.Any(node => node switch { Load load => load.Operand >= inputs, Total total => total.Term >= totals, ResultOf result => result.Index >= results, _ => false }))
            faults.Add($"'{kernel.Name}' has {inputs} inputs, {totals} totals and {results} results for '{formula}'");
    }

    private static void CheckContraction(Contraction kernel, List<string> faults)
    {
        foreach (var operand in kernel.Extra.Concat([kernel.A, kernel.B, kernel.Output]))
            if (operand.Rows.Count != kernel.Rows.Count)
                faults.Add($"'{kernel.Name}': '{operand.Region}' has {operand.Rows.Count} row steps for {kernel.Rows.Count} loops");
        if (kernel.Statistics is { } statistics)
        {
            var rows = kernel.Rows.Where(loop => !loop.IsBatch).Aggregate(1, (product, loop) => checked(product * loop.Extent));
            var isOfBatch = kernel.Rows.Any(loop => loop.IsBatch) && kernel.Rows.Zip(kernel.B.Rows, (loop, step) => loop.Extent == 1 || step == default).All(isAlike => isAlike);
            if (!isOfBatch || kernel.Finish is not null || statistics.Parts.Floats < ColumnStatistics.PartFloats(rows, kernel.Columns))
                faults.Add($"'{kernel.Name}' cannot leave statistics: its rows are not a batch's, its elements are finished later, or parts have no room");
        }

        foreach (var operand in new[] { kernel.A, kernel.B })
        {
            if (operand.Depth.Count != kernel.Depth.Count)
            {
                faults.Add($"'{kernel.Name}': '{operand.Region}' has {operand.Depth.Count} depth steps for {kernel.Depth.Count} loops");
                continue;
            }

            CheckReach(kernel, operand, faults);
        }
    }

    /// <summary>The smallest and largest element an image's loops reach must lie in the region.</summary>
    private static void CheckReach(Contraction kernel, Operand operand, List<string> faults)
    {
        long low = operand.Offset, high = operand.Offset;
        foreach (var (loop, step) in kernel.Rows.Zip(operand.Rows, (l, s) => (l, s)).Concat(kernel.Depth.Zip(operand.Depth, (l, s) => (l, s))))
        {
            if (loop.IsBatch || step.Widths != 0)
                continue;
            var reach = (long)(loop.Extent - 1) * step.Floats;
            low += Math.Min(reach, 0);
            high += Math.Max(reach, 0);
        }

        if (low < 0 || (high >= operand.Region.Floats && operand.Rows.All(step => step.Widths == 0)))
            faults.Add($"'{kernel.Name}': '{operand.Region}' is reached from {low} to {high} but has {operand.Region.Floats} floats");
    }

    /// <summary>A segment that prepares does nothing else, and reads nothing that the program changes.</summary>
    private static void CheckPrepared(KernelProgram program, List<string> faults)
    {
        var changed = new HashSet<Region>(program.Kernels.SelectMany(kernel => kernel.Writes));
        foreach (var segment in program.Segments.Where(segment => segment.Kernels.SelectMany(kernel => kernel.Writes).Any(region => region.Space == Space.Prepared)))
            foreach (var kernel in segment.Kernels)
            {
                if (!kernel.DependsOnReadsAlone || kernel.Writes.Any(region => region.Space != Space.Prepared))
                    faults.Add($"'{kernel.Name}' in {segment.Name} depends on the pass, or writes what does not outlive it");
                foreach (var region in kernel.Reads.Where(region => region.Space != Space.Prepared && (region.Space != Space.Parameters || changed.Contains(region))))
                    faults.Add($"'{kernel.Name}' in {segment.Name} reads '{region}', which passes change");
            }
    }

    private static void CheckPlan(KernelProgram program, List<string> faults)
    {
        var lives = Lives.Of(program);
        var planned = lives.Regions.ToList();
        for (var i = 0; i < planned.Count; i++)
        {
            if (planned[i].Offset < 0)
                faults.Add($"'{planned[i]}' has no place");
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (planned[i], planned[j]);
                var apart = a.Space != b.Space || lives.AreApart(a, b)
                    || (a.Space is Space.PerImage or Space.Sweep && (a.Offset, a.Floats) == (b.Offset, b.Floats) && lives.AreApartForAnImage(a, b))
                    || a.Offset + a.Floats <= b.Offset || b.Offset + b.Floats <= a.Offset;
                if (!apart)
                    faults.Add($"'{a}' and '{b}' are alive together and overlap");
            }
        }
    }
}
