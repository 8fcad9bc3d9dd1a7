using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>γ · (x − μ) / √(σ² + ε) + β with the mean and variance of each channel of each image.</summary>
internal sealed partial class InstanceNormalization(LayerArguments arguments) : ChannelNormalization(arguments)
{
    public override string Kind => "InstanceNormalization";

    public override Shape? InferShape(ShapeContext context)
    {
        if (!context.Input.IsMap)
            return context.Report("CVG2007", null, context.Input.ToString(), context.Source.Label);
        if (context.Input.Height * context.Input.Width == 1)
            context.Warn("CVG2019", null, context.Input.ToString(), context.Source.Label);
        return context.Input;
    }
}
