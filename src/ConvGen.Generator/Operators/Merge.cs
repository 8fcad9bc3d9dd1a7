using System.Linq;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>What operators of several operands share: how many there may be, and how they speak of operands that do not go together.</summary>
internal abstract class Merge : Operator
{
    public override int LeastOperands => 2;

    public override int MostOperands => int.MaxValue;

    /// <summary>
    /// Reports the first operand that does not go with the largest one; null for <c>return</c>. Where channels alone differ, or a stride would make up
    /// for the rest, the message says how to project.
    /// </summary>
    protected static Shape? Mismatch(ShapeContext context, int odd, int largest)
    {
        var (small, large) = (context.Inputs[odd], context.Inputs[largest]);
        return context.Report("CVG2011", null, context.Sources[odd].Quoted, small.ToString(), context.Sources[largest].Quoted, large.ToString(), Cure(small, large));
    }

    /// <summary>The operand with the most elements, a map rather than a vector: the others are measured against it.</summary>
    protected static int Largest(ShapeContext context) =>
        Enumerable.Range(0, context.Inputs.Count).OrderByDescending(i => context.Inputs[i].Elements).ThenByDescending(i => context.Inputs[i].IsMap).First();

    private static string Cure(Shape small, Shape large)
    {
        if (!small.IsMap || !large.IsMap)
            return small.IsMap == large.IsMap ? $"Project the smaller one with a Dense of {LayerArguments.Text(large.Channels)} units" : "Insert [Flatten], or merge maps with maps";
        if ((small.Height, small.Width) == (large.Height, large.Width))
            return $"Project the shortcut with a 1×1 Conv2D of {LayerArguments.Text(large.Channels)} filters";

        // The map with more pixels can be brought down by a stride.
        var (wide, narrow) = small.Height * small.Width > large.Height * large.Width ? (small, large) : (large, small);
        var stride = (wide.Height + narrow.Height - 1) / narrow.Height;
        var fits = (wide.Height - 1) / stride + 1 == narrow.Height && (wide.Width - 1) / stride + 1 == narrow.Width;
        return fits
            ? $"Project the shortcut with a 1×1 Conv2D of {LayerArguments.Text(narrow.Channels)} filters and Strides = {LayerArguments.Text(stride)}"
            : "Bring both to one height and width, by padding or strides";
    }
}
