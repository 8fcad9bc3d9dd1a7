using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class BinaryCrossentropy
{
    /// <summary>
    /// From logits: <c>loss = max(x, 0) − x · t + log(1 + exp(−|x|))</c>, <c>dx = scale · (σ(x) − t)</c>: nothing overflows and nothing cancels.
    /// From probabilities: <c>loss = −t · log p − (1 − t) · log(1 − p)</c>, <c>dp = scale · ((1 − t) / (1 − p) − t / p)</c>.
    /// </summary>
    public override void Lower(KernelList kernels, Tensor output, Tensor? gradient, LossRegions regions)
    {
        var index = output.Index;
        var share = 1f / (output.Height * output.Width * output.Channels);
        var target = CrossentropyRules.Smoothed(new Load(1), LabelSmoothing, 2);
        Expression x = new Load(0), loss, slope;
        if (FromLogits)
        {
            loss = (new Binary(BinaryOperation.Maximum, x, 0f) - (x * target)) + LogOnePlus(new Unary(UnaryOperation.Exp, 0f - new Unary(UnaryOperation.Absolute, x)));
            slope = new Unary(UnaryOperation.Sigmoid, x) - target;
        }
        else
        {
            var (yes, no) = (CrossentropyRules.Limited(x), CrossentropyRules.Limited(1f - x));
            loss = 0f - ((target * new Unary(UnaryOperation.Log, yes)) + ((1f - target) * new Unary(UnaryOperation.Log, no)));
            slope = ((1f - target) / no) - (target / yes);
        }

        kernels.Add(new RowReduction(
            "loss", output.Height, output.Width, output.Channels, true,
            [output.Grid, new Grid(regions.Targets, 0, index.Image, index.Row, index.Pixel, index.Lane)], [new RowStep(RowFold.Sum, loss)],
            gradient?.Grid, gradient is null ? null : slope * (new LossScale() * share), regions.Losses, new RowScalar(0) * share, false, (0, 0, 1)));
    }

    /// <summary>log(1 + z) for z in [0, 1]: what 1 + z rounds away is put back in proportion (Kahan), and where it rounds to 1 the result is z.</summary>
    private static Choose LogOnePlus(Expression z)
    {
        var sum = z + 1f;
        var kept = sum - 1f;
        return new Choose(kept, new Unary(UnaryOperation.Log, sum) * (z / kept), z);
    }
}
