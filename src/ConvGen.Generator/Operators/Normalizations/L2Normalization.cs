using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x / max(‖x‖₂, ε) over the last axis: the channels of each position of a map, the features of a vector.</summary>
internal sealed partial class L2Normalization(LayerArguments arguments) : Operator
{
    public override string Kind => "L2Normalization";

    public float Epsilon { get; } = NormalizationArguments.Epsilon(arguments, 1e-12f);

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
