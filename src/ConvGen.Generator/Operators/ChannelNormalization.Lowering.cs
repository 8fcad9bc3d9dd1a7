using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <remarks>
/// Statistics are of x − k, k being a value of the channel: it lies among the values, so that differences are exact where values are large beside their
/// deviation, and what is left of the mean (<c>offset</c>: μ − k) is as precise as the deviation needs. Vectors of channels are one for each image or one for the
/// batch; what is computed from them is so too.
/// </remarks>
internal abstract partial class ChannelNormalization
{
    public override bool ParametersTrainable => Trainable;

    public override bool GradientInPlace => true;

    public override ParameterLayout Layout(string key, Tensor input) => ParameterLayout.Vector(input.Channels);

    /// <summary>True where statistics are those of each image.</summary>
    protected abstract bool PerImage { get; }

    /// <summary>How many values a statistic runs over.</summary>
    private Expression Count(Tensor x)
    {
        if (PerImage)
            return new Constant(x.Height * x.Width);
        return new BatchCount(x.Height * x.Width);
    }

    private Grid First(Tensor x) => PerImage ? x.FirstPixel : x.FirstPixelOfAll;

    /// <summary>A vector that the forward pass leaves for the gradient.</summary>
    protected Region Saved(SavedRegions saved, string name, Tensor x) => PerImage ? saved.VectorPerImage(name, x.Lanes) : saved.Vector(name, x.Lanes);

    /// <summary><c>y = (x − k) · s + t</c> with <c>s = γ / √(σ² + ε)</c> and <c>t = β − offset · s</c>.</summary>
    protected void Normalize(ForwardContext context, Region offset, Region variance)
    {
        var (x, kernels) = (context.Input, context.Kernels);
        var (scale, shift) = (Saved(context.Saved, "scale", x), Saved(context.Saved, "shift", x));
        var of = new Operands();
        var gamma = Scale ? of[context.Parameter("weight").Values] : 1f;
        kernels.PerChannel(context.Name + " scale", x.Channels, of, gamma / Deviation(of, variance), scale);
        of = new Operands();
        var beta = Center ? of[context.Parameter("bias").Values] : 0f;
        kernels.PerChannel(context.Name + " shift", x.Channels, of, beta - (of[offset] * of[scale]), shift);
        of = new Operands();
        kernels.PerElement(context.Name + " forward", x, of, ((of[x.Grid] - of[First(x)]) * of[scale]) + of[shift], context.Output);
    }

    /// <summary>
    /// <c>dβ = Σ dy</c>, <c>dγ = Σ dy · x̂</c>, <c>dx = s · (dy − Σ dy / n − x̂ · Σ (dy · x̂) / n)</c>. With <c>c = x − k − offset</c>, <c>x̂ = c / √(σ² + ε)</c>; so
    /// <c>dx = (dy − m − (x − k) · a) · s</c> with <c>a = Σ (dy · c) / n / (σ² + ε)</c> and <c>m = Σ dy / n − offset · a</c>: exactly 0 where a channel has one value.
    /// </summary>
    protected void GradientThroughStatistics(GradientContext context)
    {
        var (x, dy, saved, kernels) = (context.Input, context.OutputGradient, context.Saved, context.ParameterKernels);
        var (offset, variance, scale) = (Saved(saved, "offset", x), Saved(saved, "variance", x), Saved(saved, "scale", x));
        var (sums, products) = (saved.VectorPerImage("gradient sums", x.Lanes), saved.VectorPerImage("gradient products", x.Lanes));
        var of = new Operands();
        kernels.SumPerImage(context.Name + " gradient sums", x, of, of[dy.Grid], sums);
        of = new Operands();
        kernels.SumPerImage(context.Name + " gradient products", x, of, of[dy.Grid] * (of[x.Grid] - of[First(x)] - of[offset]), products);
        var (sum, product) = (sums, products);
        if (!PerImage)
        {
            (sum, product) = (saved.Vector("gradient sum", x.Lanes), saved.Vector("gradient product", x.Lanes));
            of = new Operands();
            kernels.SumOverImages(context.Name + " gradient sum", x, of, of[sums], sum);
            of = new Operands();
            kernels.SumOverImages(context.Name + " gradient product", x, of, of[products], product);
        }

        if (Center && Trainable)
        {
            of = new Operands();
            kernels.AddOverBatch(context.Name + " bias gradient", x, of, of[sum], context.Parameter("bias").Gradients);
        }

        if (Scale && Trainable)
        {
            of = new Operands();
            kernels.AddOverBatch(context.Name + " weight gradient", x, of, of[product] / Deviation(of, variance), context.Parameter("weight").Gradients);
        }

        var (slope, level) = (Saved(saved, "gradient slope", x), Saved(saved, "gradient level", x));
        kernels = context.InputKernels;
        of = new Operands();
        kernels.PerChannel(context.Name + " gradient slope", x.Channels, of, of[product] / (Count(x) * (of[variance] + Epsilon)), slope);
        of = new Operands();
        kernels.PerChannel(context.Name + " gradient level", x.Channels, of, (of[sum] / Count(x)) - (of[offset] * of[slope]), level);
        of = new Operands();
        kernels.PerElement(
            context.Name + " input gradient", x, of, (of[dy.Grid] - of[level] - ((of[x.Grid] - of[First(x)]) * of[slope])) * of[scale], context.InputGradient);
    }

    /// <summary><c>√(σ² + ε)</c></summary>
    protected Expression Deviation(Operands of, Region variance) => new Unary(UnaryOperation.SquareRoot, of[variance] + Epsilon);
}
