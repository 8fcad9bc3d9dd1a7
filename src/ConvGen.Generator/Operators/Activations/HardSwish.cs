using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
internal sealed partial class HardSwish : Operator
{
    public override string Kind => "HardSwish";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
