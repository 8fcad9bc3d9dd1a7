using System.Diagnostics;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Determinism;

/// <summary>A profile changes no bit of what a network computes, and its times fit into what the calls took.</summary>
public sealed class ProfileTests
{
    private const int Batch = 7;
    private const int Steps = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_profiled_network_computes_the_same_bits(int threads)
    {
        var profile = new ExecutionProfile();
        var start = Stopwatch.GetTimestamp();
        var profiled = Run(profile, threads);
        var wall = Stopwatch.GetElapsedTime(start);
        var plain = Run(profile: null, threads);

        Trial.SameBits(plain, profiled, "number", "with a profile");
        var entries = profile.Entries;
        var sum = entries.Aggregate(TimeSpan.Zero, (time, entry) => time + entry.Time);
        Assert.True(sum > TimeSpan.Zero && sum <= wall, $"Kernels took {sum} of {wall}.");
        foreach (var segment in (string[])["Inference Forward", "Training Forward", "Training Loss", "Training Backward"])
            Assert.Contains(entries, entry => entry.Segment == segment);
        Assert.All(entries.Where(entry => entry.Segment.StartsWith("Training", StringComparison.Ordinal)), entry => Assert.Equal(Steps, entry.Calls));

        // Published: 117,600 multiply-accumulates of an image.
        Assert.Equal(2L * 117_600 * Batch, entries.Single(entry => entry is { Segment: "Inference Forward", Kernel: "conv1 forward" }).Operations);
    }

    private static float[] Run(ExecutionProfile? profile, int threads)
    {
        using var network = new LeNet5(new NetworkOptions { BatchSize = Batch, Threads = threads, Seed = 3, Profile = profile });
        var images = new Numbers(1).Uniform(Batch * 28 * 28);
        var outputs = new float[Batch * 10];
        network.Predict(images, outputs);
        var losses = new float[Steps];
        for (var step = 0; step < Steps; step++)
            losses[step] = network.TrainStep(images, [0, 1, 2, 3, 4, 5, 6]);
        return [.. outputs, .. losses, .. network.Parameters.Gradients];
    }
}
