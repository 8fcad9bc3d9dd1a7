using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Dropout
{
    public override Placement Placement(bool training) => training && Rate > 0 ? Operators.Placement.InPlace : Operators.Placement.View;

    public override void Forward(ForwardContext context)
    {
        if (context.Training && Rate > 0)
            Elementwise.Forward(context, new Load(0) * new DropoutMask(Rate, context.Layer));
    }

    /// <summary>The same mask again, computed anew: it is a function of seed, layer, step and index.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        if (Rate > 0)
            context.InputKernels.Add(new Pointwise(
                context.Name + " input gradient", dy.Height, dy.Width, dy.Lanes, [dy.Grid], dx.Grid, new Load(0) * new DropoutMask(Rate, context.Layer), dy.Index));
    }
}
