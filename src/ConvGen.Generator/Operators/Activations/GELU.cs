using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x · Φ(x), Φ being the normal distribution's function: ½ · (1 + erf(x / √2)).</summary>
internal sealed partial class GELU : Operator
{
    public override string Kind => "GELU";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
