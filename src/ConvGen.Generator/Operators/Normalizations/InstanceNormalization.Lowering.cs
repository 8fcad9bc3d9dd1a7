using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

internal sealed partial class InstanceNormalization
{
    public override bool GradientReadsInput => true;

    protected override bool PerImage => true;

    /// <summary><c>offset = Σ (x − k) / n</c> and <c>variance = Σ (x − k − offset)² / n</c> of each image: in two passes, so that nothing cancels.</summary>
    public override void Forward(ForwardContext context)
    {
        var (x, kernels, share) = (context.Input, context.Kernels, 1f / (context.Input.Height * context.Input.Width));
        var (offset, variance) = (Saved(context.Saved, "offset", x), Saved(context.Saved, "variance", x));
        var of = new Operands();
        of.Write(offset, of.Sum(of[x.Grid] - of[x.FirstPixel]) * share);
        kernels.SumPerImage(context.Name + " offset", x, of);
        of = new Operands();
        var centered = of[x.Grid] - of[x.FirstPixel] - of[offset];
        var spread = of.Write(variance, of.Sum(centered * centered) * share);
        WriteScaleAndShift(context, of, of[offset], spread);
        kernels.SumPerImage(context.Name + " variance", x, of);
        Normalize(context);
    }

    public override void Gradient(GradientContext context) => GradientThroughStatistics(context);
}
