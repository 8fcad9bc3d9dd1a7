using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Softmax
{
    public override bool GradientReadsOutput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    /// <summary><c>y = exp(x − max) / Σ exp(x − max)</c> along the last axis; without the maximum large scores would overflow.</summary>
    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        var shifted = new Unary(UnaryOperation.Exp, new Load(0) - new RowScalar(0));
        context.Kernels.Add(new RowReduction(
            context.Name + " forward", x.Height, x.Width, x.Channels, x.Flattened, [x.Grid],
            [new RowStep(RowFold.Maximum, new Load(0)), new RowStep(RowFold.Sum, shifted)],
            y.Grid, shifted / new RowScalar(1), null, null, false, RowIndex(x)));
    }

    /// <summary><c>dx = y · (dy − Σ dy · y)</c></summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        context.InputKernels.Add(new RowReduction(
            context.Name + " input gradient", dy.Height, dy.Width, dy.Channels, dy.Flattened, [dy.Grid, context.Output.Grid],
            [new RowStep(RowFold.Sum, new Load(0) * new Load(1))],
            dx.Grid, new Load(1) * (new Load(0) - new RowScalar(0)), null, null, false, RowIndex(dy)));
    }

    /// <summary>How an element counts within its row: by channel, or through the whole flattened image.</summary>
    internal static (int Row, int Pixel, int Lane) RowIndex(Tensor tensor) =>
        tensor.Flattened ? (tensor.Index.Row, tensor.Index.Pixel, tensor.Index.Lane) : (0, 0, 1);
}
