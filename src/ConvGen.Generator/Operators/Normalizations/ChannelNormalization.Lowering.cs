using System.Collections.Generic;
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

    /// <summary>
    /// True where every lane is a channel. Others may hold anything, and what belongs to parameters must stay zero there: a sum over lanes does not write them then.
    /// </summary>
    protected static bool FillsLanes(Tensor x) => x.Channels == x.Lanes;

    /// <summary>A vector that the forward pass leaves for the gradient.</summary>
    protected Region Saved(SavedRegions saved, string name, Tensor x) => PerImage ? saved.VectorPerImage(name, x.Lanes) : saved.Vector(name, x.Lanes);

    /// <summary><c>s = γ / √(σ² + ε)</c> and <c>t = β − offset · s</c>, for <see cref="Normalize"/>.</summary>
    protected void WriteScaleAndShift(ForwardContext context, Operands of, Expression offset, Expression variance)
    {
        var x = context.Input;
        var gamma = Scale ? of[context.Parameter("weight").Values] : 1f;
        var beta = Center ? of[context.Parameter("bias").Values] : 0f;
        var scale = of.Write(Saved(context.Saved, "scale", x), gamma / Deviation(variance));
        of.Write(Saved(context.Saved, "shift", x), beta - (offset * scale));
    }

    /// <summary><c>y = (x − k) · s + t</c></summary>
    protected void Normalize(ForwardContext context)
    {
        var (x, of) = (context.Input, new Operands());
        var (scale, shift) = (Saved(context.Saved, "scale", x), Saved(context.Saved, "shift", x));
        of.Write(context.Output.Grid, ((of[x.Grid] - of[First(x)]) * of[scale]) + of[shift]);
        context.Kernels.PerElement(context.Name + " forward", x, of);
    }

    /// <summary>
    /// <c>dβ = Σ dy</c>, <c>dγ = Σ dy · x̂</c>, <c>dx = s · (dy − Σ dy / n − x̂ · Σ (dy · x̂) / n)</c>. With <c>c = x − k − offset</c>, <c>x̂ = c / √(σ² + ε)</c>; so
    /// <c>dx = (dy − m − (x − k) · a) · s</c> with <c>a = Σ (dy · c) / n / (σ² + ε)</c> and <c>m = Σ dy / n − offset · a</c>: exactly 0 where a channel has one value.
    /// </summary>
    protected void GradientThroughStatistics(GradientContext context)
    {
        var (x, dy, saved) = (context.Input, context.OutputGradient, context.Saved);
        WriteGradientSums(context);
        var (scale, slope, level) = (Saved(saved, "scale", x), Saved(saved, "gradient slope", x), Saved(saved, "gradient level", x));
        var of = new Operands();
        of.Write(context.InputGradient.Grid, (of[dy.Grid] - of[level] - ((of[x.Grid] - of[First(x)]) * of[slope])) * of[scale]);
        context.InputKernels.PerElement(context.Name + " input gradient", x, of);
    }

    /// <summary>Both sums of each image in one pass over the maps, then over images; <c>a</c>, <c>m</c> and the parameters' gradients are made of them on the way.</summary>
    private void WriteGradientSums(GradientContext context)
    {
        var (x, dy, saved, kernels) = (context.Input, context.OutputGradient, context.Saved, context.ParameterKernels);
        var (offset, variance) = (Saved(saved, "offset", x), Saved(saved, "variance", x));
        var (learnsBias, learnsWeight) = (Center && Trainable, Scale && Trainable);
        var (sums, products) = (saved.VectorPerImage("gradient sums", x.Lanes), saved.VectorPerImage("gradient products", x.Lanes));
        var totals = new List<(Region Parameter, Region Total)>();
        var of = new Operands();
        var (sum, product) = (of.Sum(of[dy.Grid]), of.Sum(of[dy.Grid] * (of[x.Grid] - of[First(x)] - of[offset])));
        if (!PerImage || learnsBias)
            of.Write(sums, sum);
        if (!PerImage || learnsWeight)
            of.Write(products, PerImage ? product / Deviation(of[variance]) : product);
        if (PerImage)
            WriteSlopeAndLevel();
        kernels.SumPerImage(context.Name + " gradient sums", x, of);

        of = new Operands();
        if (!PerImage)
        {
            (sum, product) = (of.Sum(of[sums]), of.Sum(of[products]));
            WriteSlopeAndLevel();
        }

        if (learnsBias)
            Add("bias", PerImage ? of.Sum(of[sums]) : sum);
        if (learnsWeight)
            Add("weight", PerImage ? of.Sum(of[products]) : product / Deviation(of[variance]));
        if (of.Results.Count > 0)
            kernels.SumOverImages(context.Name + " gradients", x, of);
        if (totals.Count == 0)
            return;
        of = new Operands();
        foreach (var (parameter, total) in totals)
            of.Write(parameter, of[parameter] + of[total]);
        kernels.PerChannel(context.Name + " parameter gradients", x.Channels, of);

        void WriteSlopeAndLevel()
        {
            var slope = of.Write(Saved(saved, "gradient slope", x), product / (Count(x) * (of[variance] + Epsilon)));
            of.Write(Saved(saved, "gradient level", x), (sum / Count(x)) - (of[offset] * slope));
        }

        void Add(string parameter, Expression gradient)
        {
            var sofar = context.Parameter(parameter).Gradients;
            if (FillsLanes(x))
            {
                of.Write(sofar, of[sofar] + gradient);
                return;
            }

            var total = saved.Vector(parameter + " gradient", x.Lanes);
            of.Write(total, gradient);
            totals.Add((sofar, total));
        }
    }

    /// <summary><c>√(σ² + ε)</c></summary>
    protected Expression Deviation(Expression variance) => new Unary(UnaryOperation.SquareRoot, variance + Epsilon);
}
