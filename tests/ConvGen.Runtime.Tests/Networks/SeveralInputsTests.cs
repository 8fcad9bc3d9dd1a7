namespace ConvGen.Tests.Networks;

/// <summary>Several inputs and outputs, together in one span or each in its own; tensors read in place; one loss among two outputs.</summary>
public sealed unsafe class SeveralInputsTests
{
    private static readonly float[] s_x = [.. Enumerable.Range(0, 2 * JoinProgram.Length).Select(i => i * 0.25f)];
    private static readonly float[] s_y = [10, 20];
    private static readonly float[] s_sum = [s_x[0] + s_x[1] + 10, s_x[16] + s_x[17] + 20];
    private static readonly float[] s_twice = [.. s_x.Select(x => 2 * x)];

    [Fact]
    public void Together_and_apart_give_the_same()
    {
        using var core = JoinProgram.Create();
        var outputs = new float[34];
        core.Predict([.. s_x, .. s_y], outputs);
        Assert.Equal([.. s_sum, .. s_twice], outputs);
        var (sum, twice) = (new float[2], new float[32]);
        Predict(core, s_x, s_y, sum, twice);
        Assert.Equal(s_sum, sum);
        Assert.Equal(s_twice, twice);
        Assert.Equal(s_sum, core.Forward([.. s_x, .. s_y], training: false).ToArray());
    }

    [Fact]
    public void Every_tensor_can_be_read_after_a_pass_and_none_before()
    {
        using var core = JoinProgram.Create();
        Assert.Contains("'A' has no values yet", Assert.Throws<InvalidOperationException>(() => core.Tensor(2)).Message, StringComparison.Ordinal);
        core.Predict([.. s_x, .. s_y], new float[34]);
        Assert.Equal(s_sum, core.Tensor(0).ToArray());
        Assert.Equal(s_twice, core.Tensor(1).ToArray());
        Assert.Equal(s_x, core.Tensor(2).ToArray());
        Assert.Equal([2, 16], core.Tensor(2).Shape);
    }

    [Fact]
    public void Values_read_in_place_are_no_copy()
    {
        using var core = JoinProgram.Create();
        core.Predict([.. s_x, .. s_y], new float[34]);
        fixed (float* first = core.Tensor(2).Values, second = core.Tensor(2).Values, copied = core.Tensor(1).Values)
        {
            Assert.True(first == second);
            core.Predict([.. s_x.Select(x => -x), .. s_y], new float[34]);
            Assert.Equal(-s_x[3], first[3]);
            Assert.Equal(s_twice[3], copied[3]);
        }
    }

    /// <summary>The pass overwrites the arena in which they lie, and the first training pass replaces it.</summary>
    [Fact]
    public void Values_read_in_place_may_be_the_next_input()
    {
        using var core = new NetworkCore(JoinProgram.Description with { Inputs = [new TensorDescription("x", [JoinProgram.Length], -1)] }, _ => new EchoProgram(), new NetworkOptions { BatchSize = 2, PoisonArena = true });
        core.Forward(s_x, training: false);
        core.Forward(core.Tensor(2).Values, training: false);
        Assert.Equal(s_x, core.Tensor(2).ToArray());
        var kept = core.Tensor(2).Values;
        core.Forward(kept, training: true);
        Assert.Equal(s_x, core.Tensor(2).ToArray());
        Assert.Equal(32, kept.ToArray().Length);
    }

    [Fact]
    public void The_other_outputs_gradient_is_zero_where_one_has_the_loss()
    {
        using var core = JoinProgram.Create();
        var targets = new float[32];
        var loss = core.TrainStep([.. s_x, .. s_y], targets);
        Assert.Equal(s_twice.Sum(value => (double)value * value) / 32, loss, 1e-4);
        Assert.Equal([0f, 0f], core.InputGradients[1].ToArray());
        Assert.Equal(s_twice.Select(value => 2 * value * 2 / 32), core.InputGradient.ToArray());
        Assert.Same(core.InputGradient, core.InputGradients[0]);
        Assert.Equal(loss, core.TestStep([.. s_x, .. s_y], targets, new float[34]));
    }

