using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>A map as a vector in channels-first order (C, H, W), PyTorch's; a vector stays as it is.</summary>
internal sealed partial class Flatten : Operator
{
    public override string Kind => "Flatten";

    public override Shape? InferShape(ShapeContext context) => Shape.Vector((int)context.Input.Elements);
}
