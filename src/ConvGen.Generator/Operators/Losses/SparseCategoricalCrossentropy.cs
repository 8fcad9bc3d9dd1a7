using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>−log p[label] over the last axis, the mean over the batch (and over the positions of a map).</summary>
internal sealed partial class SparseCategoricalCrossentropy(LayerArguments arguments) : Loss
{
    public override string Kind => "SparseCategoricalCrossentropy";

    public override bool TakesLabels => true;

    public override LossAnswer Answer => LossAnswer.Class;

    public override int? IgnoreIndex { get; } = arguments.Has("IgnoreIndex") ? arguments.Int("IgnoreIndex", 0) : null;

    /// <summary>True where the output is unnormalised scores, false where it is probabilities.</summary>
    public bool FromLogits { get; } = arguments.Flag("FromLogits", true);

    public override bool Check(ShapeContext context) => CrossentropyRules.CheckClasses(context, FromLogits);

    public override int TargetsPerImage(Shape output) => output.Height * output.Width;
}
