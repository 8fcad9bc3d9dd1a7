using System;
using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// A convolution with every number known, as contractions. Conv2D is one; a transposed convolution is one read backwards: its result is the input
/// gradient of a convolution from its large map to its small one, and its own input gradient is that convolution.
/// </summary>
/// <param name="Input">The map that is convolved.</param>
/// <param name="Filters">Channels of the result.</param>
/// <param name="Groups">Parts that channels and filters are cut into.</param>
/// <param name="Window">Where taps fall.</param>
internal sealed partial record Convolution(Shape Input, int Filters, int Groups, WindowGeometry Window)
{
    /// <summary>Filters of one group.</summary>
    public int FilterCount => Filters / Groups;

    /// <summary>Channels that one filter sees.</summary>
    public int ChannelCount => Input.Channels / Groups;

    /// <summary>The halo it reads around its input.</summary>
    public Halo InputHalo
    {
        get
        {
            var g = Window;
            return new Halo(g.PadTop, Below(g.OutputHeight, g.KernelHeight, g.StrideHeight, g.PadTop, Input.Height), g.PadLeft, Below(g.OutputWidth, g.KernelWidth, g.StrideWidth, g.PadLeft, Input.Width));

            // What the last window really reads; declared padding it never reaches costs nothing.
            int Below(int outputs, int kernel, int stride, int pad, int size) => Math.Max(0, ((outputs - 1) * stride) + ((kernel - 1) * g.Dilation) - pad - (size - 1));
        }
    }

    /// <summary>The halo that <see cref="InputGradient"/> reads around the result's gradient.</summary>
    public Halo OutputHalo
    {
        get
        {
            var rows = GradientPhase.Reach(RowPhases, Window.OutputHeight);
            var columns = GradientPhase.Reach(ColumnPhases, Window.OutputWidth);
            return new Halo(rows.Before, rows.After, columns.Before, columns.After);
        }
    }

    /// <summary>Depth in the order kernel row, kernel column, channel, so that a tap's channels are neighbours in weights and input alike.</summary>
    public ParameterLayout Layout =>
        new(Groups, FilterCount, [(Window.KernelHeight, Window.KernelWidth), (Window.KernelWidth, 1), (ChannelCount, Window.KernelHeight * Window.KernelWidth)]);

    public IReadOnlyList<GradientPhase> RowPhases => GradientPhase.All(Input.Height, Window.KernelHeight, Window.StrideHeight, Window.Dilation, Window.PadTop);

    public IReadOnlyList<GradientPhase> ColumnPhases => GradientPhase.All(Input.Width, Window.KernelWidth, Window.StrideWidth, Window.Dilation, Window.PadLeft);

    /// <summary><c>y[n, oy, ox, o] = Σ_{ky, kx, c} x[n, oy·s + ky·d − pad, ox·s + kx·d − pad, c] · w[o, c, ky, kx] + b[o]</c></summary>
    public void Result(KernelList kernels, string layer, string name, Tensor input, Tensor y, Region weights, Region? bias)
    {
        var g = Window;
        var x = kernels.WithHalo(layer, input, InputHalo);
        var packing = Layout.Packing;
        var exact = Groups > 1 && FilterCount % Packing.Half != 0;
        if (exact && y.Lanes != y.Channels)
            kernels.Clear(layer + " clear", y);

        var (extra, epilogue) = WithBias(bias, FilterCount);
        kernels.Add(new Contraction(
            name,
            [Loop.Batch, new("row", g.OutputHeight), new("group", Groups), new("column", g.OutputWidth)],
            [new("tapRow", g.KernelHeight), new("tapColumn", g.KernelWidth), new("channel", ChannelCount)],
            FilterCount,
            new Operand(
                x.Region, x.Offset - (g.PadTop * x.RowStep) - (g.PadLeft * x.PixelStep),
                [x.ImageStep, g.StrideHeight * x.RowStep, ChannelCount, g.StrideWidth * x.PixelStep],
                [g.Dilation * x.RowStep, g.Dilation * x.PixelStep, 1], 0),
            new Operand(weights, 0, [0, 0, packing.Floats, 0], [new(0, g.KernelWidth * ChannelCount), new(0, ChannelCount), new(0, 1)], packing.PanelStep),
            new Operand(y.Region, y.Offset, [y.ImageStep, y.RowStep, FilterCount, y.PixelStep], [], Packing.Width),
            exact,
            extra,
            epilogue)
        {
            IsConvolution = true,
            MapRows = new MapTaps(-g.PadTop, g.StrideHeight, g.Dilation, Input.Height),
            MapColumns = new MapTaps(-g.PadLeft, g.StrideWidth, g.Dilation, Input.Width),
        });
    }

