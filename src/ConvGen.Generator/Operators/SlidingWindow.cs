using System;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// The window that convolution and pooling slide over a map: its arguments, and the one place that knows how they make an output size.
/// Arithmetic is in 64 bits, so that absurd sizes are answered with a message.
/// </summary>
/// <param name="KernelHeight">Rows of taps.</param>
/// <param name="KernelWidth">Columns of taps.</param>
/// <param name="StrideHeight">Rows between outputs.</param>
/// <param name="StrideWidth">Columns between outputs.</param>
/// <param name="Dilation">Step between taps.</param>
/// <param name="Padding">What happens at the border.</param>
internal sealed record SlidingWindow(int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int Dilation, PaddingRule Padding)
{
    private string Dilated => Dilation > 1 ? FormattableString.Invariant($" at dilation {Dilation}") : "";

    /// <summary>A kernel's window, from the arguments that the convolutions share.</summary>
    public static SlidingWindow ReadKernel(LayerArguments arguments)
    {
        var size = arguments.Positive("KernelSize", 1);
        var (strideHeight, strideWidth) = ReadStrides(arguments, 1);
        return new SlidingWindow(
            arguments.Positive("KernelHeight", size),
            arguments.Positive("KernelWidth", size),
            strideHeight,
            strideWidth,
            arguments.Positive("Dilation", 1),
            PaddingRule.Read(arguments));
    }

    /// <summary>The steps of a window: <c>Strides</c>, or a direction's own number.</summary>
    public static (int Height, int Width) ReadStrides(LayerArguments arguments, int otherwise)
    {
        var all = arguments.Positive("Strides", otherwise);
        return (arguments.Positive("StrideHeight", all), arguments.Positive("StrideWidth", all));
    }

    /// <summary>The geometry on an input that <see cref="InferShape"/> accepted.</summary>
    public WindowGeometry Geometry(Shape input)
    {
        var rows = Rows(input);
        var columns = Columns(input);
        return new WindowGeometry(
            KernelHeight, KernelWidth, StrideHeight, StrideWidth, Dilation,
            (int)rows.Before, (int)rows.After, (int)columns.Before, (int)columns.After, (int)rows.Outputs, (int)columns.Outputs);
    }

    /// <summary>The output's shape with <paramref name="channels"/> channels.</summary>
    /// <param name="taps">What the messages call the window: kernel, window.</param>
    /// <param name="channels">The output's channels.</param>
    /// <param name="context">Operand and problems.</param>
    public Shape? InferShape(string taps, int channels, ShapeContext context)
    {
        var input = context.Input;
        if (!input.IsMap)
            return context.Report("CVG2007", null, input.ToString(), context.Source.Label);

        var rows = Rows(input);
        var columns = Columns(input);
        if (rows.Outputs < 1 || columns.Outputs < 1)
            return context.Report("CVG2003", null, taps, Extent(KernelHeight, KernelWidth) + Dilated, input.ToString(), context.Source.Label, Cure(taps, rows, columns, context.Source));

        var padded = Math.Max(Math.Max(rows.Padded, columns.Padded), Math.Max(rows.Span, columns.Span));
        if (padded > int.MaxValue)
            return context.Report("CVG2010", null, "the padded input", LayerArguments.Text(padded), "rows or columns");

        return Sizes.Tensor((int)rows.Outputs, (int)columns.Outputs, channels, context);
    }

    /// <summary>The ways out, evident ones only.</summary>
    private string Cure(string taps, Axis rows, Axis columns, Source source)
    {
        var largest = $"a {taps} of at most {Extent(Largest(rows, KernelHeight), Largest(columns, KernelWidth), KernelHeight == KernelWidth)}{Dilated}";
        return source.Operator is { IsPooling: true }
            ? $"Padding = Padding.Same, {largest}, or remove the pooling"
            : $"Padding = Padding.Same or {largest}";
    }

    private int Largest(Axis axis, int kernel) => axis.Outputs >= 1 ? kernel : (int)(((axis.Padded - 1) / Dilation) + 1);

    private static string Extent(int height, int width, bool square = false) => square
        ? LayerArguments.Text(Math.Min(height, width))
        : FormattableString.Invariant($"{height}×{width}");

    private Axis Rows(Shape input)
    {
        var span = ((KernelHeight - 1L) * Dilation) + 1;
        var (before, after) = Padding.Rows(input.Height, span, StrideHeight);
        return new Axis(input.Height, span, StrideHeight, before, after);
    }

    private Axis Columns(Shape input)
    {
        var span = ((KernelWidth - 1L) * Dilation) + 1;
        var (before, after) = Padding.Columns(input.Width, span, StrideWidth);
        return new Axis(input.Width, span, StrideWidth, before, after);
    }

    /// <summary>One direction, resolved.</summary>
    private readonly record struct Axis(long Size, long Span, long Stride, long Before, long After)
    {
        public long Padded => Size + Before + After;

        public long Outputs => Padded < Span ? 0 : ((Padded - Span) / Stride) + 1;
    }
}
