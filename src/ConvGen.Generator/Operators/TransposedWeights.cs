using System;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>
/// Weights repacked for input gradients, where the sum runs over the filters and the columns are the input channels. Panels of both layouts come
/// in runs (full ones, then perhaps a half one), so a repack is one strided move for each pair of runs.
/// </summary>
internal static class TransposedWeights
{
    /// <summary>A convolution's, for the taps of one phase: panels of channels, depth in the order tap row, tap column, filter.</summary>
    public static Region Conv(KernelList kernels, string name, Convolution conv, Region weights, GradientPhase rows, GradientPhase columns)
    {
        var (filters, channels, kernelWidth) = (conv.FilterCount, conv.ChannelCount, conv.Window.KernelWidth);
        var source = conv.Layout.Packing;
        var target = new Packing(channels, rows.Taps * columns.Taps * filters);
        var region = NewRegion(kernels, name, conv.Groups, target);
        foreach (var from in source.Runs())
        {
            foreach (var to in target.Runs())
            {
                kernels.Add(new Move(
                    name + " weights",
                    [
                        new("group", conv.Groups), new("filterPanel", from.Count), new("channelPanel", to.Count), new("tapRow", rows.Taps), new("tapColumn", columns.Taps),
                        new("filter", from.Valid), new("channel", to.Valid),
                    ],
                    weights,
                    (from.First * source.PanelStep) + (((rows.FirstTap * kernelWidth) + columns.FirstTap) * channels * from.Width) + (to.First * Packing.Width * from.Width),
                    [
                        source.Floats, source.PanelStep, Packing.Width * from.Width, rows.TapStep * kernelWidth * channels * from.Width, columns.TapStep * channels * from.Width,
                        1, from.Width,
                    ],
                    region,
                    (to.First * target.PanelStep) + (from.First * Packing.Width * to.Width),
                    [target.Floats, Packing.Width * to.Width, target.PanelStep, columns.Taps * filters * to.Width, filters * to.Width, to.Width, 1]));
            }
        }

        return region;
    }

    /// <summary>A dense layer's: for each pixel of its input panels of channels, depth the units.</summary>
    public static Region Dense(GradientContext context, string name, int units, Tensor input)
    {
        var pixels = input.Height * input.Width;
        var source = new Packing(units, pixels * input.Channels);
        var target = new Packing(input.Channels, units);
        // With the parameters' kernels: they are the weights of this pass, even where the input's gradient is asked for after an optimiser's step.
        var kernels = context.ParameterKernels;
        var region = NewRegion(kernels, name, pixels, target);
        foreach (var from in source.Runs())
        {
            foreach (var to in target.Runs())
            {
                kernels.Add(new Move(
                    name + " weights",
                    [new("pixel", pixels), new("unitPanel", from.Count), new("channelPanel", to.Count), new("unit", from.Valid), new("channel", to.Valid)],
                    context.Parameter("weight").Values,
                    (from.First * source.PanelStep) + (to.First * Packing.Width * from.Width),
                    [input.Channels * from.Width, source.PanelStep, Packing.Width * from.Width, 1, from.Width],
                    region,
                    (to.First * target.PanelStep) + (from.First * Packing.Width * to.Width),
                    [target.Floats, Packing.Width * to.Width, target.PanelStep, to.Width, 1]));
            }
        }

        return region;
    }

    /// <summary>Lanes past the last channel must be zero: they become the padding lanes of a gradient.</summary>
    private static Region NewRegion(KernelList kernels, string name, int groups, Packing packing)
    {
        var region = new Region(name + " weights", Space.Fixed, checked(((groups * packing.Floats) + 15) / 16 * 16));
        if (packing.PaddedRows != packing.Rows)
            kernels.Add(new Move(name + " weights clear", [new Loop("float", region.Floats)], null, 0, [], region, 0, [1]));
        return region;
    }
}
