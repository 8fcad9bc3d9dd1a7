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

        Statistics(context);
        Normalize(context);
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
        var (x, of) = (context.Input, new Operands());
        WriteScaleAndShift(context, of, of[context.Parameter("running_mean").Values], of[context.Parameter("running_var").Values]);
        context.Kernels.PerChannel(context.Name + " scale and shift", x.Channels, of);
        of = new Operands();
        var (scale, shift) = (Saved(context.Saved, "scale", x), Saved(context.Saved, "shift", x));
        of.Write(context.Output.Grid, (of[x.Grid] * of[scale]) + of[shift]);
        context.Kernels.PerElement(context.Name + " forward", x, of);
    }

    /// <summary>
    /// Of each image <c>oᵢ = Σ (x − kᵢ) / n</c> and <c>vᵢ = Σ (x − kᵢ − oᵢ)² / n</c>, in two passes, so that nothing cancels, and in the sweep that made the map; then over images
    /// <c>offset</c>, the mean of <c>kᵢ + oᵢ − k</c>, and <c>variance</c>, that of <c>vᵢ + (kᵢ + oᵢ − k − offset)²</c> (Chan, Golub and LeVeque 1979). All that is made of them is written with the last.
    /// </summary>
    private void Statistics(ForwardContext context)
    {
        var (x, kernels, share) = (context.Input, context.Kernels, 1f / (context.Input.Height * context.Input.Width));
        var (offset, variance) = (Saved(context.Saved, "offset", x), Saved(context.Saved, "variance", x));
        var (offsets, variances) = (context.Saved.VectorPerImage("offsets", x.Lanes), context.Saved.VectorPerImage("variances", x.Lanes));

        // Each image has a k of its own: in the sweep, the first image's may not be there yet.
        var of = new Operands();
        of.Write(offsets, of.Sum(of[x.Grid] - of[x.FirstPixel]) * share);
        kernels.SumPerImage(context.Name + " offsets", x, of);
        of = new Operands();
        var centered = of[x.Grid] - of[x.FirstPixel] - of[offsets];
        of.Write(variances, of.Sum(centered * centered) * share);
        kernels.SumPerImage(context.Name + " variances", x, of);
        of = new Operands();
        of.Write(offset, of.Sum(of[offsets] + (of[x.FirstPixel] - of[x.FirstPixelOfAll])) / new BatchCount(1));
        kernels.SumOverImages(context.Name + " offset", x, of);
        of = new Operands();
        var apart = of[offsets] + (of[x.FirstPixel] - of[x.FirstPixelOfAll]) - of[offset];
        var spread = of.Write(variance, of.Sum(of[variances] + (apart * apart)) / new BatchCount(1));
        WriteScaleAndShift(context, of, of[offset], spread);
        if (FillsLanes(x))
            MoveRunningAverages(context, of, of[offset], spread);
        kernels.SumOverImages(context.Name + " variance", x, of);
        if (FillsLanes(x))
            return;
        of = new Operands();
        MoveRunningAverages(context, of, of[offset], of[variance]);
        kernels.PerChannel(context.Name + " running averages", x.Channels, of);
    }

    /// <summary><c>new = momentum · old + (1 − momentum) · batch</c>; of the variance the unbiased one, which a single value does not have: then the old one stays.</summary>
    private void MoveRunningAverages(ForwardContext context, Operands of, Expression offset, Expression variance)
    {
        var (x, mean, spread) = (context.Input, context.Parameter("running_mean").Values, context.Parameter("running_var").Values);
        of.Write(mean, (of[mean] * Momentum) + ((of[x.FirstPixelOfAll] + offset) * (1 - Momentum)));
        var count = new BatchCount(x.Height * x.Width);
        var others = new Binary(BinaryOperation.Maximum, count - 1f, 1f);
        of.Write(spread, new Choose(count - 1f, (of[spread] * Momentum) + (variance * (count * (1 - Momentum) / others)), of[spread]));
    }

    /// <summary><c>dx = dy · s</c></summary>
    private static void GradientThroughScale(GradientContext context)
    {
        var of = new Operands();
        var scale = context.Saved.Vector("scale", context.Input.Lanes);
        of.Write(context.InputGradient.Grid, of[context.OutputGradient.Grid] * of[scale]);
        context.InputKernels.PerElement(context.Name + " input gradient", context.Input, of);
    }
}
