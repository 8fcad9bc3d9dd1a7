using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class AveragePooling2D
{
    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new Window(
            context.Name + " forward", WindowOperation.Average, false, x.Height, x.Width, x.Lanes, Geometry(x.Map), CountIncludePad, x.Grid, y.Grid));
    }

    /// <summary>Each window shares its gradient evenly among the elements it averaged.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        context.InputKernels.Add(new Window(
            context.Name + " input gradient", WindowOperation.Average, true, dx.Height, dx.Width, dx.Lanes, Geometry(dx.Map), CountIncludePad,
            dy.Grid, dx.Grid));
    }
}
