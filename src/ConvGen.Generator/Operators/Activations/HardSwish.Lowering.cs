using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class HardSwish
{
    public override bool GradientReadsInput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    /// <summary><c>y = max(x, −3) · min(max(x / 6 + ½, 0), 1)</c>: below −3 the first factor does not matter but must stay finite, because ∞ · 0 is not a number.</summary>
    public override void Forward(ForwardContext context)
    {
        var gate = new Binary(BinaryOperation.Minimum, new Binary(BinaryOperation.Maximum, (new Load(0) * (1f / 6)) + 0.5f, 0f), 1f);
        Elementwise.Forward(context, new Binary(BinaryOperation.Maximum, new Load(0), -3f) * gate);
    }

    /// <summary><c>dx = dy · (x ≤ −3 ? 0 : x ≥ 3 ? 1 : x / 3 + ½)</c></summary>
    public override void Gradient(GradientContext context)
    {
        var inside = (new Load(1) * (1f / 3)) + 0.5f;
        Elementwise.GradientFromInput(context, new Load(0) * new Choose(3f - new Load(1), new Choose(new Load(1) + 3f, inside, 0f), 1f));
    }
}
