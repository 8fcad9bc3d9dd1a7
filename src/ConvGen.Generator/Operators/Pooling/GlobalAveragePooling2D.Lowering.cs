using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class GlobalAveragePooling2D
{
    /// <summary><c>y[c] = Σ x[·, ·, c] / (height · width)</c></summary>
    public override void Forward(ForwardContext context)
    {
        var (x, of) = (context.Input, new Operands());
        of.Write(context.Output.FirstPixel, of.Sum(of[x.Grid]) * Share(x));
        context.Kernels.SumPerImage(context.Name + " forward", x, of);
    }

    /// <summary><c>dx[·, ·, c] = dy[c] / (height · width)</c></summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        context.InputKernels.Add(new Pointwise(
            context.Name + " input gradient", dx.Height, dx.Width, dx.Lanes, [dy.FirstPixel], dx.Grid, new Load(0) * Share(dx), dx.Index));
    }

    private static float Share(Tensor map) => 1f / (map.Height * map.Width);
}
