using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Sigmoid
{
    public override bool GradientReadsOutput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) => Elementwise.Forward(context, new Unary(UnaryOperation.Sigmoid, new Load(0)));

    /// <summary><c>dx = dy · y · (1 − y)</c></summary>
    public override void Gradient(GradientContext context) =>
        Elementwise.GradientFromOutput(context, new Load(0) * (new Load(1) * (1f - new Load(1))));
}