    [Fact]
    public void Backward_takes_a_gradient_for_each_output()
    {
        using var core = JoinProgram.Create();
        core.Forward([.. s_x, .. s_y], training: true);
        Assert.Throws<InvalidOperationException>(() => core.InputGradients);
        Backward(core, [3, 5], new float[32]);
        Assert.Equal([3f, 5f], core.InputGradients[1].ToArray());
        Assert.Equal([2, 1], core.InputGradients[1].Shape);
        float[] expected = [3, 3, .. new float[14], 5, 5, .. new float[14]];
        Assert.Equal(expected, core.InputGradient.ToArray());
        core.Forward([.. s_x, .. s_y], training: true);
        core.Backward([3, 5, .. new float[32]]);
        Assert.Equal(expected, core.InputGradient.ToArray());
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        using var core = JoinProgram.Create();
        Check("images", "35 values; an image of Join has 17 ('x' 16, 'y' 1)", () => core.Forward(new float[35], training: false));
        Check("outputs", "33 values, but 2 images of 17 outputs ('Sum' 1, 'Twice' 16) take 34", () => core.Predict(new float[34], new float[33]));
        Check("x", "'x' has 17 values; an image of it has 16 (16)", () => Predict(core, new float[17], s_y, new float[2], new float[32]));
        Check("x", "4 images (64 values), but the network's BatchSize is 3", () => Predict(core, new float[64], s_y, new float[2], new float[32]));
        Check("y", "'y' has 3 values, but 2 images of 1 (1) take 2", () => Predict(core, s_x, [1, 2, 3], new float[2], new float[32]));
        Check("outputs", "'Twice' has 31 values, but 2 images of 16 (16) take 32", () => Predict(core, s_x, s_y, new float[2], new float[31]));
        core.Forward([.. s_x, .. s_y], training: true);
        Check("outputGradients", "'Sum' has 1 values, but 2 images of 1 (1) take 2", () => Backward(core, [1], new float[32]));

        static void Check(string parameter, string part, Action call) => Assert.Contains(part, Assert.Throws<ArgumentException>(parameter, call).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Running_averages_are_parameters_that_only_training_passes_write()
    {
        using var core = JoinProgram.Create();
        var (mean, variance) = (core.Parameters["norm.running_mean"], core.Parameters["norm.running_var"]);
        Assert.Equal([1f], variance.GetValues());
        Assert.Equal(2, core.Parameters.ElementCount);
        Assert.Equal(4, core.Parameters.Count);
        Assert.False(mean.Trainable);
        Assert.Equal([0..8, 48..56], core.Parameters.TrainableRanges);

        core.Predict([.. s_x, .. s_y], new float[34]);
        Assert.Equal([0f], mean.GetValues());
        core.TrainStep([.. s_x, .. s_y], new float[32]);
        Assert.Equal(s_x.Average() / 2, mean.GetValues()[0], 1e-5f);
        Assert.Equal([0f], mean.GetGradient());

        new Sgd(0.1f, weightDecay: 0.5f).Step(core.Parameters);
        Assert.NotEqual([1f], core.Parameters["norm.weight"].GetValues());
        Assert.Equal(s_x.Average() / 2, mean.GetValues()[0], 1e-5f);
        Assert.Equal([1f], variance.GetValues());
    }

    [Fact]
    public void Running_averages_are_saved_and_loaded()
    {
        using var folder = new Weights.TemporaryFolder();
        using var core = JoinProgram.Create();
        core.Parameters["norm.running_mean"].SetValues([7]);
        core.SaveWeights(folder.File("join.safetensors"));
        Assert.Equal(["norm.bias", "norm.running_mean", "norm.running_var", "norm.weight"], Safetensors.Read(folder.File("join.safetensors")).Keys.Order(StringComparer.Ordinal));
        using var other = JoinProgram.Create();
        other.LoadWeights(folder.File("join.safetensors"));
        Assert.Equal([7f], other.Parameters["norm.running_mean"].GetValues());
    }

    private static void Predict(NetworkCore core, float[] x, float[] y, float[] sum, float[] twice)
    {
        fixed (float* a = x, b = y, c = sum, d = twice)
            core.Predict([new PinnedFloats(a, x.Length), new PinnedFloats(b, y.Length)], [new PinnedFloats(c, sum.Length), new PinnedFloats(d, twice.Length)]);
    }

    private static void Backward(NetworkCore core, float[] sum, float[] twice)
    {
        fixed (float* a = sum, b = twice)
            core.Backward([new PinnedFloats(a, sum.Length), new PinnedFloats(b, twice.Length)]);
    }

    /// <summary>A tensor that is the input, in place, written from its end.</summary>
    private sealed class EchoProgram : NetworkProgram
    {
        public override void Infer(WorkerPool pool, Frame* frame)
        {
            for (var i = (JoinProgram.Length * frame->Batch) - 1; i >= 0; i--)
                frame->Arena[i] = frame->Input[i];
        }

        public override void Forward(WorkerPool pool, Frame* frame) => Infer(pool, frame);

        public override void Loss(WorkerPool pool, Frame* frame, bool training)
        {
        }

        public override void Backward(WorkerPool pool, Frame* frame)
        {
        }

        public override void BackwardInput(WorkerPool pool, Frame* frame)
        {
        }

        public override float* View(Frame* frame, int view, bool training) => frame->Arena;

        public override void Read(WorkerPool pool, Frame* frame, int view, bool training)
        {
        }

        public override void Write(WorkerPool pool, Frame* frame, int view)
        {
        }
    }
}