    /// <summary>
    /// <c>dw[o, c, ky, kx] += Σ_{n, oy, ox} dy[n, oy, ox, o] · x[n, oy·s + ky·d − pad, …, c]</c>: a contraction whose columns are the filters, written
    /// straight in the packed layout.
    /// </summary>
    /// <param name="kernels">Where the kernels go.</param>
    /// <param name="name">The kernel's name.</param>
    /// <param name="input">The convolution's input.</param>
    /// <param name="dy">Its result's gradient.</param>
    /// <param name="gradient">The weights' gradient.</param>
    /// <param name="cleanLanes">True where the lanes past the channels of <paramref name="dy"/> are zero, as gradients' are; those of values may hold anything, and must not become gradients.</param>
    public void FilterGradient(KernelList kernels, string name, Tensor input, Tensor dy, Region gradient, bool cleanLanes)
    {
        var g = Window;
        var x = kernels.WithHalo(name, input, InputHalo);
        var packing = Layout.Packing;
        IReadOnlyList<Step> rows = [packing.Floats, new(0, g.KernelWidth * ChannelCount), new(0, ChannelCount), new(0, 1)];
        var output = new Operand(gradient, 0, rows, [], packing.PanelStep);
        kernels.Add(new Contraction(
            name,
            [new("group", Groups), new("tapRow", g.KernelHeight), new("tapColumn", g.KernelWidth), new("channel", ChannelCount)],
            [Loop.Batch, new("row", g.OutputHeight), new("column", g.OutputWidth)],
            FilterCount,
            new Operand(
                x.Region, x.Offset - (g.PadTop * x.RowStep) - (g.PadLeft * x.PixelStep),
                [ChannelCount, g.Dilation * x.RowStep, g.Dilation * x.PixelStep, 1],
                [x.ImageStep, g.StrideHeight * x.RowStep, g.StrideWidth * x.PixelStep], 0),
            new Operand(dy.Region, dy.Offset, [FilterCount, 0, 0, 0], [dy.ImageStep, dy.RowStep, dy.PixelStep], Packing.Width),
            output,
            (Groups > 1 || !cleanLanes) && FilterCount % Packing.Half != 0,
            [output],
            Value.Instance + new Load(0))
        {
            IsConvolution = true,
            MapRows = new MapTaps(-g.PadTop, g.StrideHeight, g.Dilation, Input.Height),
        });
    }

    /// <summary>
    /// <c>dx[n, y, x, c] = Σ_{o, ky, kx} dy[n, (y + pad − ky·d) / s, …, o] · w[o, c, ky, kx]</c> over the taps for which the division is exact. Rows of
    /// one residue modulo the stride use the same taps: a phase, a contraction of its own with its own transposed weights.
    /// </summary>
    /// <param name="kernels">Where the kernels go.</param>
    /// <param name="weightKernels">Where those go that repack the weights.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="name">The kernels' name.</param>
    /// <param name="gradient">The result's gradient.</param>
    /// <param name="dx">Written.</param>
    /// <param name="weights">The weights as <see cref="Layout"/> packs them.</param>
    /// <param name="bias">A number for each channel of <paramref name="dx"/> that is added, or null.</param>
    public void InputGradient(KernelList kernels, KernelList weightKernels, string layer, string name, Tensor gradient, Tensor dx, Region weights, Region? bias)
    {
        var g = Window;
        var dy = kernels.WithHalo(name, gradient, OutputHalo);
        var exact = Groups > 1 && ChannelCount % Packing.Half != 0;
        if (exact && dx.Lanes != dx.Channels)
            kernels.Clear(layer + " clear", dx);
        var (extra, epilogue) = WithBias(bias, ChannelCount);
        foreach (var rows in RowPhases)
        {
            foreach (var columns in ColumnPhases)
            {
                var phase = !g.IsStrided ? name : FormattableString.Invariant($"{name} {rows.First},{columns.First}");
                var start = dx.Offset + (rows.First * dx.RowStep) + (columns.First * dx.PixelStep);
                if (rows.Taps == 0 || columns.Taps == 0)
                {
                    kernels.Add(Untouched(phase, rows, columns, dx, start, bias));
                    continue;
                }

                var packing = new Packing(ChannelCount, rows.Taps * columns.Taps * FilterCount);
                var transposed = TransposedWeights.Conv(weightKernels, phase, this, weights, rows, columns);
                kernels.Add(new Contraction(
                    phase,
                    [Loop.Batch, new("row", rows.Count), new("group", Groups), new("column", columns.Count)],
                    [new("tapRow", rows.Taps), new("tapColumn", columns.Taps), new("filter", FilterCount)],
                    ChannelCount,
                    new Operand(
                        dy.Region, dy.Offset + (rows.Source * dy.RowStep) + (columns.Source * dy.PixelStep),
                        [dy.ImageStep, dy.RowStep, FilterCount, dy.PixelStep],
                        [-rows.SourceStep * dy.RowStep, -columns.SourceStep * dy.PixelStep, 1], 0),
                    new Operand(transposed, 0, [0, 0, packing.Floats, 0], [new(0, columns.Taps * FilterCount), new(0, FilterCount), new(0, 1)], packing.PanelStep),
                    new Operand(dx.Region, start, [dx.ImageStep, g.StrideHeight * dx.RowStep, ChannelCount, g.StrideWidth * dx.PixelStep], [], Packing.Width),
                    exact,
                    extra,
                    epilogue)
                {
                    IsConvolution = true,
                    MapRows = new MapTaps(rows.Source, 1, -rows.SourceStep, g.OutputHeight),
                    MapColumns = new MapTaps(columns.Source, 1, -columns.SourceStep, g.OutputWidth),
                });
            }
        }
    }

    /// <summary>Pixels that no tap reaches: zero, or the bias alone.</summary>
    private Pointwise Untouched(string name, GradientPhase rows, GradientPhase columns, Tensor dx, int start, Region? bias)
    {
        Grid[] inputs = bias is null ? [] : [new Grid(bias, 0, 0, 0, 0)];
        Expression body = bias is null ? 0f : new Load(0);
        var target = new Grid(dx.Region, start, dx.ImageStep, Window.StrideHeight * dx.RowStep, Window.StrideWidth * dx.PixelStep);
        return new Pointwise(name, rows.Count, columns.Count, dx.Lanes, inputs, target, body, default);
    }

    private static (IReadOnlyList<Operand> Extra, Expression Epilogue) WithBias(Region? bias, int columns) => bias is null
        ? ([], Value.Instance)
        : ([new Operand(bias, 0, [0, 0, columns, 0], [], Packing.Width)], Value.Instance + new Load(0));
}
