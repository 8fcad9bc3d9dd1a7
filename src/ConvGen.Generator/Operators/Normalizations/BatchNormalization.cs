using System.Collections.Generic;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>γ · (x − μ) / √(σ² + ε) + β, channel by channel: with the batch's mean and variance in training, with running averages in inference and where frozen.</summary>
internal sealed partial class BatchNormalization : ChannelNormalization
{
    public BatchNormalization(LayerArguments arguments)
        : base(arguments)
    {
        Momentum = arguments.Float("Momentum", 0.9f);
        // Written so that NaN fails too.
        if (!(Momentum >= 0 && Momentum <= 1))
            arguments.Report("CVG2018", "Momentum", "Momentum", LayerArguments.Text(Momentum), "at least 0 and at most 1");
    }

    public override string Kind => "BatchNormalization";

    /// <summary>The share of the old value in a new running average.</summary>
    public float Momentum { get; }

    public override Shape? InferShape(ShapeContext context) => context.Input;

    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
    [
        .. base.Parameters(input),
        new ParameterShape("running_mean", Channels(input), ParameterRole.RunningMean), new ParameterShape("running_var", Channels(input), ParameterRole.RunningVariance),
    ];
}
