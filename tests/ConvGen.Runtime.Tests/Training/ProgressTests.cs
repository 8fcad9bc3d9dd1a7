namespace ConvGen.Tests.Training;

public class ProgressTests
{
    [Fact]
    public void Lines_tell_each_epoch_and_why_training_stopped()
    {
        using var network = new FakeNetwork(4, _ => 1);
        using var text = new StringWriter { NewLine = "\n" };
        var lines = new ProgressLines(text);
        var state = State(network);
        lines.EndEpoch(state, new EpochRecord(1, 0.43214f, 0.40121f, 0.85324f, 0.05f, 12.34));
        lines.EndEpoch(state, new EpochRecord(1, 0.43214f, float.NaN, float.NaN, 0.05f, 1.26));
        state.Stop("Enough.");
        lines.EndTraining(state);
        Assert.Equal(
            "Epoch 1/5  loss 0.4321  validation loss 0.4012  accuracy 85.32 %  12.3 s\nEpoch 1/5  loss 0.4321  1.3 s\nEnough.\n",
            text.ToString());
    }

    [Fact]
    public void The_bar_is_redrawn_in_place_and_replaced_by_the_line()
    {
        using var network = new FakeNetwork(4, _ => 1);
        using var text = new StringWriter { NewLine = "\n" };
        var bar = new ProgressBar(text);
        var state = State(network);
        bar.BeginEpoch(state);
        state.Batch = 4;
        state.Loss = 0.5f;
        bar.Update(state);
        bar.EndEpoch(state, new EpochRecord(1, 0.5f, float.NaN, float.NaN, 0.05f, 1));
        var drawn = text.ToString().Split('\r');
        Assert.Equal(4, drawn.Length);
        Assert.StartsWith("Epoch 1/5 [>                             ] 0/4  0.0 s", drawn[1], StringComparison.Ordinal);
        Assert.StartsWith("Epoch 1/5 [==============================] 4/4  loss 0.5000  ", drawn[2], StringComparison.Ordinal);
        Assert.Equal("Epoch 1/5  loss 0.5000  1.0 s".PadRight(drawn[2].Length) + "\n", drawn[3]);
    }

    [Fact]
    public void A_history_is_a_table()
    {
        var history = new History();
        history.Add(new EpochRecord(1, 0.55f, 0.5f, 0.851f, 0.05f, 1.23));
        Assert.Equal("epoch      loss  validation loss  accuracy  learning rate  seconds\n    1    0.5500           0.5000   85.10 %           0.05      1.2\n", history.ToString());
    }

    private static TrainingState State(FakeNetwork network) => new(network, new FitOptions { Epochs = 5 }, batches: 4) { Epoch = 1 };
}
