using System;
using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// Each channel filtered by itself: channels are lanes, and the result is one formula over the map shifted to each tap. Nothing is shared between channels, so
/// a contraction would leave seven of eight lanes idle. Weights may be parameters (depthwise convolution) or numbers (fixed filters).
/// </summary>
/// <param name="Input">The map that is filtered.</param>
/// <param name="Window">Where taps fall.</param>
internal sealed record ChannelFilter(Shape Input, WindowGeometry Window)
{
    /// <summary>Taps whose gradients are summed in one pass over both maps: those of a window of 3 × 3, whose sums registers hold.</summary>
    private const int MostSums = 9;

    /// <summary>The halo it reads around its input.</summary>
    public Halo InputHalo => Convolution.InputHalo;

    /// <summary>The halo its input gradient reads around the result's gradient.</summary>
    public Halo OutputHalo => Convolution.OutputHalo;

    private int Taps => Window.KernelHeight * Window.KernelWidth;

    private Convolution Convolution => new(Input, Input.Channels, Input.Channels, Window);

    /// <summary>Panels of channels, the taps inside: what the runtime can express. A pass spreads it to whole rows of channels first.</summary>
    public static ParameterLayout Layout(WindowGeometry window, int channels) => new(1, channels, [(window.KernelHeight * window.KernelWidth, 1)]);

    /// <summary><c>y[n, oy, ox, c] = Σ_{ky, kx} x[n, oy·s + ky·d − pad, ox·s + kx·d − pad, c] · w[c, ky, kx] + b[c]</c></summary>
    public void Forward(ForwardContext context, bool useBias)
    {
        var weights = Spread(context.Kernels, context.Name + " forward", context.Parameter("weight").Values);
        Result(context.Kernels, context.Name, context.Input, context.Output, AsParameters(weights), useBias ? context.Parameter("bias").Values : null);
    }

    /// <summary>
    /// <c>dw[c, ky, kx] = Σ_{n, oy, ox} dy[n, oy, ox, c] · x[n, oy·s + ky·d − pad, …, c]</c>, sums over pixels, of many taps in one pass;
    /// <c>db[c] += Σ dy[…, c]</c>; and the input's.
    /// </summary>
    public void Gradient(GradientContext context, bool useBias, bool trainable)
    {
        var (kernels, dy) = (context.ParameterKernels, context.OutputGradient);
        if (trainable)
        {
            FilterGradient(kernels, context.Name + " filter gradient", context.Input, dy, context.Parameter("weight").Gradients);
            if (useBias)
                kernels.Add(ColumnReduction.BiasGradient(context.Name, dy.Height, dy.Width, dy.Channels, dy.Grid, context.Parameter("bias").Gradients));
        }

        // With the parameters' kernels: they are the weights of this pass, even where the input's gradient is asked for after an optimiser's step.
        var weights = Spread(kernels, context.Name + " input gradient", context.Parameter("weight").Values);
        InputGradient(context.InputKernels, context.Name + " input gradient", dy, context.InputGradient, AsParameters(weights));
    }

    /// <summary>The result, given what a tap's weight is.</summary>
    /// <param name="kernels">Where the kernels go.</param>
    /// <param name="layer">The layer's name.</param>
    /// <param name="input">The map.</param>
    /// <param name="y">Written.</param>
    /// <param name="weight">A tap's weight as an expression; may add an operand to the list.</param>
    /// <param name="bias">A number for each channel, or null.</param>
    public void Result(KernelList kernels, string layer, Tensor input, Tensor y, Func<int, List<Grid>, Expression> weight, Region? bias)
    {
        var x = kernels.WithHalo(layer, input, Convolution.InputHalo);
        var operands = new List<Grid>();
        Expression? sum = null;
        if (bias is not null)
        {
            operands.Add(new Grid(bias, 0, 0, 0, 0));
            sum = new Load(0);
        }

        for (var tap = 0; tap < Taps; tap++)
            sum = Plus(sum, Shifted(x, tap), weight(tap, operands), operands);
        kernels.Add(new Pointwise(layer + " forward", y.Height, y.Width, y.Lanes, operands, y.Grid, sum ?? 0f, y.Index));
    }

