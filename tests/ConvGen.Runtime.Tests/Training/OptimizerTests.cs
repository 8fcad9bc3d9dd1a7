using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Training;

public class OptimizerTests
{
    public static TheoryData<string> Rules => ["sgd", "momentum", "nesterov", "adam", "adamw", "scheduled"];

    private static Optimizer Create(string rule) => rule switch
    {
        "sgd" => new Sgd(0.1),
        "momentum" => new Sgd(0.1, momentum: 0.9),
        "nesterov" => new Sgd(0.1, momentum: 0.9, nesterov: true),
        "adam" => new Adam(0.1),
        "scheduled" => new Sgd(LearningRate.PiecewiseConstant([2, 50], [0.1, 0.05, 0.01]).WithWarmup(3)) { ClipNorm = 5, ClipValue = 1 },
        _ => new AdamW(0.1),
    };

    private static float[] Gradient(int length, int step) => [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i + 10 * step))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_step_after_the_first_allocates_nothing(string rule)
    {
        using var subject = OptimizerSubject.Vector(1003);
        subject.SetGradient("w", Gradient(1003, 1));
        var optimizer = Create(rule);
        for (var i = 0; i < 40; i++)
            optimizer.Step(subject.Parameters);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            optimizer.Step(subject.Parameters);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Frozen_parameters_stay_and_others_move_as_they_would_alone(string rule)
    {
        using var together = OptimizerSubject.Vectors(("a", 5, true), ("frozen", 9, false), ("b", 12, true));
        using var alone = OptimizerSubject.Vector(12);
        var (first, second) = (Create(rule), Create(rule));
        for (var step = 0; step < 3; step++)
        {
            together.SetGradient("frozen", Gradient(9, step));
            together.SetGradient("b", Gradient(12, step));
            alone.SetGradient("w", Gradient(12, step));
            first.Step(together.Parameters);
            second.Step(alone.Parameters);
        }

        Assert.All(together.Parameters["frozen"].GetValues(), value => Assert.Equal(0, value));
        Assert.Equal(alone.Parameters["w"].GetValues(), together.Parameters["b"].GetValues());
    }

    [Fact]
    public void A_second_network_is_refused()
    {
        using var first = OptimizerSubject.Vector(8);
        using var second = OptimizerSubject.Vector(8);
        var optimizer = new Sgd(0.1);
        optimizer.Step(first.Parameters);
        var exception = Assert.Throws<InvalidOperationException>(() => optimizer.Step(second.Parameters));
        Assert.Contains("Use a new Sgd for each network", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Saved_state_goes_on_with_the_same_bits(string rule)
    {
        using var folder = new TemporaryFolder();
        using var subject = OptimizerSubject.Vectors(("a", 5, true), ("b", 12, true));
        using var resumed = OptimizerSubject.Vectors(("a", 5, true), ("b", 12, true));
        var optimizer = Create(rule);
        void Run(Optimizer with, OptimizerSubject on, int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                on.SetGradient("a", Gradient(5, step));
                on.SetGradient("b", Gradient(12, step));
                with.Step(on.Parameters);
            }
        }

        Run(optimizer, subject, 0, 3);
        optimizer.SaveState(folder.File("state.safetensors"));
        subject.Parameters.Values.CopyTo(resumed.Parameters.Values);
        Run(optimizer, subject, 3, 6);

        var second = Create(rule);
        second.LoadState(folder.File("state.safetensors"), resumed.Parameters);
        Assert.Equal(3, second.Steps);
        Run(second, resumed, 3, 6);
        Assert.Equal(subject.Parameters.Values.ToArray(), resumed.Parameters.Values.ToArray());
    }

    [Fact]
    public void Another_rules_state_is_refused_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var subject = OptimizerSubject.Vector(8);
        var sgd = new Sgd(0.1, momentum: 0.9);
        sgd.Step(subject.Parameters);
        sgd.SaveState(folder.File("sgd.safetensors"));
        var adam = new Adam();
        Assert.Throws<WeightsMismatchException>(() => adam.LoadState(folder.File("sgd.safetensors"), subject.Parameters));
        Assert.Equal(0, adam.Steps);
        Assert.Throws<InvalidOperationException>(() => adam.SaveState(folder.File("adam.safetensors")));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1, weightDecay: -1));
        Assert.Throws<ArgumentException>(() => new Sgd(0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: double.NaN));
    }
}
