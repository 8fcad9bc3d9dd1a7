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
        string[] arguments = [context.Sources[odd].Quoted, small.ToString(), context.Sources[largest].Quoted, large.ToString()];
        if (!small.IsMap || !large.IsMap)
            return context.Report("CVG2011", null, [.. arguments, small.IsMap == large.IsMap ? $"Project the smaller one with a Dense of {LayerArguments.Text(large.Channels)} units" : "Insert [Flatten], or merge maps with maps"]);

        // With one size, the channels alone are projected; else the map with more pixels is brought down by a stride, where one fits.
        var isSmallWide = small.Height * small.Width > large.Height * large.Width;
        var (projected, wide, narrow) = isSmallWide || (small.Height, small.Width) == (large.Height, large.Width) ? (odd, small, large) : (largest, large, small);
        var stride = (wide.Height + narrow.Height - 1) / narrow.Height;
        if (((wide.Height - 1) / stride) + 1 != narrow.Height || ((wide.Width - 1) / stride) + 1 != narrow.Width)
            return context.Report("CVG2011", null, [.. arguments, "Bring both to one height and width, by padding or strides"]);

        var (filters, strides) = (LayerArguments.Text(narrow.Channels), LayerArguments.Text(stride));
        arguments = [.. arguments, $"Project the shortcut with a 1×1 Conv2D of {filters} filters" + (stride == 1 ? "" : $" and Strides = {strides}")];
        return context.Sources[projected].Tensor is { } tensor
            ? context.ReportMissing("CVG2011", stride == 1 ? $"Conv2D({filters}, 1)" : $"Conv2D({filters}, 1, Strides = {strides})", tensor, arguments)
            : context.Report("CVG2011", null, arguments);
    }

    /// <summary>The operand with the most elements, a map rather than a vector: the others are measured against it.</summary>
    protected static int Largest(ShapeContext context) =>
        Enumerable.Range(0, context.Inputs.Count).OrderByDescending(i => context.Inputs[i].Elements).ThenByDescending(i => context.Inputs[i].IsMap).First();
}
