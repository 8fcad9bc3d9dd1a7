using System;
using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class UpSampling2D
{
    /// <summary>
    /// Rows, then columns: <c>t[y] = Σ wₖ·x[yₖ]</c>, <c>y[·, x] = Σ vₖ·t[·, xₖ]</c>. Weights depend on the place within a block alone, but for the outermost
    /// half pixel; so each direction is a few formulas over shifted maps.
    /// </summary>
    public override void Forward(ForwardContext context)
    {
        var (x, y, name) = (context.Input, context.Output, context.Name + " forward");
        var tall = Between(x, y, name);
        Rows(context.Kernels, name + " rows", x, tall, Resampling.Enlarge(x.Height, _height, _bilinear));
        Columns(context.Kernels, name + " columns", tall, y, Resampling.Enlarge(x.Width, _width, _bilinear));
    }

    /// <summary>The same weights transposed, columns first.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx, name) = (context.OutputGradient, context.InputGradient, context.Name + " input gradient");
        var tall = Between(dx, dy, name);
        Columns(context.InputKernels, name + " columns", dy, tall, Resampling.Gather(dx.Width, _width, _bilinear));
        Rows(context.InputKernels, name + " rows", tall, dx, Resampling.Gather(dx.Height, _height, _bilinear));
    }

    /// <summary>As high as the large map, as wide as the small one; the large one itself, where that is as wide.</summary>
    private static Tensor Between(Tensor small, Tensor large, string name) =>
        small.Width == large.Width ? large : Tensor.Of(name + " rows", Shape.Map(large.Height, small.Width, small.Channels));

    private static void Rows(KernelList kernels, string name, Tensor source, Tensor target, IReadOnlyList<Resampling.Run> runs)
    {
        foreach (var run in runs)
            Add(kernels, name, run, row => source.Grid with { Offset = source.Offset + (row * source.RowStep), RowStep = run.SourceStep * source.RowStep }, run.Count, target.Width,
                target.Grid with { Offset = target.Offset + (run.First * target.RowStep), RowStep = run.Step * target.RowStep }, target.Lanes);
    }

    private static void Columns(KernelList kernels, string name, Tensor source, Tensor target, IReadOnlyList<Resampling.Run> runs)
    {
        if (source == target)
            return;
        foreach (var run in runs)
            Add(kernels, name, run, column => source.Grid with { Offset = source.Offset + (column * source.PixelStep), PixelStep = run.SourceStep * source.PixelStep }, target.Height, run.Count,
                target.Grid with { Offset = target.Offset + (run.First * target.PixelStep), PixelStep = run.Step * target.PixelStep }, target.Lanes);
    }

    private static void Add(KernelList kernels, string name, Resampling.Run run, Func<int, Grid> source, int height, int width, Grid target, int lanes)
    {
        var operands = new List<Grid>();
        Expression? sum = null;
        foreach (var (row, weight) in run.Taps)
        {
            Expression value = new Load(operands.Count);
            operands.Add(source(row));
            sum = (sum, weight) switch
            {
                (null, 1) => value,
                (null, _) => value * weight,
                (_, 1) => value + sum,
                _ => (value * weight) + sum,
            };
        }

        kernels.Add(new Pointwise(name, height, width, lanes, operands, target, sum ?? 0f, default));
    }
}
