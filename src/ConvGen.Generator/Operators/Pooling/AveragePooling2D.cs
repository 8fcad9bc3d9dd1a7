using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>The mean under the window, channel by channel; padding is left out of it unless <c>CountIncludePad</c>.</summary>
internal sealed partial class AveragePooling2D(LayerArguments arguments) : Operator
{
    private readonly SlidingWindow _window = PoolingWindow.Read(arguments);

    public override string Kind => "AveragePooling2D";

    public override bool IsPooling => true;

    /// <summary>True where padding counts as zeros in the mean.</summary>
    public bool CountIncludePad { get; } = arguments.Flag("CountIncludePad", false);

    public WindowGeometry Geometry(Shape input) => _window.Geometry(input);

    public override Shape? InferShape(ShapeContext context) => _window.InferShape("window", context.Input.Channels, context);
}
