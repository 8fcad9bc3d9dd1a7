using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class MeanSquaredError
{
    /// <summary><c>loss = Σ (x − t)² / elements</c>, <c>dx = 2 · scale · (x − t) / elements</c>.</summary>
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions)
    {
        var index = output.Index;
        var targets = new Grid(regions.Targets, 0, index.Image, index.Row, index.Pixel, index.Lane);
        var share = 1f / (output.Height * output.Width * output.Channels);
        var difference = new Load(0) - new Load(1);
        kernels.Add(new RowReduction(
            "loss", output.Height, output.Width, output.Channels, true, [output.Grid, targets],
            [new RowStep(RowFold.Sum, difference * difference)],
            gradient?.Grid, gradient is null ? null : difference * (new LossScale() * (2f * share)), regions.Losses, new RowScalar(0) * share, false, (0, 0, 1)));
    }
}
