using System;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <remarks>
/// A sum over neighbouring channels is a sum of the same tensor read at shifted lanes, which needs zeros on both sides of a pixel's channels. Pixels lie behind
/// each other with one gap between two of them, which serves both.
/// </remarks>
internal sealed partial class LocalResponseNormalization
{
    public override bool GradientReadsInput => true;

    public override bool GradientInPlace => true;

    /// <summary>Over its input in inference only: the gradient reads that.</summary>
    public override Placement Placement(bool training) => training ? Operators.Placement.Own : Operators.Placement.InPlace;

    /// <summary><c>s = bias + α / size · Σ x²</c>, <c>y = x · s^(−β)</c></summary>
    public override void Forward(ForwardContext context)
    {
        var (x, kernels) = (context.Input, context.Kernels);
        var (before, after) = Window(x);
        var squares = Spaced(kernels, context.Name + " squares", x, before);
        kernels.Add(new Pointwise(context.Name + " squares", x.Height, x.Width, x.Channels, [x.Grid], squares, new Load(0) * new Load(0), x.Index));

        var of = new Operands();
        var sum = Shifted(of, squares, -before, after) * (Alpha / Size) + Bias;
        if (context.Training)
            sum = of.Write(context.Saved.Like("scale", x).Grid, sum);
        of.Write(context.Output.Grid, of[x.Grid] * Power(sum, -Beta));
        kernels.PerElement(context.Name + " forward", x, of);
    }

    /// <summary>
    /// <c>dx = dy · s^(−β) − x · 2αβ / size · Σ dy · x · s^(−β − 1)</c>, the sum over the channels whose windows hold this one: the window mirrored.
    /// </summary>
    public override void Gradient(GradientContext context)
    {
        var (x, dy, dx, kernels) = (context.Input, context.OutputGradient, context.InputGradient, context.InputKernels);
        var (before, after) = Window(x);
        var scale = context.Saved.Like("scale", x);
        var shares = Spaced(kernels, context.Name + " shares", x, before);
        var of = new Operands();
        kernels.Add(new Pointwise(
            context.Name + " shares", x.Height, x.Width, x.Channels, [dy.Grid, x.Grid, scale.Grid], shares, new Load(0) * new Load(1) * Power(new Load(2), -Beta - 1), x.Index));

        // Only real channels: the windows of padding lanes hold some, and a gradient's padding lanes are zero.
        var direct = of[dy.Grid] * Power(of[scale.Grid], -Beta);
        var through = of[x.Grid] * Shifted(of, shares, -after, before) * (2 * Alpha * Beta / Size);
        kernels.Add(new Pointwise(context.Name + " input gradient", x.Height, x.Width, x.Channels, of.Inputs, dx.Grid, direct - through, x.Index));
    }

    /// <summary>How many channels of the window can exist before and behind a channel.</summary>
    private (int Before, int After) Window(Tensor x) => (Math.Min(Size / 2, x.Channels - 1), Math.Min((Size - 1) / 2, x.Channels - 1));

    /// <summary><c>s^exponent</c> of a positive s.</summary>
    private static Unary Power(Expression value, float exponent) => new Unary(UnaryOperation.Exp, new Unary(UnaryOperation.Log, value) * exponent);

    /// <summary>A tensor of the shape of <paramref name="x"/> with at least <paramref name="gap"/> zeros before and behind every pixel's channels.</summary>
    private static Grid Spaced(KernelList kernels, string name, Tensor x, int gap)
    {
        var (zeros, pixels) = (Packing.Pad(gap), x.Height * x.Width);
        var step = zeros + x.Lanes;
        var region = new Region(name, Space.PerImage, checked((zeros + (pixels * step) + 15) / 16 * 16));
        if (zeros > 0)
            kernels.Add(new Move(name + " gaps", [Loop.Batch, new("pixel", pixels + 1), new("zero", zeros)], null, 0, [], region, 0, [region.Floats, step, 1]));
        return new Grid(region, zeros, region.Floats, x.Width * step, step);
    }

    private static Expression Shifted(Operands of, Grid grid, int first, int last)
    {
        var sum = of[grid with { Offset = grid.Offset + first }];
        for (var shift = first + 1; shift <= last; shift++)
            sum += of[grid with { Offset = grid.Offset + shift }];
        return sum;
    }
}
