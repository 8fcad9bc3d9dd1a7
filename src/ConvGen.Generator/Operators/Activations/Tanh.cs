using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The hyperbolic tangent.</summary>
internal sealed partial class Tanh : Operator
{
    public override string Kind => "Tanh";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
