using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Every output is a weighted sum of every input: y = W·x + b.</summary>
internal sealed partial class Dense : Operator
{
    public Dense(LayerArguments arguments)
    {
        Units = arguments.Positive("Units", 1);
        UseBias = arguments.Flag("UseBias", true);
        Initializer = arguments.Word("KernelInitializer", "GlorotUniform");
        Trainable = arguments.Flag("Trainable", true);
    }

    public override string Kind => "Dense";

    public int Units { get; }

    public bool UseBias { get; }

    /// <summary>The name of the weights' initialiser.</summary>
    public string Initializer { get; }

    public bool Trainable { get; }

    public override Shape? InferShape(ShapeContext context)
    {
        if (context.Input.IsMap)
            return context.Report("CVG2008", null, context.Input.ToString(), context.Source.Label);
        return Sizes.Check(Parameters(context.Input), context) ? Shape.Vector(Units) : null;
    }

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var weight = new ParameterShape("weight", new EquatableArray<int>([Units, input.Channels]));
        return UseBias ? [weight, new ParameterShape("bias", new EquatableArray<int>([Units]), ParameterRole.Bias)] : [weight];
    }

    public override long MultiplyAccumulates(Shape input, Shape output) => (long)input.Channels * output.Channels;
}
