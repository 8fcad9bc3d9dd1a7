using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>γ · (x − μ) / √(σ² + ε) + β, channel by channel; operators differ in what the statistics run over.</summary>
internal abstract partial class ChannelNormalization : Operator
{
    protected ChannelNormalization(LayerArguments arguments)
    {
        Epsilon = NormalizationArguments.Epsilon(arguments, 1e-5f);
        Center = arguments.Flag("Center", true);
        Scale = arguments.Flag("Scale", true);
        Trainable = arguments.Flag("Trainable", true);
    }

    public float Epsilon { get; }

    /// <summary>True where there is a β.</summary>
    public bool Center { get; }

    /// <summary>True where there is a γ.</summary>
    public bool Scale { get; }

    public bool Trainable { get; }

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var parameters = new List<ParameterShape>();
        if (Scale)
            parameters.Add(new ParameterShape("weight", Channels(input), ParameterRole.Scale));
        if (Center)
            parameters.Add(new ParameterShape("bias", Channels(input), ParameterRole.Bias));
        return parameters;
    }

    protected static EquatableArray<int> Channels(Shape input) => new([input.Channels]);
}
