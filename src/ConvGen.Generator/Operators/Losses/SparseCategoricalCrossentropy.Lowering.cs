using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class SparseCategoricalCrossentropy
{
    /// <summary>
    /// From logits: <c>loss = log Σ exp(x − max) − (x[label] − max)</c>, <c>dx = scale · (softmax(x) − onehot(label))</c>.
    /// From probabilities: <c>loss = −log p[label]</c>, <c>dp = −scale / p[label]</c> at the label.
    /// An ignored label contributes to neither.
    /// </summary>
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions)
    {
        Expression counts = IgnoreIndex is { } ignored ? new LabelIsNot(ignored) : 1f;
        RowStep[] folds;
        Expression loss, result;
        if (FromLogits)
        {
            var shifted = new Load(0) - new RowScalar(0);
            folds =
            [
                new RowStep(RowFold.Maximum, new Load(0)), new RowStep(RowFold.Sum, new Unary(UnaryOperation.Exp, shifted)),
                new RowStep(RowFold.Sum, new Choose(new IsLabel(), shifted, 0f)),
            ];
            loss = new Unary(UnaryOperation.Log, new RowScalar(1)) - new RowScalar(2);
            result = ((new Unary(UnaryOperation.Exp, shifted) / new RowScalar(1)) - new IsLabel()) * new LossScale();
        }
        else
        {
            folds = [new RowStep(RowFold.Sum, new Choose(new IsLabel(), new Load(0), 0f))];
            var probability = CrossentropyRules.Limited(new RowScalar(0));
            loss = 0f - new Unary(UnaryOperation.Log, probability);
            result = new Choose(new IsLabel(), (0f - new LossScale()) / probability, 0f);
        }

        if (IgnoreIndex is not null)
        {
            // Chosen, not multiplied: a row without a label may hold log 0.
            loss = new Choose(counts, loss, 0f);
            result = new Choose(counts, result, 0f);
        }

        kernels.Add(new RowReduction(
            "loss", output.Height, output.Width, output.Channels, output.Flattened, [output.Grid], folds,
            gradient?.Grid, gradient is null ? null : result, regions.Losses, loss, true, Softmax.RowIndex(output)));
    }
}
