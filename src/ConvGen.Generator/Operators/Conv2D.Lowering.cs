using System;
using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Conv2D
{
    public override bool GradientReadsInput => true;

    public override bool ReadsScalars => true;

    public override string ParameterInitializer => Initializer;

    public override bool ParametersTrainable => Trainable;

    public override Halo InputHalo(Shape input)
    {
        var g = Geometry(input);
        return new Halo(g.PadTop, Below(g.OutputHeight, g.KernelHeight, g.PadTop, input.Height), g.PadLeft, Below(g.OutputWidth, g.KernelWidth, g.PadLeft, input.Width));

        // What the last window really reads; declared padding it never reaches costs nothing.
        int Below(int outputs, int kernel, int pad, int size) => Math.Max(0, ((outputs - 1) * g.Stride) + ((kernel - 1) * g.Dilation) - pad - (size - 1));
    }

    public override Halo OutputGradientHalo(Shape input)
    {
        var g = Geometry(input);
        var rows = GradientPhase.Reach(GradientPhase.All(input.Height, g.KernelHeight, g.Stride, g.Dilation, g.PadTop), g.OutputHeight);
        var columns = GradientPhase.Reach(GradientPhase.All(input.Width, g.KernelWidth, g.Stride, g.Dilation, g.PadLeft), g.OutputWidth);
        return new Halo(rows.Before, rows.After, columns.Before, columns.After);
    }

    /// <summary>Depth in the order kernel row, kernel column, channel, so that a tap's channels are neighbours in weights and input alike.</summary>
    public override ParameterLayout Layout(string key, Tensor input)
    {
        if (key == "bias")
            return ParameterLayout.Vector(Filters);
        var channels = input.Channels / Groups;
        return new ParameterLayout(Groups, Filters / Groups, [(KernelHeight, KernelWidth), (KernelWidth, 1), (channels, KernelHeight * KernelWidth)]);
    }

    /// <summary>
    /// <c>y[n, oy, ox, o] = Σ_{ky, kx, c} x[n, oy·s + ky·d − pad, ox·s + kx·d − pad, c] · w[o, c, ky, kx] + b[o]</c>
    /// </summary>
    public override void Forward(ForwardContext context)
    {
        var g = Geometry(context.Input.Map);
        var x = context.Kernels.WithHalo(context.Name, context.Input, InputHalo(context.Input.Map));
        var y = context.Output;
        var (filters, channels) = (Filters / Groups, x.Channels / Groups);
        var weight = context.Parameter("weight").Values;
        var packing = new Packing(filters, KernelHeight * KernelWidth * channels);
        var exact = Groups > 1 && filters % Packing.Half != 0;
        if (exact && y.Lanes != y.Channels)
            context.Kernels.Clear(context.Name + " clear", y);

        var extra = new List<Operand>();
        Expression epilogue = Value.Instance;
        if (UseBias)
        {
            extra.Add(new Operand(context.Parameter("bias").Values, 0, [0, 0, filters, 0], [], Packing.Width));
            epilogue += new Load(0);
        }

        context.Kernels.Add(new Contraction(
            context.Name + " forward",
            [Loop.Batch, new("row", g.OutputHeight), new("group", Groups), new("column", g.OutputWidth)],
            [new("tapRow", KernelHeight), new("tapColumn", KernelWidth), new("channel", channels)],
            filters,
            new Operand(
                x.Region, x.Offset - (g.PadTop * x.RowStep) - (g.PadLeft * x.PixelStep),
                [x.ImageStep, Stride * x.RowStep, channels, Stride * x.PixelStep],
                [Dilation * x.RowStep, Dilation * x.PixelStep, 1], 0),
            new Operand(weight, 0, [0, 0, packing.Floats, 0], [new(0, KernelWidth * channels), new(0, channels), new(0, 1)], packing.PanelStep),
            new Operand(y.Region, y.Offset, [y.ImageStep, y.RowStep, filters, y.PixelStep], [], Packing.Width),
            exact,
            extra,
            epilogue));
    }

    public override void Gradient(GradientContext context)
    {
        if (Trainable)
            ParameterGradient(context);
        InputGradient(context);
    }

    /// <summary>
    /// <c>dw[o, c, ky, kx] += Σ_{n, oy, ox} dy[n, oy, ox, o] · x[n, oy·s + ky·d − pad, …, c]</c>: a contraction whose columns are the filters, written
    /// straight in the packed layout. <c>db[o] += Σ dy[…, o]</c>.
    /// </summary>
    private void ParameterGradient(GradientContext context)
    {
        var g = Geometry(context.Input.Map);
        var x = context.ParameterKernels.WithHalo(context.Name + " filter gradient", context.Input, InputHalo(context.Input.Map));
        var dy = context.OutputGradient;
        var (filters, channels) = (Filters / Groups, x.Channels / Groups);
        var packing = new Packing(filters, KernelHeight * KernelWidth * channels);
        IReadOnlyList<Step> rows = [packing.Floats, new(0, KernelWidth * channels), new(0, channels), new(0, 1)];
        var output = new Operand(context.Parameter("weight").Gradients, 0, rows, [], packing.PanelStep);
        context.ParameterKernels.Add(new Contraction(
            context.Name + " filter gradient",
            [new("group", Groups), new("tapRow", KernelHeight), new("tapColumn", KernelWidth), new("channel", channels)],
            [Loop.Batch, new("row", g.OutputHeight), new("column", g.OutputWidth)],
            filters,
            new Operand(
                x.Region, x.Offset - (g.PadTop * x.RowStep) - (g.PadLeft * x.PixelStep),
                [channels, Dilation * x.RowStep, Dilation * x.PixelStep, 1],
                [x.ImageStep, Stride * x.RowStep, Stride * x.PixelStep], 0),
            new Operand(dy.Region, dy.Offset, [filters, 0, 0, 0], [dy.ImageStep, dy.RowStep, dy.PixelStep], Packing.Width),
            output,
            Groups > 1 && filters % Packing.Half != 0,
            [output],
            Value.Instance + new Load(0)));
        if (UseBias)
            context.ParameterKernels.Add(ColumnReduction.BiasGradient(context.Name, dy.Height, dy.Width, dy.Channels, dy.Grid, context.Parameter("bias").Gradients));
    }

    /// <summary>
    /// <c>dx[n, y, x, c] = Σ_{o, ky, kx} dy[n, (y + pad − ky·d) / s, …, o] · w[o, c, ky, kx]</c> over the taps for which the division is exact. Rows of
    /// one residue modulo the stride use the same taps: a phase, a contraction of its own with its own transposed weights.
    /// </summary>
    private void InputGradient(GradientContext context)
    {
        var g = Geometry(context.Input.Map);
        var kernels = context.InputKernels;
        var dy = kernels.WithHalo(context.Name + " input gradient", context.OutputGradient, OutputGradientHalo(context.Input.Map));
        var dx = context.InputGradient;
        var (filters, channels) = (Filters / Groups, dx.Channels / Groups);
        var exact = Groups > 1 && channels % Packing.Half != 0;
        if (exact && dx.Lanes != dx.Channels)
            kernels.Clear(context.Name + " clear", dx);
        foreach (var rows in GradientPhase.All(dx.Height, KernelHeight, Stride, Dilation, g.PadTop))
        {
            foreach (var columns in GradientPhase.All(dx.Width, KernelWidth, Stride, Dilation, g.PadLeft))
            {
                var name = Stride == 1 ? context.Name + " input gradient" : FormattableString.Invariant($"{context.Name} input gradient {rows.First},{columns.First}");
                var start = dx.Offset + (rows.First * dx.RowStep) + (columns.First * dx.PixelStep);
                if (rows.Taps == 0 || columns.Taps == 0)
                {
                    kernels.Add(new Move(
                        name, [Loop.Batch, new("row", rows.Count), new("column", columns.Count), new("channel", dx.Lanes)],
                        null, 0, [], dx.Region, start, [dx.ImageStep, Stride * dx.RowStep, Stride * dx.PixelStep, 1]));
                    continue;
                }

                var packing = new Packing(channels, rows.Taps * columns.Taps * filters);
                var weights = TransposedWeights.Conv(context, name, this, channels, rows, columns);
                kernels.Add(new Contraction(
                    name,
                    [Loop.Batch, new("row", rows.Count), new("group", Groups), new("column", columns.Count)],
                    [new("tapRow", rows.Taps), new("tapColumn", columns.Taps), new("filter", filters)],
                    channels,
                    new Operand(
                        dy.Region, dy.Offset + (rows.Source * dy.RowStep) + (columns.Source * dy.PixelStep),
                        [dy.ImageStep, dy.RowStep, filters, dy.PixelStep],
                        [-rows.SourceStep * dy.RowStep, -columns.SourceStep * dy.PixelStep, 1], 0),
                    new Operand(weights, 0, [0, 0, packing.Floats, 0], [new(0, columns.Taps * filters), new(0, filters), new(0, 1)], packing.PanelStep),
                    new Operand(dx.Region, start, [dx.ImageStep, Stride * dx.RowStep, channels, Stride * dx.PixelStep], [], Packing.Width),
                    exact,
                    [],
                    Value.Instance));
            }
        }
    }
}
