using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class LeakyReLU
{
    /// <summary>With a slope above zero the result has the input's sign, which is all the gradient needs; otherwise it needs the input itself.</summary>
    private bool KeepsSign => NegativeSlope > 0;

    public override bool GradientReadsOutput => KeepsSign;

    public override bool GradientReadsInput => !KeepsSign;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    public override void Forward(ForwardContext context) =>
        Elementwise.Forward(context, new Choose(new Load(0), new Load(0), new Load(0) * NegativeSlope));

    /// <summary><c>dx = x &gt; 0 ? dy : slope · dy</c></summary>
    public override void Gradient(GradientContext context)
    {
        var body = new Choose(new Load(1), new Load(0), new Load(0) * NegativeSlope);
        if (KeepsSign)
            Elementwise.GradientFromOutput(context, body);
        else
            Elementwise.GradientFromInput(context, body);
    }
}
