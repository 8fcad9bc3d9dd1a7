using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>What the losses share that compare the output vectors of a batch's images with each other.</summary>
internal static class PairedVectors
{
    public static float Margin(LayerArguments arguments, float otherwise)
    {
        var margin = arguments.Float("Margin", otherwise);
        if (!(margin > 0) || float.IsInfinity(margin))
            arguments.Report("CVG2018", "Margin", "Margin", LayerArguments.Text(margin), "above 0 and finite");
        return margin;
    }

    public static bool Check(ShapeContext context)
    {
        if (!context.Input.IsMap)
            return true;
        context.Report("CVG2037", null, context.Input.ToString(), context.Source.Label);
        return false;
    }

    public static void Lower(KernelList kernels, PairwiseOperation operation, float margin, Tensor output, Tensor? gradient, LossRegions regions) =>
        kernels.Add(new PairwiseReduction(
            "loss", operation, margin, output.Height, output.Width, output.Channels, output.Grid, gradient?.Grid,
            new Region("distances", Space.PerImage, PairwiseReduction.ScratchFloats), regions.Losses));
}
