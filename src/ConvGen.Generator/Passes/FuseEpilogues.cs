using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Lets a contraction finish its own elements: an in-place pointwise kernel right behind it disappears into its epilogue.
/// <code>
/// before: y = a·b + bias;  y = max(y, 0)
/// after:  y = max(a·b + bias, 0)
/// </code>
/// A cheap formula goes where the sums still are in registers; a costly one (exp, tanh) becomes the row's finish, applied while the row is in
/// the first cache, because a long formula between accumulators would spill them.
/// </summary>
internal static class FuseEpilogues
{
    /// <summary>Formulas up to this cost may stand where registers are full.</summary>
    private const int CheapCost = 8;

    public static KernelProgram Run(KernelProgram program) => program.With([.. program.Segments.Select(Fuse)]);

    private static Segment Fuse(Segment segment)
    {
        var kernels = new List<Kernel>();
        foreach (var kernel in segment.Kernels)
        {
            if (kernel is Pointwise { Results.Count: 1 } pointwise && kernels.Count > 0 && kernels[kernels.Count - 1] is Contraction contraction && Join(contraction, pointwise) is { } joined)
                kernels[kernels.Count - 1] = joined;
            else
                kernels.Add(kernel);
        }

        return segment with { Kernels = kernels };
    }

    private static Contraction? Join(Contraction contraction, Pointwise pointwise)
    {
        // In place: the pointwise kernel's first input and its output are the elements the contraction just stored.
        var (output, body) = pointwise.Results[0];
        var inPlace = contraction.Finish is null && pointwise.PerImage && pointwise.Lanes % Packing.Half == 0 && output.Region == contraction.Output.Region && pointwise.Inputs.Count > 0 && pointwise.Inputs[0] == output
            && !pointwise.Inputs.Skip(1).Any(input => input.Region == output.Region);
        if (!inPlace || MentionsIndex(body) || !WritesAll(contraction, pointwise))
            return null;
        if (body.Cost > CheapCost)
            return pointwise.Inputs.Count == 1 && Covers(contraction, pointwise) ? contraction with { Finish = body.Map(ToValue) } : null;

        // The body's other operands follow the contraction's own; its first is the element the contraction computes.
        var extra = new List<Operand>(contraction.Extra);
        var first = extra.Count - 1;
        foreach (var input in pointwise.Inputs.Skip(1))
        {
            if (Match(contraction, pointwise, input) is not { } operand)
                return null;
            extra.Add(operand);
        }

        var epilogue = body.Map(leaf => leaf is Load { Operand: var operand } ? operand == 0 ? contraction.Epilogue : new Load(first + operand) : leaf);
        return contraction with { Epilogue = epilogue, Extra = extra };
    }

    private static Expression ToValue(Expression leaf) => leaf is Load ? Value.Instance : leaf;

    /// <summary>True where the contraction writes all pixels of the grid, and not one phase of them, and of each pixel the same channels.</summary>
    private static bool WritesAll(Contraction contraction, Pointwise pointwise)
    {
        var output = pointwise.Results[0].Output;
        var (pixels, channels) = (1L, contraction.Columns);
        for (var i = 0; i < contraction.Rows.Count; i++)
        {
            if (contraction.Rows[i].IsBatch)
                continue;
            if (contraction.Output.Rows[i].Floats >= output.PixelStep)
                pixels *= contraction.Rows[i].Extent;
            else
                channels *= contraction.Rows[i].Extent;
        }

        return pixels == (long)pointwise.Height * pointwise.Width && Packing.Pad(channels) == pointwise.Lanes && contraction.Output.Offset == output.Offset;
    }

    /// <summary>True where the contraction writes every element of the pointwise kernel's grid, so that finishing its rows finishes the grid.</summary>
    private static bool Covers(Contraction contraction, Pointwise pointwise)
    {
        long rows = 1;
        foreach (var loop in contraction.Rows)
            rows *= loop.IsBatch ? 1 : loop.Extent;
        return rows == (long)pointwise.Height * pointwise.Width && contraction.Rows.Any(loop => loop.IsBatch);
    }

    /// <summary>The operand as the contraction's loops see it: its steps over image, row and pixel in place of the output's.</summary>
    private static Operand? Match(Contraction contraction, Pointwise pointwise, Grid input)
    {
        if (!Covers(contraction, pointwise))
            return null;
        var output = pointwise.Results[0].Output;
        var start = contraction.Output.Offset - output.Offset;
        if (start != 0 || input.LaneStep != 1)
            return null;
        var steps = new List<Step>();
        for (var i = 0; i < contraction.Rows.Count; i++)
        {
            var step = contraction.Output.Rows[i];
            if (step.Widths != 0)
                return null;
            if (contraction.Rows[i].IsBatch)
                steps.Add(input.ImageStep);
            else if (contraction.Rows[i].Extent == 1)
                steps.Add(0);
            else if (step.Floats < output.PixelStep)
                steps.Add(step);
            else if (step.Floats == output.PixelStep && contraction.Rows[i].Extent == pointwise.Width)
                steps.Add(input.PixelStep);
            else if (step.Floats == output.RowStep && contraction.Rows[i].Extent == pointwise.Height)
                steps.Add(input.RowStep);
            else
                return null;
        }

        return new Operand(input.Region, input.Offset, steps, [], Packing.Width);
    }

    private static bool MentionsIndex(Expression body) => body.Any(node => node is DropoutMask or RowScalar or IsLabel or LabelIsNot);
}
