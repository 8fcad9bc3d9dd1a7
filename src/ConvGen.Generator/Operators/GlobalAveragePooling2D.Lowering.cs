using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class GlobalAveragePooling2D
{
    /// <summary><c>y[c] = Σ x[·, ·, c] / (height · width)</c></summary>
    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new ColumnReduction(
            context.Name + " forward", x.Height, x.Width, x.Lanes, [x.Grid], new Load(0) * Share(x), RowFold.Sum, y.Grid, PerImage: true, Accumulate: false));
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
