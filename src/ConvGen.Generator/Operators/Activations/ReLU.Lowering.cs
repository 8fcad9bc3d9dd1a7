using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class ReLU
{
    public override bool GradientReadsOutput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context)
    {
        Expression result = new Binary(BinaryOperation.Maximum, new Load(0), 0f);
        Elementwise.Forward(context, IsLimited ? new Binary(BinaryOperation.Minimum, result, MaxValue) : result);
    }

    /// <summary><c>dx = 0 &lt; y &lt; limit ? dy : 0</c>; at the limit too it is 0, as in PyTorch.</summary>
    public override void Gradient(GradientContext context)
    {
        Expression below = IsLimited ? new Choose(MaxValue - new Load(1), new Load(0), 0f) : new Load(0);
        Elementwise.GradientFromOutput(context, new Choose(new Load(1), below, 0f));
    }
}
