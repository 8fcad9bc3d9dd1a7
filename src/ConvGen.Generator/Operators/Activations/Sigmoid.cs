using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal sealed partial class Sigmoid : Operator
{
    public override string Kind => "Sigmoid";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
