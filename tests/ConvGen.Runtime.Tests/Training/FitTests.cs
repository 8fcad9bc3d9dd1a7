namespace ConvGen.Tests.Training;

public class FitTests
{
    private const int Images = 10;

    /// <summary>Image i holds (i, −i); its label is i mod 3.</summary>
    private static Dataset Data(int count = Images) => Dataset.FromMemory(
        [.. Enumerable.Range(0, count).SelectMany(i => new float[] { i, -i })],
        [.. Enumerable.Range(0, count).Select(i => i % 3)],
        1, 1, 2);

    private static FitOptions Quiet(int epochs = 1, Dataset? validation = null, params Callback[] callbacks) =>
        new() { Epochs = epochs, Validation = validation, Callbacks = callbacks, Progress = ProgressMode.None, Optimizer = new Sgd(1) };

    [Fact]
    public void Every_image_is_trained_on_once_an_epoch_with_its_label()
    {
        using var network = new FakeNetwork(4, _ => 1);
        var history = network.Fit(Data(), Quiet(epochs: 3));
        Assert.Equal([4, 4, 2, 4, 4, 2, 4, 4, 2], network.BatchSizes);
        for (var epoch = 0; epoch < 3; epoch++)
            Assert.Equal(Enumerable.Range(0, Images).Select(i => (float)i), network.Seen.Skip(epoch * Images).Take(Images).Order());
        Assert.Equal(network.Seen.Select(i => (int)i % 3), network.SeenLabels);
        Assert.NotEqual(network.Seen.Take(Images), network.Seen.Skip(Images).Take(Images));
        Assert.Equal([1, 2, 3], history.Select(e => e.Epoch));
        Assert.Null(history.StopReason);
        Assert.Equal(-9, network.Parameters.Values[0]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_order_and_no_shuffle_the_given_one()
    {
        using var first = new FakeNetwork(4, _ => 1);
        using var second = new FakeNetwork(3, _ => 1);
        using var plain = new FakeNetwork(4, _ => 1);
        first.Fit(Data(), new FitOptions { Seed = 7, Progress = ProgressMode.None });
        second.Fit(Data(), new FitOptions { Seed = 7, Progress = ProgressMode.None });
        plain.Fit(Data(), new FitOptions { Shuffle = false, Progress = ProgressMode.None });
        Assert.Equal(first.Seen, second.Seen);
        Assert.Equal(Enumerable.Range(0, Images).Select(i => (float)i), plain.Seen);
    }

    [Fact]
    public void The_loss_is_a_mean_over_images()
    {
        using var network = new FakeNetwork(4, step => step);
        var history = network.Fit(Data(), Quiet());
        Assert.Equal((4 * 1 + 4 * 2 + 2 * 3) / 10f, history[0].Loss);
        Assert.Equal(1, history[0].LearningRate);
    }

    [Fact]
    public void Evaluation_measures_loss_and_accuracy()
    {
        using var network = new FakeNetwork(4, _ => 1) { TestLoss = call => call };
        var wrong = Dataset.FromMemory([0f, 0, 1, 0, 2, 0, 0, 0, 1, 0], [0, 1, 2, 1, 2], 1, 1, 2);
        var metrics = network.Evaluate(wrong);
        Assert.Equal(new Metrics(6 / 5f, 3 / 5f, 5), metrics);
        Assert.Equal("loss 1.2000, accuracy 60.0 % (5 images)", metrics.ToString());
    }

    [Fact]
    public void Targets_train_and_have_no_accuracy()
    {
        using var network = new FakeNetwork(4, _ => 1, labels: false);
        var data = Dataset.FromMemory(new float[20], new float[30], 1, 1, 2);
        var history = network.Fit(data, Quiet(validation: data));
        Assert.True(float.IsNaN(history[0].ValidationAccuracy));
        Assert.False(float.IsNaN(history[0].ValidationLoss));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_and_names_epoch_and_step()
    {
        using var network = new FakeNetwork(4, step => step == 5 ? float.NaN : 1);
        var exception = Assert.Throws<TrainingDivergedException>(() => network.Fit(Data(), Quiet(epochs: 3)));
        Assert.Contains("NaN at step 2 of 3 in epoch 2", exception.Message, StringComparison.Ordinal);
        Assert.Equal(-4, network.Parameters.Values[0]);
    }

    [Fact]
    public void Such_steps_can_be_skipped()
    {
        using var network = new FakeNetwork(4, step => step == 2 ? float.PositiveInfinity : 1);
        var history = network.Fit(Data(), new FitOptions { SkipNonFiniteSteps = true, Optimizer = new Sgd(1), Progress = ProgressMode.None });
        Assert.Equal(1, history[0].Loss);
        Assert.Equal(-2, network.Parameters.Values[0]);
    }

    [Fact]
    public void Cancelling_ends_between_steps()
    {
        using var source = new CancellationTokenSource();
        using var network = new FakeNetwork(4, step =>
        {
            if (step == 2)
                source.Cancel();
            return 1;
        });
        Assert.Throws<OperationCanceledException>(() => network.Fit(Data(), new FitOptions { CancellationToken = source.Token, Optimizer = new Sgd(1), Progress = ProgressMode.None }));
        Assert.Equal(-2, network.Parameters.Values[0]);
    }

    [Fact]
    public void Rates_that_count_epochs_know_their_length()
    {
        using var network = new FakeNetwork(4, _ => 1);
        var history = network.Fit(Data(), new FitOptions { Epochs = 3, Optimizer = new Sgd(LearningRate.StepDecay(1, 0.5, 1).InEpochs()), Progress = ProgressMode.None });
        Assert.Equal([1, 0.5f, 0.25f], history.Select(e => e.LearningRate));
    }

    [Fact]
    public void Data_that_does_not_fit_is_refused_with_both_shapes()
    {
        using var network = new FakeNetwork(4, _ => 1);
        using var lossless = new FakeNetwork(4, _ => 1, loss: false);
        string Message(Dataset data) => Assert.Throws<ArgumentException>(() => network.Fit(data, Quiet())).Message;

        Assert.Contains("Fake takes 1×1×2 images, but the training dataset has vectors of 3 features", Message(Dataset.FromMemory(new float[30], new int[10], 3)), StringComparison.Ordinal);
        Assert.Contains("Fake takes 1×1×2 images, but the training dataset has 1×2×1 images", Message(Dataset.FromMemory(new float[20], new int[10], 1, 2, 1)), StringComparison.Ordinal);
        Assert.Contains("takes int labels, but the training dataset has float targets", Message(Dataset.FromMemory(new float[20], new float[10], 1, 1, 2)), StringComparison.Ordinal);
        Assert.Contains("takes 1 int labels for each image, but the training dataset has 2", Message(Dataset.FromMemory(new float[20], new int[20], 1, 1, 2)), StringComparison.Ordinal);
        Assert.Contains("empty", Message(Data().Take(0)), StringComparison.Ordinal);
        Assert.Contains("has no loss", Assert.Throws<InvalidOperationException>(() => lossless.Evaluate(Data())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FitOptions { Epochs = 0 });
    }
}
