using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Networks;

/// <summary>A network on vectors trains from a dataset of vectors, end to end.</summary>
public sealed class RegressionTests
{
    [Fact]
    public void Vectors_of_features_fit()
    {
        var inputs = new Numbers(1).Uniform(200 * 4);
        var targets = Enumerable.Range(0, 200).Select(i => inputs[4 * i] - (2 * inputs[(4 * i) + 3])).ToArray();
        using var network = new Regression(new NetworkOptions { BatchSize = 20, Seed = 1, Threads = 1 });
        var data = Dataset.FromMemory(inputs, targets, 4);
        var before = network.Evaluate(data).Loss;
        network.Fit(data, new FitOptions { Epochs = 20, Optimizer = new Adam(0.01f), Progress = ProgressMode.None });
        Assert.True(network.Evaluate(data).Loss < before / 10);
    }
}
