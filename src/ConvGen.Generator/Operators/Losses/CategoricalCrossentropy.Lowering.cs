using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class CategoricalCrossentropy
{
    /// <summary>
    /// From logits: <c>loss = Σ t · (log Σ exp(x − max) − (x − max))</c>, <c>dx = scale · (softmax(x) · Σ t − t)</c>.
    /// From probabilities: <c>loss = −Σ t · log p</c>, <c>dp = −scale · t / p</c>.
    /// </summary>
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions)
    {
        var index = output.Index;
        var classes = output.Flattened ? output.Height * output.Width * output.Channels : output.Channels;
        var share = output.Flattened ? 1f : 1f / (output.Height * output.Width);
        var scale = new LossScale() * share;
        var target = CrossentropyRules.Smoothed(new Load(1), LabelSmoothing, classes);
        RowStep[] folds;
        Expression loss, result;
        if (FromLogits)
        {
            var shifted = new Load(0) - new RowScalar(0);
            var exponential = new Unary(UnaryOperation.Exp, shifted);
            folds =
            [
                new RowStep(RowFold.Maximum, new Load(0)), new RowStep(RowFold.Sum, exponential),
                new RowStep(RowFold.Sum, target), new RowStep(RowFold.Sum, target * shifted),
            ];
            loss = (new Unary(UnaryOperation.Log, new RowScalar(1)) * new RowScalar(2)) - new RowScalar(3);
            result = ((exponential * (new RowScalar(2) / new RowScalar(1))) - target) * scale;
        }
        else
        {
            var probability = CrossentropyRules.Limited(new Load(0));
            folds = [new RowStep(RowFold.Sum, target * new Unary(UnaryOperation.Log, probability))];
            loss = 0f - new RowScalar(0);
            result = (target / probability) * (0f - scale);
        }

        kernels.Add(new RowReduction(
            "loss", output.Height, output.Width, output.Channels, output.Flattened,
            [output.Grid, new Grid(regions.Targets, 0, index.Image, index.Row, index.Pixel, index.Lane)], folds,
            gradient?.Grid, gradient is null ? null : result, regions.Losses, loss * share, false, Softmax.RowIndex(output)));
    }
}
