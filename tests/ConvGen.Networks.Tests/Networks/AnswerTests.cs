using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Networks;

/// <summary>What accuracy means for each loss, and that labelled images teach distances.</summary>
public sealed class AnswerTests
{
    private const int People = 4, PicturesOfEach = 8;

    [Fact]
    public void Yes_or_no_outputs_are_counted_one_by_one()
    {
        using var network = new Questions(new NetworkOptions { BatchSize = 3, Threads = 1 });
        network.Parameters["fc.weight"].SetValues([1, 0, 0, 1]);
        // Logits are the inputs: yes above 0. The third and the last are wrong.
        var metrics = network.Evaluate(Dataset.FromMemory([0.5f, -0.5f, 0.1f, 3, -3, 2], [1, 0, 0, 1, 0, 0.4f], 2));
        Assert.Equal(4 / 6f, metrics.Accuracy, 1e-6f);
    }

    [Fact]
    public void Rows_of_shares_are_counted_by_their_largest()
    {
        using var network = new Shares(new NetworkOptions { BatchSize = 4, Threads = 1 });
        network.Parameters["fc.weight"].SetValues([1, 0, 0, 1, -1, -1]);
        var metrics = network.Evaluate(Dataset.FromMemory([2, 0, 0, 2, -1, -1, 2, 0], [0.6f, 0.4f, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0], 2));
        Assert.Equal(3 / 4f, metrics.Accuracy, 1e-6f);
    }

    [Fact]
    public void Regressions_have_no_accuracy()
    {
        using var network = new Regression(new NetworkOptions { BatchSize = 2, Threads = 1 });
        Assert.Equal(float.NaN, network.Evaluate(Dataset.FromMemory(new float[8], new float[2], 4)).Accuracy);
    }

    /// <summary>Labels are names here, far beyond the output's length.</summary>
    [Fact]
    public void Triplets_of_a_labelled_dataset_are_learned() => Learns(new Faces(new NetworkOptions { BatchSize = 16, Threads = 2, Seed = 3 }));

    [Fact]
    public void Pairs_of_a_labelled_dataset_are_learned() => Learns(new Signatures(new NetworkOptions { BatchSize = 16, Threads = 2, Seed = 3 }));

    private static void Learns(INetwork network)
    {
        using (network)
        {
            var (images, labels) = Pictures();
            var data = Dataset.FromMemory(images, labels, 6);
            Assert.Equal(float.NaN, network.Evaluate(data).Accuracy);
            network.Fit(data, new FitOptions { Epochs = 60, Optimizer = new Adam(0.01f), Progress = ProgressMode.None });
            var vectors = new float[labels.Length * 3];
            for (var first = 0; first < labels.Length; first += network.BatchSize)
                network.Predict(images.AsSpan(first * 6, network.BatchSize * 6), vectors.AsSpan(first * 3, network.BatchSize * 3));
            var right = Enumerable.Range(0, labels.Length).Count(i => labels[Nearest(vectors, i)] == labels[i]);
            Assert.True(right >= labels.Length - 1, $"only {right} of {labels.Length} have a neighbour of their own label");
        }
    }

    /// <summary>A few noisy copies of each person's six numbers.</summary>
    private static (float[] Images, int[] Labels) Pictures()
    {
        var numbers = new Numbers(5);
        var faces = numbers.Uniform(People * 6);
        var noise = numbers.Uniform(People * PicturesOfEach * 6, 0.3);
        var images = noise.Select((value, i) => value + faces[(i / 6 % People * 6) + (i % 6)]).ToArray();
        return (images, [.. Enumerable.Range(0, People * PicturesOfEach).Select(i => 1000 * (i % People))]);
    }

    private static int Nearest(float[] vectors, int image) => Enumerable.Range(0, vectors.Length / 3).Where(other => other != image)
        .MinBy(other => Enumerable.Range(0, 3).Sum(k => Math.Pow(vectors[(other * 3) + k] - vectors[(image * 3) + k], 2)));
}
