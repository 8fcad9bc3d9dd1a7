using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>
/// The operands of a contraction at other sizes. Rows and terms are laid out each by themselves: windows that overlap are read twice, and only that is.
/// </summary>
/// <param name="room">Floats by which what lies apart lies further apart.</param>
/// <param name="kernel">The contraction.</param>
/// <param name="rows">Other extents of its rows' loops.</param>
/// <param name="depth">Other extents of its terms' loops.</param>
/// <param name="columns">Other columns.</param>
internal sealed class ContractionMemory(int room, Contraction kernel, int[] rows, int[] depth, int columns) : OtherMemory(room)
{
    private readonly int _room = room;

    /// <summary>A, B, the output and what the epilogue reads; null where there is no such layout.</summary>
    public IReadOnlyList<Operand>? Plan()
    {
        List<Operand> operands = [kernel.A, kernel.B, kernel.Output, .. kernel.Extra];
        var plans = operands.Select(Plan).ToList();
        if (plans.Contains(null))
            return null;

        // What is read where it is written is one operand, and stays one.
        var placed = new List<Operand>();
        for (var i = 0; i < operands.Count; i++)
            placed.Add(operands.IndexOf(operands[i]) is var first && first < i ? placed[first] : Placed(operands[i], plans[i]!.Value));
        return placed;
    }

    private (int Offset, Step[] Rows, Step[] Depth, int Panel)? Plan(Operand operand)
    {
        if (Spread(operand.Rows, kernel.Rows, rows, operand) is not { } ofRows || Spread(operand.Depth, kernel.Depth, depth, operand) is not { } ofDepth)
            return null;
        var (old, now) = (End(operand.Rows, kernel.Rows, null) + End(operand.Depth, kernel.Depth, null), End(ofRows, kernel.Rows, rows) + End(ofDepth, kernel.Depth, depth));
        var (panels, others) = ((kernel.Columns - 1) / Packing.Width, (columns - 1) / Packing.Width);

        // A step back begins at the end.
        var start = operand.Offset - Back(operand.Rows, kernel.Rows, null) - Back(operand.Depth, kernel.Depth, null);
        var offset = start + Back(ofRows, kernel.Rows, rows) + Back(ofDepth, kernel.Depth, depth);
        if (start < 0)
            return null;

        // Panels lie in a pixel, or each holds all rows and terms.
        var panel = operand.PanelStep is 0 or Packing.Width ? operand.PanelStep : operand.PanelStep + Math.Max(0, now - old + Packing.Width - 1) / Packing.Width * Packing.Width;
        Reserve(operand.Region, operand.Offset + old + (panels * operand.PanelStep) + Packing.Width, offset + now + (others * panel) + Packing.Width);
        return (offset, ofRows, ofDepth, panel);
    }

    private Operand Placed(Operand operand, (int Offset, Step[] Rows, Step[] Depth, int Panel) plan)
    {
        var region = Of(operand.Region);
        return new Operand(region, plan.Offset, [.. plan.Rows.Select((step, i) => Image(kernel.Rows, i, step))], [.. plan.Depth.Select((step, i) => Image(kernel.Depth, i, step))], plan.Panel);

        Step Image(IReadOnlyList<Loop> loops, int i, Step step) => loops[i].IsBatch && step != default ? region.Floats : step;
    }

    /// <summary>Steps of loops; where panels' widths come in, of those alone. Null where they come to a place twice, or images are not the region's.</summary>
    private Step[]? Spread(IReadOnlyList<Step> steps, IReadOnlyList<Loop> loops, int[] others, Operand operand)
    {
        var isOfPanels = steps.Any(step => step.Widths != 0);
        var inner = new List<LoopStep>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (loops[i].IsBatch && steps[i] != default && steps[i] != operand.Region.Floats)
                return null;
            if (isOfPanels && steps[i].Floats != 0 && loops[i].Extent > 1)
                return null;
            inner.Add(loops[i].Extent <= 1 ? new LoopStep(0, 1, 1) : new LoopStep(isOfPanels ? steps[i].Widths : steps[i].Floats, loops[i].Extent, others[i]));
        }

        // Pixels hold the panels' lanes between them.
        var isOfPixels = !isOfPanels && operand.PanelStep == Packing.Width;
        if (isOfPixels)
            inner.Add(kernel.ExactColumns ? new LoopStep(1, kernel.Columns, columns) : new LoopStep(1, Packing.Pad(kernel.Columns), Packing.Pad(columns)));
        var spread = LoopStep.Spread(inner, isOfPanels ? 1 + (_room / Packing.Width) : _room);
        return spread is null ? null : [.. steps.Select((step, i) => loops[i].Extent <= 1 ? step : isOfPanels ? new Step(0, spread[i]) : spread[i])];
    }

    private static int End(IReadOnlyList<Step> steps, IReadOnlyList<Loop> loops, int[]? others) =>
        LoopStep.Reach(steps.Select((step, i) => loops[i].IsBatch ? 0 : step.At(Packing.Width)), loops.Take(steps.Count).Select((loop, i) => others?[i] ?? loop.Extent));

    private static int Back(IReadOnlyList<Step> steps, IReadOnlyList<Loop> loops, int[]? others) => End([.. steps.Select(step => new Step(-step.Floats, -step.Widths))], loops, others);
}
