using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>−log p[label] over the last axis, the mean over the batch (and over the positions of a map).</summary>
internal sealed partial class SparseCategoricalCrossentropy(LayerArguments arguments) : Loss
{
    public override string Kind => "SparseCategoricalCrossentropy";

    public override bool TakesLabels => true;

    public override int? IgnoreIndex { get; } = arguments.Has("IgnoreIndex") ? arguments.Int("IgnoreIndex", 0) : null;

    /// <summary>True where the output is unnormalised scores, false where it is probabilities.</summary>
    public bool FromLogits { get; } = arguments.Flag("FromLogits", true);

    public override bool Check(ShapeContext context)
    {
        if (context.Input.Channels < 2)
        {
            context.Report("CVG2013", null, context.Input.ToString(), context.Source.Label);
            return false;
        }

        var isNormalised = context.Source.Operator is Softmax;
        if (FromLogits && isNormalised)
            context.Warn("CVG2014", null, context.Source.Label);
        if (!FromLogits && !isNormalised)
            context.Warn("CVG2015", "FromLogits", context.Source.Label);
        return true;
    }

    public override int TargetsPerImage(Shape output) => output.Height * output.Width;
}
