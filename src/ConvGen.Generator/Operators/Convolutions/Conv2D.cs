using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// Two-dimensional cross-correlation (no flip), in groups if asked. Input channel groups and filter groups pair up; each filter sees
/// channels / groups of them.
/// </summary>
internal sealed partial class Conv2D : Operator
{
    private readonly SlidingWindow _window;

    public Conv2D(LayerArguments arguments)
    {
        _window = SlidingWindow.ReadKernel(arguments);
        Filters = arguments.Positive("Filters", 1);
        Groups = arguments.Positive("Groups", 1);
        UseBias = arguments.Flag("UseBias", true);
        Initializer = arguments.Word("KernelInitializer", "GlorotUniform");
        Trainable = arguments.Flag("Trainable", true);
        if (Filters % Groups != 0)
            arguments.Report("CVG2006", "Groups", LayerArguments.Text(Groups), LayerArguments.Text(Filters));
    }

    public override string Kind => "Conv2D";

    public int Filters { get; }

    public int KernelHeight => _window.KernelHeight;

    public int KernelWidth => _window.KernelWidth;

    public int StrideHeight => _window.StrideHeight;

    public int StrideWidth => _window.StrideWidth;

    public int Dilation => _window.Dilation;

    public int Groups { get; }

    public bool UseBias { get; }

    /// <summary>The name of the weights' initialiser.</summary>
    public string Initializer { get; }

    public bool Trainable { get; }

    public WindowGeometry Geometry(Shape input) => _window.Geometry(input);

    public override Shape? InferShape(ShapeContext context)
    {
        if (_window.InferShape("kernel", Filters, context) is not { } output)
            return null;
        if (context.Input.Channels % Groups != 0)
            return context.Report("CVG2005", "Groups", LayerArguments.Text(Groups), LayerArguments.Text(context.Input.Channels), context.Source.Label);
        return Sizes.Check(Parameters(context.Input), context) ? output : null;
    }

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var weight = new ParameterShape("weight", new EquatableArray<int>([Filters, input.Channels / Groups, KernelHeight, KernelWidth]));
        return UseBias ? [weight, new ParameterShape("bias", new EquatableArray<int>([Filters]), ParameterRole.Bias)] : [weight];
    }

    public override long MultiplyAccumulates(Shape input, Shape output) => output.Elements * (input.Channels / Groups) * KernelHeight * KernelWidth;
}
