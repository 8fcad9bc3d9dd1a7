using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Tanh
{
    public override bool GradientReadsOutput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) => Elementwise.Forward(context, new Unary(UnaryOperation.Tanh, new Load(0)));

    /// <summary><c>dx = dy · (1 − y²)</c></summary>
    public override void Gradient(GradientContext context) =>
        Elementwise.GradientFromOutput(context, new Load(0) * (1f - (new Load(1) * new Load(1))));
}
