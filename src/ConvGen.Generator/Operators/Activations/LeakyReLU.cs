using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x for x ≥ 0, NegativeSlope · x below.</summary>
internal sealed partial class LeakyReLU : Operator
{
    public LeakyReLU(LayerArguments arguments)
    {
        NegativeSlope = arguments.Float("NegativeSlope", 0.01f);
        if (float.IsNaN(NegativeSlope) || float.IsInfinity(NegativeSlope))
            arguments.Report("CVG2018", "NegativeSlope", "NegativeSlope", LayerArguments.Text(NegativeSlope), "finite");
    }

    public override string Kind => "LeakyReLU";

    public float NegativeSlope { get; }

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
