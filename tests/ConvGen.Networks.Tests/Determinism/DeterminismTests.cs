using ConvGen.Tests.Harness;
using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Determinism;

/// <summary>The same seed gives the same bits, whatever the thread count and the width of vectors, run to run; and an image's result does not depend on its company.</summary>
public sealed class DeterminismTests
{
    private const int Steps = 20;

    private static readonly Dictionary<string, Func<NetworkOptions, INetwork>> Networks = new(StringComparer.Ordinal)
    {
        [nameof(LeNet5)] = options => new LeNet5(options),
        [nameof(Assorted)] = options => new Assorted(options),
        [nameof(WideNormalized)] = options => new WideNormalized(options),
    };

    public static TheoryData<string, InstructionSet> Cases
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in Networks.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Twenty_steps_end_at_the_same_bits_for_one_and_two_threads_and_again(string name, InstructionSet instructions)
    {
        var (losses, weights) = Train(name, instructions, threads: 1);
        foreach (var threads in (int[])[2, 2, 3])
        {
            var (otherLosses, otherWeights) = Train(name, instructions, threads);
            Trial.SameBits(losses, otherLosses, "loss", $"between 1 and {threads} threads");
            Trial.SameBits(weights, otherWeights, "weight", $"between 1 and {threads} threads");
        }

        Assert.True(losses[^1] < losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vectors_of_eight_and_of_sixteen_give_the_same_bits(string name)
    {
        if (!ProcessorPaths.All.Contains(InstructionSet.Avx2))
            return;
        var (losses, weights) = Train(name, InstructionSet.Avx2, threads: 1);
        var (otherLosses, otherWeights) = Train(name, InstructionSet.Vector512, threads: 1);
        Trial.SameBits(losses, otherLosses, "loss", "between vectors of eight and of sixteen");
        Trial.SameBits(weights, otherWeights, "weight", "between vectors of eight and of sixteen");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Another_seed_gives_other_weights(string name, InstructionSet instructions)
    {
        using var one = Create(name, instructions, 1, seed: 1);
        using var two = Create(name, instructions, 1, seed: 2);
        Assert.NotEqual(one.Parameters.Values.ToArray(), two.Parameters.Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_alone_gives_the_bits_it_gives_in_a_batch(string name, InstructionSet instructions)
    {
        using var network = Create(name, instructions, threads: 2);
        var imageLength = network.Description.Input.Aggregate((a, b) => a * b);
        var outputLength = network.Description.Outputs[0].Shape.Aggregate((a, b) => a * b);
        var images = new Numbers(4).Uniform(7 * imageLength);
        var together = new float[7 * outputLength];
        network.Predict(images, together);
        var alone = new float[outputLength];
        for (var image = 0; image < 7; image++)
        {
            network.Predict(images.AsSpan(image * imageLength, imageLength), alone);
            Trial.SameBits(together.AsSpan(image * outputLength, outputLength), alone, $"image {image}", "alone");
        }
    }

    private static (float[] Losses, float[] Weights) Train(string name, InstructionSet instructions, int threads)
    {
        using var network = Create(name, instructions, threads);
        var optimizer = new Sgd(0.05f, momentum: 0.9f);
        var imageLength = network.Description.Input.Aggregate((a, b) => a * b);
        var images = new Numbers(2).Uniform(7 * imageLength);
        int[] labels = [0, 1, 2, 3, 4, 1, 0];
        var losses = new float[Steps];
        for (var step = 0; step < Steps; step++)
        {
            // A batch smaller than the network's every third step.
            var count = step % 3 == 2 ? 4 : 7;
            losses[step] = network.TrainStep(images.AsSpan(0, count * imageLength), labels.AsSpan(0, count));
            optimizer.Step(network.Parameters);
        }

        return (losses, network.Parameters.Values.ToArray());
    }

    private static INetwork Create(string name, InstructionSet instructions, int threads, int seed = 1) =>
        Networks[name](new NetworkOptions { BatchSize = 7, Threads = threads, Seed = seed, InstructionSet = instructions });
}
