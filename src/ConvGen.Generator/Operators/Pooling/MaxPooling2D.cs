using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>The largest value under the window, channel by channel; padding counts as −∞.</summary>
internal sealed partial class MaxPooling2D(LayerArguments arguments) : Operator
{
    private readonly SlidingWindow _window = PoolingWindow.Read(arguments);

    public override string Kind => "MaxPooling2D";

    public override bool IsPooling => true;

    public WindowGeometry Geometry(Shape input) => _window.Geometry(input);

    public override Shape? InferShape(ShapeContext context) => _window.InferShape("window", context.Input.Channels, context);
}
