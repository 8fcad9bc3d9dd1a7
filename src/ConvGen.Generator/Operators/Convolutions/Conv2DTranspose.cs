using System;
using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// Transposed convolution: the map whose convolution of the same arguments would have the input's size, each input pixel adding its filters' taps to it.
/// </summary>
internal sealed partial class Conv2DTranspose : Operator
{
    private readonly SlidingWindow _window;

    public Conv2DTranspose(LayerArguments arguments)
    {
        _window = SlidingWindow.ReadKernel(arguments);
        Filters = arguments.Positive("Filters", 1);
        Groups = arguments.Positive("Groups", 1);
        OutputPadding = arguments.NotNegative("OutputPadding", 0);
        UseBias = arguments.Flag("UseBias", true);
        Initializer = arguments.Word("KernelInitializer", "GlorotUniform");
        Trainable = arguments.Flag("Trainable", true);
        if (Filters % Groups != 0)
            arguments.Report("CVG2006", "Groups", LayerArguments.Text(Groups), LayerArguments.Text(Filters));
        if (_window.Padding.IsSame && arguments.Has("OutputPadding"))
            arguments.Report("CVG2025", "OutputPadding", LayerArguments.Text(OutputPadding));
        else if (Math.Min(_window.StrideHeight, _window.StrideWidth) is var stride && OutputPadding >= Math.Max(stride, _window.Dilation))
            arguments.Report(
                "CVG2026", "OutputPadding", LayerArguments.Text(OutputPadding), LayerArguments.Text(stride), LayerArguments.Text(_window.Dilation),
                LayerArguments.Text(Math.Max(stride, _window.Dilation) - 1));
    }

    public override string Kind => "Conv2DTranspose";

    public int Filters { get; }

    public int Groups { get; }

    /// <summary>Rows and columns added at the bottom and right of the result.</summary>
    public int OutputPadding { get; }

    public bool UseBias { get; }

    /// <summary>The name of the weights' initialiser.</summary>
    public string Initializer { get; }

    public bool Trainable { get; }

    public override Shape? InferShape(ShapeContext context)
    {
        var input = context.Input;
        if (!input.IsMap)
            return context.Report("CVG2007", null, input.ToString(), context.Source.Label);
        if (input.Channels % Groups != 0)
            return context.Report("CVG2005", "Groups", LayerArguments.Text(Groups), LayerArguments.Text(input.Channels), context.Source.Label);

        var (rows, columns) = (Rows(input), Columns(input));
        foreach (var (word, size, axis, kernel) in new[] { ("rows", input.Height, rows, _window.KernelHeight), ("columns", input.Width, columns, _window.KernelWidth) })
        {
            if (axis.Outputs < 1)
                return context.Report(
                    "CVG2027", null, LayerArguments.Text(axis.Before + axis.After), LayerArguments.Text(axis.Outputs + axis.Before + axis.After), word, input.ToString(), context.Source.Label);
            if (Math.Max(axis.Outputs, Math.Max(axis.Before, axis.After) + size) > int.MaxValue)
                return context.Report("CVG2010", null, "its result", LayerArguments.Text(axis.Outputs), word);
        }

        return Sizes.Check(Parameters(input), context) ? Sizes.Tensor((int)rows.Outputs, (int)columns.Outputs, Filters, context) : null;
    }

    public override IReadOnlyList<ParameterShape> Parameters(Shape input)
    {
        var weight = new ParameterShape("weight", new EquatableArray<int>([input.Channels, Filters / Groups, _window.KernelHeight, _window.KernelWidth]));
        return UseBias ? [weight, new ParameterShape("bias", new EquatableArray<int>([Filters]), ParameterRole.Bias)] : [weight];
    }

    public override long MultiplyAccumulates(Shape input, Shape output) => input.Elements * (Filters / Groups) * _window.KernelHeight * _window.KernelWidth;

    /// <summary>The convolution that this one transposes: from the result's map to the input's.</summary>
    private Convolution Transposed(Shape input)
    {
        var (rows, columns) = (Rows(input), Columns(input));
        var window = new WindowGeometry(
            _window.KernelHeight, _window.KernelWidth, _window.StrideHeight, _window.StrideWidth, _window.Dilation,
            (int)rows.Before, (int)rows.After, (int)columns.Before, (int)columns.After, input.Height, input.Width);
        return new Convolution(Shape.Map((int)rows.Outputs, (int)columns.Outputs, Filters), input.Channels, Groups, window);
    }

    private (long Outputs, long Before, long After) Rows(Shape input) => Axis(input.Height, _window.KernelHeight, _window.StrideHeight, _window.Padding.Rows);

    private (long Outputs, long Before, long After) Columns(Shape input) => Axis(input.Width, _window.KernelWidth, _window.StrideWidth, _window.Padding.Columns);

    /// <summary>(n − 1)·stride − pads + (kernel − 1)·dilation + 1 + output padding; n·stride with <c>Same</c>, padded as the convolution of that is.</summary>
    private (long Outputs, long Before, long After) Axis(long size, long kernel, long stride, Func<long, long, long, (long Before, long After)> padding)
    {
        var span = ((kernel - 1) * _window.Dilation) + 1;
        var (before, after) = padding(size * stride, span, stride);
        return (_window.Padding.IsSame ? size * stride : ((size - 1) * stride) - before - after + span + OutputPadding, before, after);
    }
}
