namespace ConvGen.Tests.Training;

public class LearningRateTests
{
    private static float[] Rates(LearningRate rate, int count, int stepsPerEpoch = 0) => [.. Enumerable.Range(0, count).Select(step => rate.At(step, stepsPerEpoch))];

    private static void Near(float[] expected, float[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-7f);

    [Fact]
    public void A_number_is_a_constant_rate()
    {
        LearningRate rate = 0.05f;
        Near([0.05f, 0.05f, 0.05f], Rates(rate, 3));
    }

    [Fact]
    public void Step_decay_falls_at_every_multiple() => Near([0.8f, 0.8f, 0.4f, 0.4f, 0.2f], Rates(LearningRate.StepDecay(0.8, 0.5, every: 2), 5));

    [Fact]
    public void Exponential_decay_falls_smoothly() => Near([1, 0.5f, 0.25f], [.. Rates(LearningRate.ExponentialDecay(1, 4, 0.5), 9).Where((_, i) => i % 4 == 0)]);

    [Fact]
    public void Cosine_decay_ends_at_its_floor_and_stays() => Near([1, 0.55f, 0.1f, 0.1f], Rates(LearningRate.CosineDecay(1, 2, 0.1), 4));

    [Fact]
    public void Pieces_change_at_their_boundaries() =>
        Near([3, 3, 2, 2, 2, 1, 1], Rates(LearningRate.PiecewiseConstant([2, 5], [3, 2, 1]), 7));

    [Fact]
    public void Warmup_rises_linearly_to_the_schedule() => Near([0.25f, 0.5f, 0.75f, 1, 1], Rates(LearningRate.Constant(1).WithWarmup(4), 5));

    [Fact]
    public void Epochs_count_where_asked()
    {
        var rate = LearningRate.StepDecay(1, 0.5, every: 1).InEpochs();
        Near([1, 1, 1, 0.5f, 0.5f, 0.5f, 0.25f], Rates(rate, 7, stepsPerEpoch: 3));
        Assert.Throws<InvalidOperationException>(() => rate.At(0));
    }

    [Fact]
    public void An_optimiser_follows_its_schedule()
    {
        using var subject = OptimizerSubject.Vector(8);
        subject.Parameters.Gradients.Fill(1);
        var optimizer = new Sgd(LearningRate.PiecewiseConstant([1, 2], [1, 0.5, 0.25]));
        for (var i = 0; i < 3; i++)
            optimizer.Step(subject.Parameters);
        Assert.Equal(-1.75f, subject.Parameters.Values[0]);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.StepDecay(1, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRate.CosineDecay(double.NaN, 2));
        Assert.Throws<ArgumentException>(() => LearningRate.PiecewiseConstant([2, 2], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => LearningRate.PiecewiseConstant([2], [1]));
    }
}
