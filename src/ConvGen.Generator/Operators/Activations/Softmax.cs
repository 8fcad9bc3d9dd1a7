using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>eˣ / Σ eˣ over the last axis: the channels of each position of a map, the features of a vector.</summary>
internal sealed partial class Softmax : Operator
{
    public override string Kind => "Softmax";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
