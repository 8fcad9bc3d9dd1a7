using System.Collections.Generic;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Dense
{
    public override bool GradientReadsInput => true;

    public override bool ReadsScalars => true;

    public override bool AcceptsFlattened => true;

    public override string ParameterInitializer => Initializer;

    public override bool ParametersTrainable => Trainable;

    /// <summary>Depth in the order the input lies in memory; a flattened map's weights come channels first from files, and that permutation happens here, once.</summary>
    public override ParameterLayout Layout(string key, Tensor input) => key == "bias"
        ? ParameterLayout.Vector(Units)
        : new ParameterLayout(1, Units, [(input.Height, input.Width), (input.Width, 1), (input.Channels, input.Height * input.Width)]);

    /// <summary><c>y[n, u] = Σ_i x[n, i] · w[u, i] + b[u]</c>, the sum over the input as it lies: row, column, channel.</summary>
    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        var packing = new Packing(Units, x.Height * x.Width * x.Channels);
        var extra = new List<Operand>();
        Expression epilogue = Value.Instance;
        if (UseBias)
        {
            extra.Add(new Operand(context.Parameter("bias").Values, 0, [0], [], Packing.Width));
            epilogue += new Load(0);
        }

        context.Kernels.Add(new Contraction(
            context.Name + " forward",
            [Loop.Batch],
            [new("row", x.Height), new("column", x.Width), new("channel", x.Channels)],
            Units,
            new Operand(x.Region, x.Offset, [x.ImageStep], [x.RowStep, x.PixelStep, 1], 0),
            new Operand(context.Parameter("weight").Values, 0, [0], [new(0, x.Width * x.Channels), new(0, x.Channels), new(0, 1)], packing.PanelStep),
            new Operand(y.Region, y.Offset, [y.ImageStep], [], Packing.Width),
            false,
            extra,
            epilogue));
    }

    /// <summary>
    /// <c>dw[u, i] += Σ_n dy[n, u] · x[n, i]</c>, <c>db[u] += Σ_n dy[n, u]</c>, <c>dx[n, i] = Σ_u dy[n, u] · w[u, i]</c>.
    /// </summary>
    public override void Gradient(GradientContext context)
    {
        var (x, dy, dx) = (context.Input, context.OutputGradient, context.InputGradient);
        if (Trainable)
        {
            var packing = new Packing(Units, x.Height * x.Width * x.Channels);
            IReadOnlyList<Step> rows = [new(0, x.Width * x.Channels), new(0, x.Channels), new(0, 1)];
            var output = new Operand(context.Parameter("weight").Gradients, 0, rows, [], packing.PanelStep);
            context.ParameterKernels.Add(new Contraction(
                context.Name + " weight gradient",
                [new("row", x.Height), new("column", x.Width), new("channel", x.Channels)],
                [Loop.Batch],
                Units,
                new Operand(x.Region, x.Offset, [x.RowStep, x.PixelStep, 1], [x.ImageStep], 0),
                new Operand(dy.Region, dy.Offset, [0, 0, 0], [dy.ImageStep], Packing.Width),
                output,
                false,
                [output],
                Value.Instance + new Load(0)));
            if (UseBias)
                context.ParameterKernels.Add(ColumnReduction.BiasGradient(context.Name, dy.Height, dy.Width, dy.Channels, dy.Grid, context.Parameter("bias").Gradients));
        }

        var channels = new Packing(dx.Channels, Units);
        var weights = TransposedWeights.Dense(context, context.Name + " input gradient", Units, dx);
        context.InputKernels.Add(new Contraction(
            context.Name + " input gradient",
            [Loop.Batch, new("row", dx.Height), new("column", dx.Width)],
            [new("unit", Units)],
            dx.Channels,
            new Operand(dy.Region, dy.Offset, [dy.ImageStep, 0, 0], [1], 0),
            new Operand(weights, 0, [0, dx.Width * channels.Floats, channels.Floats], [new(0, 1)], channels.PanelStep),
            new Operand(dx.Region, dx.Offset, [dx.ImageStep, dx.RowStep, dx.PixelStep], [], Packing.Width),
            false,
            [],
            Value.Instance));
    }
}
