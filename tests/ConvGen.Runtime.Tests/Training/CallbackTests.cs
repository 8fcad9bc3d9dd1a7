namespace ConvGen.Tests.Training;

public class CallbackTests
{
    private static Dataset Data { get; } = Dataset.FromMemory(new float[20], new int[10], 1, 1, 2);

    private static FitOptions Options(int epochs, params Callback[] callbacks) =>
        new() { Epochs = epochs, Validation = Data, Callbacks = callbacks, Progress = ProgressMode.None, Optimizer = new Sgd(1) };

    /// <summary>A network that sees one batch an epoch and whose validation losses are these.</summary>
    private static FakeNetwork Network(params float[] validationLosses) => new(10, _ => 1) { TestLoss = call => validationLosses[call - 1] };

    [Fact]
    public void Callbacks_see_training_in_order()
    {
        using var network = new FakeNetwork(4, step => step);
        var log = new Log();
        network.Fit(Data, Options(1, log));
        Assert.Equal(["start", "epoch 1", "batch 1/3 1", "batch 2/3 2", "batch 3/3 3", "end of 1", "end"], log.Lines);
    }

    [Fact]
    public void Early_stopping_endures_its_patience()
    {
        using var network = Network(5, 4, 4.5f, 4.2f, 4.1f, 1);
        var stopping = new EarlyStopping(patience: 2);
        var history = network.Fit(Data, Options(6, stopping));
        Assert.Equal(5, history.Count);
        Assert.Equal(2, stopping.BestEpoch);
        Assert.Equal("Stopped after epoch 5: ValidationLoss was best in epoch 2 (4).", history.StopReason);
    }

    [Fact]
    public void Small_changes_are_no_improvement()
    {
        using var network = Network(5, 4.95f, 4.9f);
        Assert.Equal(2, network.Fit(Data, Options(3, new EarlyStopping(minDelta: 0.1f))).Count);
    }

    [Fact]
    public void Early_stopping_restores_the_best_weights()
    {
        using var network = Network(5, 4, 6, 7);
        network.Fit(Data, Options(4, new EarlyStopping(patience: 1, restoreBestWeights: true)));
        Assert.Equal(-2, network.Parameters.Values[0]);
    }

    [Fact]
    public void The_best_weights_come_back_even_where_all_epochs_ran()
    {
        using var network = Network(5, 4, 6);
        network.Fit(Data, Options(3, new EarlyStopping(patience: 5, restoreBestWeights: true)));
        Assert.Equal(-2, network.Parameters.Values[0]);
    }

    [Fact]
    public void Early_stopping_needs_what_it_watches()
    {
        using var network = Network(1);
        var options = new FitOptions { Callbacks = [new EarlyStopping()], Progress = ProgressMode.None };
        Assert.Contains("FitOptions.Validation is not set", Assert.Throws<InvalidOperationException>(() => network.Fit(Data, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_are_written_each_epoch_or_for_the_best()
    {
        using var every = Network(5, 6, 4);
        using var best = Network(5, 6, 4);
        every.Fit(Data, Options(3, new ModelCheckpoint("w{epoch}.safetensors")));
        best.Fit(Data, Options(3, new ModelCheckpoint("w{epoch}.safetensors", saveBestOnly: true)));
        Assert.Equal(["w1.safetensors", "w2.safetensors", "w3.safetensors"], every.Saved);
        Assert.Equal(["w1.safetensors", "w3.safetensors"], best.Saved);
    }

    [Fact]
    public void A_callback_can_stop_within_an_epoch()
    {
        using var network = new FakeNetwork(4, _ => 1);
        var history = network.Fit(Data, Options(5, new StopAt(2)));
        Assert.Equal([4, 4], network.BatchSizes);
        Assert.Equal("enough", history.StopReason);
    }

    private sealed class StopAt(int batch) : Callback
    {
        public override void OnBatchEnd(TrainingState state)
        {
            if (state.Batch == batch)
                state.Stop("enough");
        }
    }

    private sealed class Log : Callback
    {
        public List<string> Lines { get; } = [];

        public override void OnTrainingStart(TrainingState state) => Lines.Add("start");

        public override void OnEpochStart(TrainingState state) => Lines.Add($"epoch {state.Epoch}");

        public override void OnBatchEnd(TrainingState state) => Lines.Add($"batch {state.Batch}/{state.Batches} {state.BatchLoss}");

        public override void OnEpochEnd(TrainingState state, EpochRecord epoch) => Lines.Add($"end of {epoch.Epoch}");

        public override void OnTrainingEnd(TrainingState state) => Lines.Add("end");
    }
}
