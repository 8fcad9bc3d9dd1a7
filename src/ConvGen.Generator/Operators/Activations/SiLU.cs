using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x · σ(x), σ being the sigmoid.</summary>
internal sealed partial class SiLU : Operator
{
    public override string Kind => "SiLU";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
