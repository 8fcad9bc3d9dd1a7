using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>A map to one number a channel: a vector, or a map of one position.</summary>
internal static class GlobalPooling
{
    public static Shape? InferShape(ShapeContext context, bool keepDimensions) => !context.Input.IsMap
        ? context.Report("CVG2007", null, context.Input.ToString(), context.Source.Label)
        : keepDimensions ? Shape.Map(1, 1, context.Input.Channels) : Shape.Vector(context.Input.Channels);
}
