using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>Each channel convolved by itself, with one filter or several: filter f sees channel f / multiplier.</summary>
internal sealed partial class DepthwiseConv2D : Operator
{
    private readonly SlidingWindow _window;

    public DepthwiseConv2D(LayerArguments arguments)
    {
        _window = SlidingWindow.ReadKernel(arguments);
        Multiplier = arguments.Positive("DepthMultiplier", 1);
        UseBias = arguments.Flag("UseBias", true);
        Initializer = arguments.Word("KernelInitializer", "GlorotUniform");
        Trainable = arguments.Flag("Trainable", true);
    }

    public override string Kind => "DepthwiseConv2D";

    /// <summary>Filters of one channel.</summary>
    public int Multiplier { get; }

    public bool UseBias { get; }

    /// <summary>The name of the weights' initialiser.</summary>
    public string Initializer { get; }

    public bool Trainable { get; }

    public override Shape? InferShape(ShapeContext context)
    {
        var filters = Sizes.Product(context.Input.Channels, Multiplier);
        if (filters > Sizes.Most)
            return context.Report("CVG2010", "DepthMultiplier", "its result", Sizes.Text(filters), "channels");
        if (_window.InferShape("kernel", (int)filters, context) is not { } output)
            return null;
        return Sizes.Check(Parameters(context.Input), context) ? output : null;
    }

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var filters = input.Channels * Multiplier;
        var weight = new ParameterShape("weight", new EquatableArray<int>([filters, 1, _window.KernelHeight, _window.KernelWidth]));
        return UseBias ? [weight, new ParameterShape("bias", new EquatableArray<int>([filters]), ParameterRole.Bias)] : [weight];
    }

    public override long MultiplyAccumulates(Shape input, Shape output) => output.Elements * _window.KernelHeight * _window.KernelWidth;
}
