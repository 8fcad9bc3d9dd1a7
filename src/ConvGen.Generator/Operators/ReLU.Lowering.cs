using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class ReLU
{
    public override bool GradientReadsOutput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) => Elementwise.Forward(context, new Binary(BinaryOperation.Maximum, new Load(0), 0f));

    /// <summary><c>dx = y &gt; 0 ? dy : 0</c></summary>
    public override void Gradient(GradientContext context) =>
        Elementwise.GradientFromOutput(context, new Choose(new Load(1), new Load(0), 0f));
}
