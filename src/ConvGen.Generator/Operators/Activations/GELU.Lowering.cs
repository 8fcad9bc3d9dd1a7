using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class GELU
{
    private const float SqrtHalf = 0.70710678f, InverseSqrtTwoPi = 0.39894228f;

    /// <summary>Beyond it Φ is 0 or 1 exactly and the density 0; the factor x stops there, because ∞ · 0 is not a number.</summary>
    private const float Limit = 20f;

    public override bool GradientReadsInput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) =>
        Elementwise.Forward(context, new Binary(BinaryOperation.Maximum, new Load(0), -Limit) * Distribution(new Load(0)));

    /// <summary><c>dx = dy · (Φ(x) + x · φ(x))</c> with the density <c>φ(x) = exp(−x² / 2) / √(2π)</c></summary>
    public override void Gradient(GradientContext context)
    {
        var x = Elementwise.Clamp(new Load(1), Limit);
        var density = new Unary(UnaryOperation.Exp, (x * x) * -0.5f) * InverseSqrtTwoPi;
        Elementwise.GradientFromInput(context, new Load(0) * ((x * density) + Distribution(new Load(1))));
    }

    private static Expression Distribution(Expression x) => (new Unary(UnaryOperation.Erf, x * SqrtHalf) * 0.5f) + 0.5f;
}
