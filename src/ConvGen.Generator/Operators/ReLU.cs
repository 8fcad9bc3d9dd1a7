using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>max(x, 0).</summary>
internal sealed partial class ReLU : Operator
{
    public override string Kind => "ReLU";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
