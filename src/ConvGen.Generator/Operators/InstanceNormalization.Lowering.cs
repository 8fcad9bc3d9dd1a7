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
        kernels.SumPerImage(context.Name + " offset", x, of, (of[x.Grid] - of[x.FirstPixel]) * share, offset);
        of = new Operands();
        var centered = of[x.Grid] - of[x.FirstPixel] - of[offset];
        kernels.SumPerImage(context.Name + " variance", x, of, centered * centered * share, variance);
        Normalize(context, offset, variance);
    }

    public override void Gradient(GradientContext context) => GradientThroughStatistics(context);
}
