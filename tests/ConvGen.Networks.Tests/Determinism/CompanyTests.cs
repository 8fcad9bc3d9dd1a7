using ConvGen.Tests.Harness;
using ConvGen.Tests.Operators;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Determinism;

/// <summary>Convolutions by Winograd choose another way for an image alone, or for vectors of sixteen: a result's bits tell nothing of it.</summary>
public sealed class CompanyTests
{
    private const int Images = 7;

    private static readonly Sequential[] s_networks = [.. WinogradCases.OfOneImage, .. WinogradCases.Large, WinogradCases.OfOneLargeImage, .. WinogradCases.OfStride2];

    private static readonly Lazy<CompiledNetworks> s_compiled = new(() => CompiledNetworks.Compile(s_networks));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_networks.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_has_the_same_bits_alone_and_in_a_batch_and_in_vectors_of_any_width(int index)
    {
        var images = new Numbers(index).Uniform(Images * s_networks[index].Input.Elements);
        var expected = Predict(index, InstructionSet.Vector512, images, Images);
        Assert.All(ProcessorPaths.All.Where(IsFused), instructions =>
        {
            Trial.SameBits(expected, Predict(index, instructions, images, Images), "output", $"between vectors of sixteen and {instructions}, in a batch");
            Trial.SameBits(expected, Predict(index, instructions, images, 1), "output", $"between a batch and single images, {instructions}");
        });
    }

    /// <summary>Both ways on every machine, whatever its processor would choose.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_alone_has_the_same_bits_whether_the_third_cache_is_near_or_not(int index)
    {
        var images = new Numbers(index).Uniform(Images * s_networks[index].Input.Elements);
        var own = Processor.HasNearThirdCache;
        try
        {
            Processor.HasNearThirdCache = false;
            var far = Predict(index, InstructionSet.Vector512, images, 1);
            Processor.HasNearThirdCache = true;
            Trial.SameBits(far, Predict(index, InstructionSet.Vector512, images, 1), "output", "between filters on the way and kept ones");
        }
        finally
        {
            Processor.HasNearThirdCache = own;
        }
    }

    /// <summary>Without fused multiply-add the last bit is another.</summary>
    private static bool IsFused(InstructionSet instructions) => instructions is InstructionSet.Avx2 or InstructionSet.Vector512;

    private static float[] Predict(int index, InstructionSet instructions, float[] images, int together)
    {
        var network = s_networks[index];
        using var compiled = s_compiled.Value.Create(network, new NetworkOptions { BatchSize = Images, Threads = 1, InstructionSet = instructions, Seed = 3 });
        var outputs = new float[Images * network.OutputElements];
        for (var first = 0; first < Images; first += together)
            compiled.Predict(images.AsSpan(first * network.Input.Elements, together * network.Input.Elements), outputs.AsSpan(first * network.OutputElements, together * network.OutputElements));
        return outputs;
    }
}
