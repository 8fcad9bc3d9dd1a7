using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class BatchNormalization
{
    public override bool GradientReadsInput => Trainable;

    protected override bool PerImage => false;

    /// <summary>Over its input in inference only: the gradient reads that. A flattened map must become a vector, whose features are normalised each by itself.</summary>
    public override Placement Placement(bool training) => training ? Operators.Placement.Own : Operators.Placement.InPlace;

    public override void Forward(ForwardContext context)
    {
        if (!context.Training || !Trainable)
        {
            NormalizeByRunningAverages(context);
            return;
        }

        var (offset, variance) = Statistics(context);
        Normalize(context, offset, variance);
        MoveRunningAverages(context, offset, variance);
    }

    public override void Gradient(GradientContext context)
    {
        if (Trainable)
            GradientThroughStatistics(context);
        else
            GradientThroughScale(context);
    }

    /// <summary><c>s = γ / √(running_var + ε)</c>, <c>t = β − running_mean · s</c>, <c>y = x · s + t</c>, which a contraction before it can do itself.</summary>
    private void NormalizeByRunningAverages(ForwardContext context)
    {
        var (x, kernels) = (context.Input, context.Kernels);
        var (scale, shift) = (context.Saved.Vector("scale", x.Lanes), context.Saved.Vector("shift", x.Lanes));
        var of = new Operands();
        var gamma = Scale ? of[context.Parameter("weight").Values] : 1f;
        kernels.PerChannel(context.Name + " scale", x.Channels, of, gamma / Deviation(of, context.Parameter("running_var").Values), scale);
        of = new Operands();
        var beta = Center ? of[context.Parameter("bias").Values] : 0f;
        kernels.PerChannel(context.Name + " shift", x.Channels, of, beta - (of[context.Parameter("running_mean").Values] * of[scale]), shift);
        of = new Operands();
        kernels.PerElement(context.Name + " forward", x, of, (of[x.Grid] * of[scale]) + of[shift], context.Output);
    }

    /// <summary>
    /// <c>offset = Σ (x − k) / n</c> and <c>variance = Σ (x − k − offset)² / n</c>: in two passes, so that nothing cancels. Each is a sum over the pixels of each
    /// image, in the sweep that made them, then a sum over images.
    /// </summary>
    private (Region Offset, Region Variance) Statistics(ForwardContext context)
    {
        var (x, kernels, share) = (context.Input, context.Kernels, 1f / (context.Input.Height * context.Input.Width));
        var (offset, variance) = (Saved(context.Saved, "offset", x), Saved(context.Saved, "variance", x));
        var (offsets, variances) = (context.Saved.VectorPerImage("offsets", x.Lanes), context.Saved.VectorPerImage("variances", x.Lanes));

        // Each image has a k of its own: in the sweep, the first image's may not be there yet.
        var of = new Operands();
        kernels.SumPerImage(context.Name + " offsets", x, of, (of[x.Grid] - of[x.FirstPixel]) * share, offsets);
        of = new Operands();
        kernels.SumOverImages(context.Name + " offset", x, of, (of[offsets] + (of[x.FirstPixel] - of[x.FirstPixelOfAll])) / new BatchCount(1), offset);

        of = new Operands();
        var centered = of[x.Grid] - of[x.FirstPixelOfAll] - of[offset];
        kernels.SumPerImage(context.Name + " variances", x, of, centered * centered * share, variances);
        of = new Operands();
        kernels.SumOverImages(context.Name + " variance", x, of, of[variances] / new BatchCount(1), variance);
        return (offset, variance);
    }

    /// <summary><c>new = momentum · old + (1 − momentum) · batch</c>; of the variance the unbiased one, which a single value does not have: then the old one stays.</summary>
    private void MoveRunningAverages(ForwardContext context, Region offset, Region variance)
    {
        var (x, kernels) = (context.Input, context.Kernels);
        var of = new Operands();
        var mean = context.Parameter("running_mean").Values;
        kernels.PerChannel(context.Name + " running mean", x.Channels, of, (of[mean] * Momentum) + ((of[x.FirstPixelOfAll] + of[offset]) * (1 - Momentum)), mean);

        of = new Operands();
        var spread = context.Parameter("running_var").Values;
        var count = new BatchCount(x.Height * x.Width);
        var others = new Binary(BinaryOperation.Maximum, count - 1f, 1f);
        kernels.PerChannel(
            context.Name + " running variance", x.Channels, of,
            new Choose(count - 1f, (of[spread] * Momentum) + (of[variance] * (count * (1 - Momentum) / others)), of[spread]), spread);
    }

    /// <summary><c>dx = dy · s</c></summary>
    private static void GradientThroughScale(GradientContext context)
    {
        var of = new Operands();
        var scale = context.Saved.Vector("scale", context.Input.Lanes);
        context.InputKernels.PerElement(context.Name + " input gradient", context.Input, of, of[context.OutputGradient.Grid] * of[scale], context.InputGradient);
    }
}
