using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Lets a contraction finish its own elements: a pointwise kernel right behind it disappears into its epilogue, one that works in place or that alone reads what the contraction stored.
/// <code>
/// before: y = a·b + bias;  y = max(y, 0)         p = a·b;  dx = dx + p
/// after:  y = max(a·b + bias, 0)                 dx = a·b + dx
/// </code>
/// A cheap formula goes where the sums still are in registers; a costly one (exp, tanh) becomes the row's finish, applied while the row is in
/// the first cache, because a long formula between accumulators would spill them.
/// </summary>
internal static class FuseEpilogues
{
    /// <summary>Formulas up to this cost may stand where registers are full.</summary>
    private const int CheapCost = 8;

    public static KernelProgram Run(KernelProgram program) =>
        Neighbours.Join(program, (before, pointwise, readers) => before is Contraction contraction ? Join(contraction, pointwise, readers) : null);

    private static Contraction? Join(Contraction contraction, Pointwise pointwise, ILookup<Region, Region> readers)
    {
        // Of the pointwise kernel's inputs those that the contraction just stored; where it reads anything else of that region, it is not in place.
        var (output, body) = pointwise.Results[0];
        var own = Enumerable.Range(0, pointwise.Inputs.Count).Where(i => pointwise.Inputs[i].Region == contraction.Output.Region).ToList();
        if (contraction.Finish is not null || !pointwise.PerImage || pointwise.Lanes % Packing.Half != 0 || own.Count != 1 || MentionsIndex(body))
            return null;
        var stored = pointwise.Inputs[own[0]];
        if (!WritesAll(contraction, pointwise, stored))
            return null;
        if (body.Cost > CheapCost)
            return output == stored && pointwise.Inputs.Count == 1 && Covers(contraction, pointwise) ? contraction with { Finish = body.Map(ToValue) } : null;

        // Over what it stored; or elsewhere, where nobody else wants that, and the contraction reads nothing that it would then overwrite.
        var target = output == stored ? contraction.Output : MayStoreElsewhere(contraction, output, readers) ? Match(contraction, pointwise, stored, output) : null;
        if (target is null)
            return null;

        // The body's other operands follow the contraction's own.
        var extra = new List<Operand>(contraction.Extra);
        var places = new int[pointwise.Inputs.Count];
        for (var i = 0; i < places.Length; i++)
        {
            if (i == own[0])
                continue;
            if (Match(contraction, pointwise, stored, pointwise.Inputs[i]) is not { } operand)
                return null;
            places[i] = extra.Count;
            extra.Add(operand);
        }

        var epilogue = body.Map(leaf => leaf is Load { Operand: var operand } ? operand == own[0] ? contraction.Epilogue : new Load(places[operand]) : leaf);
        var joined = contraction with { Output = target, Epilogue = epilogue, Extra = extra };

        // Tiles of images may meet an element twice, which must not be added to twice.
        return extra.Any(operand => operand.Region == target.Region) && Tiling.Of(joined).TilesImages ? null : joined;
    }

    private static bool MayStoreElsewhere(Contraction contraction, Grid output, ILookup<Region, Region> readers) =>
        output.Region != contraction.Output.Region && readers[contraction.Output.Region].Count() == 1 && contraction.Output.Region.Space == Space.PerImage && !contraction.ExactColumns
        && contraction.Output.PanelStep == Packing.Width && !contraction.Reads.Contains(output.Region);

    private static Expression ToValue(Expression leaf) => leaf is Load ? Value.Instance : leaf;

    /// <summary>True where the contraction writes all pixels of the grid, and not one phase of them, and of each pixel the same channels.</summary>
    private static bool WritesAll(Contraction contraction, Pointwise pointwise, Grid output)
    {
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

    /// <summary>A grid as the contraction's loops see it: its steps over image, row and pixel in place of those of <paramref name="output"/>, which the contraction stores.</summary>
    private static Operand? Match(Contraction contraction, Pointwise pointwise, Grid output, Grid input)
    {
        if (!Covers(contraction, pointwise))
            return null;
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
