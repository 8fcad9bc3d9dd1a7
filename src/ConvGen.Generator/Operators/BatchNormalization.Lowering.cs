using System.Collections.Generic;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <remarks>
/// Statistics are sums over the pixels of each image, in the sweep that made them, then sums over images. All are of x − k, k being the first value of the
/// channel: it lies among the values, so that differences are exact where values are large beside their deviation, and what is left of the mean
/// (<c>offset</c>: μ − k) is as precise as the deviation needs.
/// </remarks>
internal sealed partial class BatchNormalization
{
    public override bool ParametersTrainable => Trainable;

    public override bool GradientReadsInput => Trainable;

    public override bool GradientInPlace => true;

    /// <summary>Over its input in inference only: the gradient reads that. A flattened map must become a vector, whose features are normalised each by itself.</summary>
    public override Placement Placement(bool training) => training ? Operators.Placement.Own : Operators.Placement.InPlace;

    public override ParameterLayout Layout(string key, Tensor input) => ParameterLayout.Vector(input.Channels);

    public override void Forward(ForwardContext context)
    {
        if (context.Training && Trainable)
            NormalizeByBatch(context);
        else
            NormalizeByRunningAverages(context);
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
        var (x, y, kernels) = (context.Input, context.Output, context.Kernels);
        var (scale, shift) = (context.Saved.Vector("scale", x.Lanes), context.Saved.Vector("shift", x.Lanes));
        var of = new Formula();
        var root = new Unary(UnaryOperation.SquareRoot, of[context.Parameter("running_var").Values] + Epsilon);
        kernels.PerChannel(context.Name + " scale", x.Channels, of, Gamma(of, context.Parameter) / root, scale);

        of = new Formula();
        var beta = Center ? of[context.Parameter("bias").Values] : 0f;
        kernels.PerChannel(context.Name + " shift", x.Channels, of, beta - (of[context.Parameter("running_mean").Values] * of[scale]), shift);

        of = new Formula();
        kernels.PerElement(context.Name + " forward", x, of, (of[x.Grid] * of[scale]) + of[shift], y);
    }

    /// <summary><c>y = (x − k) · s + t</c> with <c>s = γ / √(σ² + ε)</c> and <c>t = β − offset · s</c>; then the running averages.</summary>
    private void NormalizeByBatch(ForwardContext context)
    {
        var (x, y, kernels) = (context.Input, context.Output, context.Kernels);
        var (offset, variance) = Statistics(context);
        var (scale, shift) = (context.Saved.Vector("scale", x.Lanes), context.Saved.Vector("shift", x.Lanes));

        var of = new Formula();
        var root = new Unary(UnaryOperation.SquareRoot, of[variance] + Epsilon);
        kernels.PerChannel(context.Name + " scale", x.Channels, of, Gamma(of, context.Parameter) / root, scale);

        of = new Formula();
        var beta = Center ? of[context.Parameter("bias").Values] : 0f;
        kernels.PerChannel(context.Name + " shift", x.Channels, of, beta - (of[offset] * of[scale]), shift);

        of = new Formula();
        var mean = context.Parameter("running_mean").Values;
        kernels.PerChannel(context.Name + " running mean", x.Channels, of, (of[mean] * Momentum) + ((of[x.FirstPixelOfAll] + of[offset]) * (1 - Momentum)), mean);

        // Unbiased: n / (n − 1); a single value leaves it alone.
        of = new Formula();
        var spread = context.Parameter("running_var").Values;
        var count = new BatchCount(x.Height * x.Width);
        var others = new Binary(BinaryOperation.Maximum, count - 1f, 1f);
        kernels.PerChannel(
            context.Name + " running variance", x.Channels, of,
            new Choose(count - 1f, (of[spread] * Momentum) + (of[variance] * (count * (1 - Momentum) / others)), of[spread]), spread);

        of = new Formula();
        kernels.PerElement(context.Name + " forward", x, of, ((of[x.Grid] - of[x.FirstPixelOfAll]) * of[scale]) + of[shift], y);
    }

