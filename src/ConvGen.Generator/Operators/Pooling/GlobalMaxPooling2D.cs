using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The largest value of each channel over all positions.</summary>
internal sealed partial class GlobalMaxPooling2D(LayerArguments arguments) : Operator
{
    private readonly bool _keepDimensions = arguments.Flag("KeepDims", false);

    public override string Kind => "GlobalMaxPooling2D";

    public override bool IsPooling => true;

    public override Shape? InferShape(ShapeContext context) => GlobalPooling.InferShape(context, _keepDimensions);
}
