using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class GlobalMaxPooling2D
{
    public override bool GradientReadsInput => true;

    public override bool GradientReadsOutput => true;

    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new ColumnReduction(
            context.Name + " forward", x.Height, x.Width, x.Lanes, [x.Grid], new Load(0), RowFold.Maximum, y.Grid, perImage: true, accumulate: false));
    }

    /// <summary>That of maximum pooling by one window over the whole map: the first largest element in reading order takes all.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        var whole = new WindowGeometry(dx.Height, dx.Width, 1, 1, 1, 0, 0, 0, 0, 1, 1);
        context.InputKernels.Add(new Window(
            context.Name + " input gradient", WindowOperation.Maximum, true, dx.Height, dx.Width, dx.Lanes, whole, false, dy.Grid, dx.Grid, context.Input.Grid, context.Output.Grid));
    }
}