    /// <summary><c>offset = Σ (x − k) / n</c> and <c>variance = Σ (x − k − offset)² / n</c>: in two passes, so that nothing cancels.</summary>
    private static (Region Offset, Region Variance) Statistics(ForwardContext context)
    {
        var (x, kernels, share) = (context.Input, context.Kernels, 1f / (context.Input.Height * context.Input.Width));
        var (offset, variance) = (context.Saved.Vector("offset", x.Lanes), context.Saved.Vector("variance", x.Lanes));
        var (offsets, variances) = (context.Saved.VectorPerImage("offsets", x.Lanes), context.Saved.VectorPerImage("variances", x.Lanes));

        // Each image has a k of its own: in the sweep, the first image's may not be there yet.
        var of = new Formula();
        kernels.SumPerImage(context.Name + " offsets", x, of, (of[x.Grid] - of[x.FirstPixel]) * share, offsets);
        of = new Formula();
        kernels.SumOverImages(context.Name + " offset", x, of, (of[offsets] + (of[x.FirstPixel] - of[x.FirstPixelOfAll])) / new BatchCount(1), offset);

        of = new Formula();
        var centered = of[x.Grid] - of[x.FirstPixelOfAll] - of[offset];
        kernels.SumPerImage(context.Name + " variances", x, of, centered * centered * share, variances);
        of = new Formula();
        kernels.SumOverImages(context.Name + " variance", x, of, of[variances] / new BatchCount(1), variance);
        return (offset, variance);
    }

    /// <summary>
    /// <c>dβ = Σ dy</c>, <c>dγ = Σ dy · x̂</c>, <c>dx = s · (dy − Σ dy / n − x̂ · Σ (dy · x̂) / n)</c>. With <c>c = x − k − offset</c>, <c>x̂ = c / √(σ² + ε)</c>; so
    /// <c>dx = (dy − m − (x − k) · a) · s</c> with <c>a = Σ (dy · c) / n / (σ² + ε)</c> and <c>m = Σ dy / n − offset · a</c>: exactly 0 where a channel has one value.
    /// </summary>
    private void GradientThroughStatistics(GradientContext context)
    {
        var (x, dy, dx, saved, kernels) = (context.Input, context.OutputGradient, context.InputGradient, context.Saved, context.ParameterKernels);
        var (offset, variance, scale) = (saved.Vector("offset", x.Lanes), saved.Vector("variance", x.Lanes), saved.Vector("scale", x.Lanes));
        var (sum, product) = (saved.Vector("gradient sum", x.Lanes), saved.Vector("gradient product", x.Lanes));
        var (sums, products) = (saved.VectorPerImage("gradient sums", x.Lanes), saved.VectorPerImage("gradient products", x.Lanes));

        var of = new Formula();
        kernels.SumPerImage(context.Name + " gradient sums", x, of, of[dy.Grid], sums);
        of = new Formula();
        kernels.SumPerImage(context.Name + " gradient products", x, of, of[dy.Grid] * (of[x.Grid] - of[x.FirstPixelOfAll] - of[offset]), products);
        of = new Formula();
        kernels.SumOverImages(context.Name + " gradient sum", x, of, of[sums], sum);
        of = new Formula();
        kernels.SumOverImages(context.Name + " gradient product", x, of, of[products], product);
        if (Center)
        {
            of = new Formula();
            var bias = context.Parameter("bias").Gradients;
            kernels.PerChannel(context.Name + " bias gradient", x.Channels, of, of[bias] + of[sum], bias);
        }

        if (Scale)
        {
            of = new Formula();
            var weight = context.Parameter("weight").Gradients;
            var root = new Unary(UnaryOperation.SquareRoot, of[variance] + Epsilon);
            kernels.PerChannel(context.Name + " weight gradient", x.Channels, of, of[weight] + (of[product] / root), weight);
        }

        var (slope, level) = (saved.Vector("gradient slope", x.Lanes), saved.Vector("gradient level", x.Lanes));
        kernels = context.InputKernels;
        var count = new BatchCount(x.Height * x.Width);
        of = new Formula();
        kernels.PerChannel(context.Name + " gradient slope", x.Channels, of, of[product] / (count * (of[variance] + Epsilon)), slope);
        of = new Formula();
        kernels.PerChannel(context.Name + " gradient level", x.Channels, of, (of[sum] / count) - (of[offset] * of[slope]), level);
        of = new Formula();
        kernels.PerElement(
            context.Name + " input gradient", x, of, (of[dy.Grid] - of[level] - ((of[x.Grid] - of[x.FirstPixelOfAll]) * of[slope])) * of[scale], dx);
    }

    /// <summary><c>dx = dy · s</c></summary>
    private static void GradientThroughScale(GradientContext context)
    {
        var of = new Formula();
        var scale = context.Saved.Vector("scale", context.Input.Lanes);
        context.InputKernels.PerElement(context.Name + " input gradient", context.Input, of, of[context.OutputGradient.Grid] * of[scale], context.InputGradient);
    }

    private Expression Gamma(Formula of, System.Func<string, ParameterPlace> parameter) => Scale ? of[parameter("weight").Values] : 1f;
}
