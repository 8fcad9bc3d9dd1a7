using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>γ · (x − μ) / √(σ² + ε) + β, channel by channel: with the batch's mean and variance in training, with running averages in inference and where frozen.</summary>
internal sealed partial class BatchNormalization : Operator
{
    public BatchNormalization(LayerArguments arguments)
    {
        Momentum = arguments.Float("Momentum", 0.9f);
        Epsilon = NormalizationArguments.Epsilon(arguments, 1e-5f);
        Center = arguments.Flag("Center", true);
        Scale = arguments.Flag("Scale", true);
        Trainable = arguments.Flag("Trainable", true);
        // Written so that NaN fails too.
        if (!(Momentum >= 0 && Momentum <= 1))
            arguments.Report("CVG2018", "Momentum", "Momentum", LayerArguments.Text(Momentum), "at least 0 and at most 1");
    }

    public override string Kind => "BatchNormalization";

    /// <summary>The share of the old value in a new running average.</summary>
    public float Momentum { get; }

    public float Epsilon { get; }

    public bool Center { get; }

    public bool Scale { get; }

    public bool Trainable { get; }

    public override Shape? InferShape(ShapeContext context) => context.Input;

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var channels = new EquatableArray<int>([input.Channels]);
        var parameters = new List<ParameterShape>();
        if (Scale)
            parameters.Add(new ParameterShape("weight", channels, ParameterRole.Scale));
        if (Center)
            parameters.Add(new ParameterShape("bias", channels, ParameterRole.Bias));
        parameters.Add(new ParameterShape("running_mean", channels, ParameterRole.RunningMean));
        parameters.Add(new ParameterShape("running_var", channels, ParameterRole.RunningVariance));
        return parameters;
    }
}
