namespace ConvGen.Tests.Networks;

/// <summary>What depends on parameters alone is made before the first pass of a mode, again where they have changed, and not otherwise.</summary>
[Collection(SerialTests.Name)]
public sealed class PreparedParametersTests
{
    private readonly PreparingProgram _program = new();

    [Fact]
    public void It_is_made_once_for_many_passes_and_for_each_mode_by_itself()
    {
        using var core = PreparingProgram.Create(_program, hasAverage: false);
        Assert.Equal((0, 0), Runs);
        Predict(core);
        Predict(core);
        Assert.Equal((1, 0), Runs);
        core.Forward([3], training: true);
        core.Forward([3], training: true);
        core.Forward([3], training: false);
        Assert.Equal((1, 1), Runs);
    }

    [Fact]
    public void Reading_parameters_changes_nothing()
    {
        using var core = PreparingProgram.Create(_program);
        Predict(core);
        _ = core.Parameters["weight"].GetValues();
        _ = core.Parameters["weight"].GetGradient();
        _ = core.Parameters.Gradients.Length;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        core.SaveWeights(path);
        File.Delete(path);
        Predict(core);
        Assert.Equal((1, 0), Runs);
    }

    [Fact]
    public void Setting_values_counts_for_both_modes()
    {
        using var core = PreparingProgram.Create(_program);
        Predict(core);
        core.Forward([3], training: true);
        core.Parameters["frozen"].SetValues([5]);
        Assert.Equal(3 * (2 + 5), Predict(core));
        Assert.Equal(3 * 1 + 2 * 5, core.Forward([3], training: true)[0]);
        Assert.Equal((2, 2), Runs);
    }

    [Fact]
    public void Loading_weights_counts_for_both_modes()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var core = PreparingProgram.Create(_program);
        using var other = PreparingProgram.Create(new PreparingProgram());
        other.Parameters["frozen"].SetValues([7]);
        other.SaveWeights(path);
        Predict(core);
        core.LoadWeights(path);
        File.Delete(path);
        Assert.Equal(3 * (1 + 7), Predict(core));
        core.Forward([3], training: true);
        Assert.Equal((2, 1), Runs);
    }

    /// <summary>An optimiser leaves alone what training prepares.</summary>
    [Fact]
    public void An_optimisers_step_counts_for_inference()
    {
        using var core = PreparingProgram.Create(_program, hasAverage: false);
        var optimizer = new Sgd(0.5f);
        Train(core);
        Predict(core);
        optimizer.Step(core.Parameters);
        Predict(core);
        Train(core);
        Assert.Equal((2, 1), Runs);
    }

    [Fact]
    public void A_training_pass_counts_for_inference_where_it_moves_averages()
    {
        using var core = PreparingProgram.Create(_program);
        Assert.Equal(3 * (1 + 1), Predict(core));
        core.Forward([3], training: true);
        Assert.Equal(3 * (2 + 1), Predict(core));
        core.Forward([3], training: true);
        Assert.Equal(3 * (3 + 1), Predict(core));
        Assert.Equal((3, 1), Runs);
    }

    /// <summary>Nobody sees what is written to the span, nor when.</summary>
    [Fact]
    public void Once_values_are_handed_out_every_pass_makes_it_anew()
    {
        using var core = PreparingProgram.Create(_program, hasAverage: false);
        Predict(core);
        var values = core.Parameters.Values;
        Predict(core);
        values[16] = 4;
        Assert.Equal(3 * (1 * values[32] + 4), Predict(core));
        values[16] = 5;
        Assert.Equal(3 * 1 + 2 * 5, core.Forward([3], training: true)[0]);
        values[16] = 6;
        Assert.Equal(3 * 1 + 2 * 6, core.Forward([3], training: true)[0]);
        Assert.Equal((3, 2), Runs);
    }

    [Fact]
    public void Memory_comes_with_the_first_pass_of_a_mode_and_goes_with_the_network()
    {
        var before = NativeBuffer.Live;
        var core = PreparingProgram.Create(_program);
        var made = NativeBuffer.Live;
        Predict(core);
        Assert.Equal(made + 1, NativeBuffer.Live);
        Predict(core);
        Assert.Equal(made + 1, NativeBuffer.Live);

        // Gradients too.
        core.Forward([3], training: true);
        Assert.Equal(made + 3, NativeBuffer.Live);
        core.Dispose();
        Assert.Equal(before, NativeBuffer.Live);
    }

    [Fact]
    public void Changing_parameters_between_passes_allocates_nothing()
    {
        using var core = PreparingProgram.Create(_program);
        var optimizer = new Sgd(0.01f);
        float[] x = [3], y = [0];
        void Work()
        {
            Train(core, x);
            optimizer.Step(core.Parameters);
            core.Predict(x, y);
        }

        for (var i = 0; i < 50; i++)
            Work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((150, 1), Runs);
    }

    [Fact]
    public void Poisoned_memory_is_poisoned_here_too()
    {
        using var core = PreparingProgram.Create(_program, options: new NetworkOptions { PoisonArena = true });
        Assert.Equal(3 * (1 + 1), Predict(core));
        Assert.Equal(float.NaN, _program.Before);
    }

    [Fact]
    public void It_is_among_the_memory_that_the_description_tells()
    {
        using var core = PreparingProgram.Create(_program);
        var memory = core.Description.Memory;
        Assert.Equal((5 + 16, 5 + 32), (memory.InferenceFloats(5), memory.TrainingFloats(5)));
        Assert.Contains("Arena at batch 4: 80 B for inference, 144 B for training\nPrepared from parameters, in these: 64 B and 128 B\n", core.Description.ToString(4), StringComparison.Ordinal);
    }

    private (int Inference, int Training) Runs => (_program.ForInference, _program.ForTraining);

    private static float Predict(NetworkCore core)
    {
        var output = new float[1];
        core.Predict([3], output);
        return output[0];
    }

    private static void Train(NetworkCore core, float[]? image = null)
    {
        core.Forward(image ?? [3], training: true);
        core.Backward(image ?? [1]);
    }
}
