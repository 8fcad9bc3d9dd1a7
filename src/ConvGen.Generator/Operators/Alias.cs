using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>
/// A second name of a tensor that is given out already, when all layers between two outputs, or between an input and an output, are left out: the
/// same memory, but a gradient of its own. Users do not write it.
/// </summary>
internal sealed partial class Alias : Operator
{
    public override string Kind => "Alias";

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