    /// <summary>
    /// <c>dx[n, y, x, c] = Σ_{ky, kx} dy[n, (y + pad − ky·d) / s, …, c] · w[c, ky, kx]</c> over the taps for which the division is exact, one formula for
    /// each phase of the stride.
    /// </summary>
    public void InputGradient(KernelList kernels, string name, Tensor gradient, Tensor dx, Func<int, List<Grid>, Expression> weight)
    {
        var dy = kernels.WithHalo(name, gradient, Convolution.OutputHalo);
        foreach (var rows in Convolution.RowPhases)
        {
            foreach (var columns in Convolution.ColumnPhases)
            {
                var operands = new List<Grid>();
                Expression? sum = null;
                for (var i = 0; i < rows.Taps; i++)
                {
                    for (var j = 0; j < columns.Taps; j++)
                    {
                        var tap = ((rows.FirstTap + (i * rows.TapStep)) * Window.KernelWidth) + columns.FirstTap + (j * columns.TapStep);
                        var source = dy.Offset + ((rows.Source - (i * rows.SourceStep)) * dy.RowStep) + ((columns.Source - (j * columns.SourceStep)) * dy.PixelStep);
                        sum = Plus(sum, dy.Grid with { Offset = source }, weight(tap, operands), operands);
                    }
                }

                var start = dx.Offset + (rows.First * dx.RowStep) + (columns.First * dx.PixelStep);
                kernels.Add(new Pointwise(
                    !Window.IsStrided ? name : FormattableString.Invariant($"{name} {rows.First},{columns.First}"), rows.Count, columns.Count, dx.Lanes, operands,
                    new Grid(dx.Region, start, dx.ImageStep, Window.StrideHeight * dx.RowStep, Window.StrideWidth * dx.PixelStep), sum ?? 0f, default));
            }
        }
    }

    private void FilterGradient(KernelList kernels, string name, Tensor input, Tensor dy, Region gradient)
    {
        var x = kernels.WithHalo(name, input, Convolution.InputHalo);
        var lanes = Packing.Pad(Input.Channels);
        var sums = NewRegion(name);
        for (var first = 0; first < Taps; first += MostSums)
        {
            var of = new Operands();
            for (var tap = first; tap < Math.Min(Taps, first + MostSums); tap++)
                of.Write(new Grid(sums, tap * lanes, 0, 0, 0), of.Sum(of[Shifted(x, tap)] * of[dy.Grid]));
            kernels.Add(new ColumnReduction(name, dy.Height, dy.Width, lanes, of.Inputs, RowFold.Sum, of.Sums, of.Results, PerImage: false));
        }

        foreach (var (loops, panels, start, rows, first) in Runs(lanes))
            kernels.Add(new Move(name + " packed", loops, sums, first, rows, gradient, start, panels));
    }

    /// <summary>The map as the windows see it at one tap.</summary>
    private Grid Shifted(Tensor x, int tap)
    {
        var (row, column) = ((tap / Window.KernelWidth * Window.Dilation) - Window.PadTop, (tap % Window.KernelWidth * Window.Dilation) - Window.PadLeft);
        return new Grid(x.Region, x.Offset + (row * x.RowStep) + (column * x.PixelStep), x.ImageStep, Window.StrideHeight * x.RowStep, Window.StrideWidth * x.PixelStep);
    }

    /// <summary>Adds a tap to the sum; nothing where its weight is the number 0.</summary>
    private static Expression? Plus(Expression? sum, Grid source, Expression weight, List<Grid> operands)
    {
        if (weight is Constant { Number: 0 })
            return sum;
        var value = new Load(operands.Count);
        operands.Add(source);
        return weight switch
        {
            Constant { Number: 1 } => sum is null ? value : value + sum,
            Constant { Number: -1 } when sum is not null => sum - value,
            _ => sum is null ? value * weight : (value * weight) + sum,
        };
    }

    private Func<int, List<Grid>, Expression> AsParameters(Region weights) => (tap, operands) =>
    {
        operands.Add(new Grid(weights, tap * Packing.Pad(Input.Channels), 0, 0, 0));
        return new Load(operands.Count - 1);
    };

    /// <summary>The parameters with all channels of a tap side by side, lanes past the last channel zero as they are in the panels.</summary>
    private Region Spread(KernelList kernels, string name, Region weights)
    {
        var lanes = Packing.Pad(Input.Channels);
        var region = NewRegion(name);
        foreach (var (loops, panels, start, rows, first) in Runs(lanes))
            kernels.Add(new Move(name + " weights", loops, weights, start, panels, region, first, rows));
        return region;
    }

    private Region NewRegion(string name) => new(name + " weights", Space.Fixed, checked(((Taps * Packing.Pad(Input.Channels)) + 15) / 16 * 16));

    /// <summary>The copies between panels and whole rows of channels, one for each run of panels: loops over panel, tap and lane, and the steps on either side.</summary>
    private IEnumerable<(IReadOnlyList<Loop> Loops, IReadOnlyList<int> Panels, int Start, IReadOnlyList<int> Rows, int First)> Runs(int lanes)
    {
        var packing = new Packing(Input.Channels, Taps);
        foreach (var run in packing.Runs())
        {
            yield return (
                [new("panel", run.Count), new("tap", Taps), new("channel", run.Width)], [packing.PanelStep, run.Width, 1], run.First * packing.PanelStep,
                [Packing.Width, lanes, 1], run.First * Packing.Width);
        }
    }
}
