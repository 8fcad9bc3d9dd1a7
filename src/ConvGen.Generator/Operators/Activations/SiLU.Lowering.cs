using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class SiLU
{
    /// <summary>Beyond it the sigmoid is 0 or 1 exactly; the factor x stops there, because ∞ · 0 is not a number.</summary>
    private const float Limit = 89f;

    public override bool GradientReadsInput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) =>
        Elementwise.Forward(context, new Binary(BinaryOperation.Maximum, new Load(0), -Limit) * new Unary(UnaryOperation.Sigmoid, new Load(0)));

    /// <summary><c>dx = dy · σ(x) · (1 + x · σ(−x))</c>; 1 − σ(x) would lose its digits.</summary>
    public override void Gradient(GradientContext context)
    {
        var x = Elementwise.Clamp(new Load(1), Limit);
        var share = x * new Unary(UnaryOperation.Sigmoid, 0f - new Load(1));
        Elementwise.GradientFromInput(context, new Load(0) * (new Unary(UnaryOperation.Sigmoid, new Load(1)) * (share + 1f)));
    }
}
