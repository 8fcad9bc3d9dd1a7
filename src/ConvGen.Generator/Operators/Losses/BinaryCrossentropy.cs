using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>−t · log p − (1 − t) · log(1 − p), the mean over batch and elements.</summary>
internal sealed partial class BinaryCrossentropy(LayerArguments arguments) : Loss
{
    public override string Kind => "BinaryCrossentropy";

    public override bool TakesLabels => false;

    public override LossAnswer Answer => LossAnswer.Threshold;

    /// <summary>A logit of 0 is a probability of one half.</summary>
    public override float Threshold => FromLogits ? 0 : 0.5f;

    /// <summary>True where the output is any real numbers, false where it is probabilities.</summary>
    public bool FromLogits { get; } = arguments.Flag("FromLogits", true);

    public float LabelSmoothing { get; } = CrossentropyRules.Smoothing(arguments);

    public override bool Check(ShapeContext context)
    {
        var squashed = context.Source.Operator is Sigmoid or Softmax ? context.Source.Operator.Kind : null;
        if (FromLogits && squashed is not null)
            context.Warn("CVG2035", null, context.Source.Label, squashed);
        if (!FromLogits && squashed is null)
            context.Warn("CVG2036", "FromLogits", context.Source.Label);
        return true;
    }

    public override int TargetsPerImage(Shape output) => (int)output.Elements;
}
