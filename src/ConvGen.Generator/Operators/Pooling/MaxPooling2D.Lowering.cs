using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class MaxPooling2D
{
    public override bool GradientReadsInput => true;

    public override bool GradientReadsOutput => true;

    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new Window(
            context.Name + " forward", WindowOperation.Maximum, false, x.Height, x.Width, x.Lanes, Geometry(x.Map), false, x.Grid, y.Grid));
    }

    /// <summary>Each window gives its gradient to its first largest element in reading order, as PyTorch does.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        context.InputKernels.Add(new Window(
            context.Name + " input gradient", WindowOperation.Maximum, true, dx.Height, dx.Width, dx.Lanes, Geometry(dx.Map), false,
            dy.Grid, dx.Grid, context.Input.Grid, context.Output.Grid));
    }
}
