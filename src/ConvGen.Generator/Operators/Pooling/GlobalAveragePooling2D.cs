using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The mean of each channel over all positions.</summary>
internal sealed partial class GlobalAveragePooling2D(LayerArguments arguments) : Operator
{
    private readonly bool _keepDimensions = arguments.Flag("KeepDims", false);

    public override string Kind => "GlobalAveragePooling2D";

    public override bool IsPooling => true;

    public override Shape? InferShape(ShapeContext context) => GlobalPooling.InferShape(context, _keepDimensions);
}
