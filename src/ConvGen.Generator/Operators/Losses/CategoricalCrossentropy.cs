using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>−Σ target · log p over the last axis, the mean over the batch (and over the positions of a map).</summary>
internal sealed partial class CategoricalCrossentropy(LayerArguments arguments) : Loss
{
    public override string Kind => "CategoricalCrossentropy";

    public override bool TakesLabels => false;

    public override LossAnswer Answer => LossAnswer.Class;

    /// <summary>True where the output is unnormalised scores, false where it is probabilities.</summary>
    public bool FromLogits { get; } = arguments.Flag("FromLogits", true);

    public float LabelSmoothing { get; } = CrossentropyRules.Smoothing(arguments);

    public override bool Check(ShapeContext context) => CrossentropyRules.CheckClasses(context, FromLogits);

    public override int TargetsPerImage(Shape output) => (int)output.Elements;
}
