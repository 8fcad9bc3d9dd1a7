using System.Collections.Generic;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Concatenate
{
    public override bool HoldsOperands => true;

    /// <summary><c>y[…, firstᵢ + c] = xᵢ[…, c]</c>, for operands that do not lie there already.</summary>
    public override void Forward(ForwardContext context)
    {
        var y = context.Output;
        if (y.Lanes != y.Channels)
            context.Kernels.Clear(context.Name + " clear", y);
        var first = 0;
        foreach (var x in context.Inputs)
        {
            if (!LiesAt(x, y, first))
                context.Kernels.Add(Slice(context.Name + " forward", x, y, first, back: false));
            first += x.Channels;
        }
    }

    /// <summary><c>dxᵢ[…, c] = dy[…, firstᵢ + c]</c>, likewise.</summary>
    public override void Gradient(GradientContext context)
    {
        var first = 0;
        foreach (var gradient in context.Gradients)
        {
            var dx = gradient.Tensor;
            if (LiesAt(dx, context.OutputGradient, first))
            {
                first += dx.Channels;
                continue;
            }

            if (dx.Lanes != dx.Channels)
                gradient.Kernels.Clear(dx.Region.Name + " clear", dx);
            gradient.Kernels.Add(Slice(dx.Region.Name, dx, context.OutputGradient, first, back: true));
            first += dx.Channels;
        }
    }

    private static bool LiesAt(Tensor part, Tensor whole, int first) => part.Region == whole.Region && part.First == whole.First + first;

    /// <summary>Copies an operand to its channels of the result, or back.</summary>
    private static Move Slice(string name, Tensor part, Tensor whole, int first, bool back)
    {
        IReadOnlyList<Loop> loops = [Loop.Batch, new("row", part.Height), new("column", part.Width), new("channel", part.Channels)];
        IReadOnlyList<int> partSteps = [part.ImageStep, part.RowStep, part.PixelStep, 1], wholeSteps = [whole.ImageStep, whole.RowStep, whole.PixelStep, 1];
        return back
            ? new Move(name, loops, whole.Region, whole.Offset + first, wholeSteps, part.Region, part.Offset, partSteps)
            : new Move(name, loops, part.Region, part.Offset, partSteps, whole.Region, whole.Offset + first, wholeSteps);
    }
}
