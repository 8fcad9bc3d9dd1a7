using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Graphs;

/// <summary>Fit, Evaluate and callbacks on networks that are graphs.</summary>
public sealed class GraphTrainingTests
{
    private const int Images = 50;

    private static readonly float[] s_images = new Numbers(1).Uniform(Images * 8);
    private static readonly int[] s_labels = [.. Enumerable.Range(0, Images).Select(i => s_images[8 * i] < -0.3 ? 0 : s_images[8 * i] < 0.3 ? 1 : 2)];

    private static Dataset Data { get; } = Dataset.FromMemory(s_images, s_labels, 2, 2, 2);

    [Fact]
    public void Accuracy_is_that_of_the_output_with_the_loss()
    {
        using var network = new SecondOutput(new NetworkOptions { BatchSize = 16, Seed = 1, Threads = 1 });
        network.Fit(Data, new FitOptions { Epochs = 30, Optimizer = new Adam(0.03f), Progress = ProgressMode.None });
        var right = 0;
        for (var i = 0; i < Images; i++)
        {
            network.Forward(s_images.AsSpan(8 * i, 8));
            var classes = network.Classes.ToArray();
            right += Array.IndexOf(classes, classes.Max()) == s_labels[i] ? 1 : 0;
        }

        Assert.True(right > Images * 3 / 4);
        Assert.Equal((float)right / Images, network.Evaluate(Data).Accuracy);
    }

    [Fact]
    public void Early_stopping_brings_back_running_averages_too()
    {
        using var network = new SecondOutput(new NetworkOptions { BatchSize = 16, Seed = 1, Threads = 1 });
        var log = new Snapshots();
        // No improvement is ever large enough after the first epoch.
        var stopping = new EarlyStopping(patience: 10, minDelta: 1000, restoreBestWeights: true);
        network.Fit(Data, new FitOptions { Epochs = 4, Validation = Data, Optimizer = new Adam(0.03f), Progress = ProgressMode.None, Callbacks = [stopping, log] });
        Assert.Equal(1, stopping.BestEpoch);
        var mean = network.Parameters["norm.running_mean"].GetValues();
        Assert.Equal(log.Means[0], mean);
        Assert.NotEqual(log.Means[^1], mean);
    }

    [Fact]
    public void Datasets_do_not_fit_networks_of_several_inputs()
    {
        using var network = new Stereo();
        Assert.Contains("Stereo has 2 inputs", Assert.Throws<InvalidOperationException>(() => network.Fit(Data)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => network.Evaluate(Data));
    }

    private sealed class Snapshots : Callback
    {
        public List<float[]> Means { get; } = [];

        public override void OnEpochEnd(TrainingState state, EpochRecord epoch) => Means.Add(state.Network.Parameters["norm.running_mean"].GetValues());
    }
}
