namespace ConvGen.Tests.Networks;

public sealed class NetworkCoreTests
{
    private static readonly float[] s_images = [.. Enumerable.Range(0, 4 * DenseProgram.In).Select(i => MathF.Sin(i))];
    private static readonly int[] s_labels = [0, 2, 1, 2];

    [Fact]
    public void Predict_computes_the_layer_for_any_count_up_to_the_batch_size()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Seed = 3, PoisonArena = true });
        core.Parameters["fc.bias"].SetValues([1, 2, 3]);
        for (var batch = 1; batch <= 4; batch++)
        {
            var outputs = new float[batch * DenseProgram.Out];
            core.Predict(s_images.AsSpan(0, batch * DenseProgram.In), outputs);
            Assert.Equal(Expected(core, batch), outputs, Near);
        }
    }

    [Fact]
    public void Forward_returns_the_output_with_its_shape()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 });
        var y = core.Forward(s_images, training: false);
        Assert.Equal([4, DenseProgram.Out], y.Shape);
        Assert.Equal(12, y.Length);
        Assert.Equal(Expected(core, 4), y.ToArray(), Near);
        Assert.Equal(y.Values[7], y[7]);
        ReadOnlySpan<float> span = y;
        Assert.Equal(12, span.Length);
    }

    [Fact]
    public void Activations_follow_the_newest_pass_and_keep_a_shape_array_that_was_taken()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 });
        var first = core.Forward(s_images, training: false);
        var shape = first.Shape;
        var before = first.ToArray();
        var second = core.Forward(s_images.AsSpan(DenseProgram.In, DenseProgram.In), training: false);
        Assert.Same(first, second);
        Assert.Equal([1, DenseProgram.Out], first.Shape);
        Assert.Equal(4, shape[0]);
        Assert.Equal(before[3..6], first.ToArray());
    }

    [Fact]
    public void TrainStep_gives_the_gradients_of_the_mean_loss()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Seed = 1, PoisonArena = true });
        var loss = core.TrainStep(s_images, s_labels);
        foreach (var parameter in core.Parameters)
        {
            var gradient = parameter.GetGradient();
            for (var i = 0; i < parameter.Count; i++)
                Assert.Equal(Slope(core, parameter, i), gradient[i], 1e-3f);
        }

        Assert.Equal(loss, core.TestStep(s_images, s_labels, new float[12]));
    }

    [Fact]
    public void TrainStep_takes_float_targets_where_the_loss_does()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 }, labels: false);
        var targets = new float[12];
        var outputs = new float[12];
        var loss = core.TrainStep(s_images, targets);
        Assert.Equal(loss, core.TestStep(s_images, targets, outputs));
        Assert.Equal(outputs.Sum(y => (double)y * y) / 12, loss, 1e-6);
    }

    [Fact]
    public void Ignored_labels_count_neither_in_the_loss_nor_in_its_divisor()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 });
        var some = core.TrainStep(s_images, [0, DenseProgram.IgnoreIndex, 1, DenseProgram.IgnoreIndex]);
        var first = core.TestStep(s_images.AsSpan(0, 5), [0], new float[3]);
        var third = core.TestStep(s_images.AsSpan(10, 5), [1], new float[3]);
        Assert.Equal((first + third) / 2, some, 1e-6f);
        int[] none = [DenseProgram.IgnoreIndex];
        Assert.Equal(0f, core.TrainStep(s_images.AsSpan(0, 5), none));
        Assert.All(core.Parameters.Gradients.ToArray(), g => Assert.Equal(0f, g));
    }

    [Fact]
    public void Backward_takes_a_gradient_of_ones_own_and_replaces_the_old_gradients()
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 });
        float[] outputGradient = [1, 10, 100, 0, 0, 0];
        for (var repeat = 0; repeat < 2; repeat++)
        {
            core.Forward(s_images.AsSpan(0, 10), training: true);
            core.Backward(outputGradient);
            Assert.Equal(outputGradient[..3], core.Parameters["fc.bias"].GetGradient());
            Assert.Equal(s_images[..5], core.Parameters["fc.weight"].GetGradient()[..5]);
        }
    }

    [Fact]
    public void Backward_reads_the_images_of_its_forward_pass_though_the_caller_overwrote_them()
    {
        using var core = DenseProgram.Create();
        var image = s_images[..5];
        core.Forward(image, training: true);
        Array.Fill(image, 99f);
        core.Backward([1, 0, 0]);
        Assert.Equal(s_images[..5], core.Parameters["fc.weight"].GetGradient()[..5]);
    }

    [Fact]
    public void Input_gradient_is_computed_once_and_only_when_read()
    {
        var program = new DenseProgram();
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4 }, program: program);
        core.TrainStep(s_images, s_labels);
        Assert.Equal(0, program.InputGradientRuns);
        var gradient = core.InputGradient;
        Assert.Equal([4, 1, 1, DenseProgram.In], gradient.Shape);
        _ = gradient.Values;
        _ = core.InputGradient.ToArray();
        Assert.Equal(1, program.InputGradientRuns);

        core.Forward(s_images.AsSpan(0, 5), training: true);
        core.Backward([0, 1, 0]);
        Assert.Equal(core.Parameters["fc.weight"].GetValues()[5..10], gradient.ToArray());
        Assert.Equal(2, program.InputGradientRuns);
    }

    [Fact]
    public void Step_and_seed_reach_the_program()
    {
        var program = new DenseProgram();
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Seed = -1 }, program: program);
        core.Predict(s_images, new float[12]);
        Assert.Equal(uint.MaxValue, program.LastSeed);
        for (var step = 0u; step < 3; step++)
        {
            core.TrainStep(s_images, s_labels);
            Assert.Equal(step, program.LastStep);
        }
    }

    [Fact]
    public void Poisoning_reaches_what_no_kernel_writes()
    {
        var program = new DenseProgram();
        using var core = DenseProgram.Create(new NetworkOptions { PoisonArena = true }, program: program);
        core.Predict(s_images.AsSpan(0, 5), new float[3]);
        Assert.True(float.IsNaN(program.FixedArenaFloat));
    }

    [Fact]
    public void Same_seed_gives_the_same_bits_for_any_thread_count()
    {
        var reference = Train(threads: 1);
        Assert.Equal(reference, Train(threads: 2));
        Assert.Equal(reference, Train(threads: 3));
    }

    private static float[] Train(int threads)
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Seed = 5, Threads = threads });
        for (var step = 0; step < 10; step++)
        {
            core.TrainStep(s_images, s_labels);
            for (var i = 0; i < core.Parameters.Values.Length; i++)
                core.Parameters.Values[i] -= 0.1f * core.Parameters.Gradients[i];
        }

        return core.Parameters.Values.ToArray();
    }

    /// <summary>Central difference of the mean loss by one element.</summary>
    private static float Slope(NetworkCore core, Parameter parameter, int element)
    {
        const float Delta = 1e-2f;
        var values = parameter.GetValues();
        var kept = values[element];
        values[element] = kept + Delta;
        parameter.SetValues(values);
        var above = core.TestStep(s_images, s_labels, new float[12]);
        values[element] = kept - Delta;
        parameter.SetValues(values);
        var below = core.TestStep(s_images, s_labels, new float[12]);
        values[element] = kept;
        parameter.SetValues(values);
        return (above - below) / (2 * Delta);
    }

    private static float[] Expected(NetworkCore core, int batch)
    {
        var weights = core.Parameters["fc.weight"].GetValues();
        var bias = core.Parameters["fc.bias"].GetValues();
        return [.. Enumerable.Range(0, batch * DenseProgram.Out).Select(k =>
        {
            var (n, o) = Math.DivRem(k, DenseProgram.Out);
            return bias[o] + Enumerable.Range(0, DenseProgram.In).Sum(i => s_images[n * DenseProgram.In + i] * weights[o * DenseProgram.In + i]);
        })];
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5f;
}
