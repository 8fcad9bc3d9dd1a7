using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x for x ≥ 0, slope · x below; a learned slope for each channel, or one for all.</summary>
internal sealed partial class PReLU(LayerArguments arguments) : Operator
{
    public override string Kind => "PReLU";

    /// <summary>True where all channels have one slope.</summary>
    public bool Shared { get; } = arguments.Flag("Shared", false);

    public bool Trainable { get; } = arguments.Flag("Trainable", true);

    public override Shape? InferShape(ShapeContext context) => context.Input;

    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
        [new ParameterShape("weight", new EquatableArray<int>([Shared ? 1 : input.Channels]), ParameterRole.Slope)];
}
