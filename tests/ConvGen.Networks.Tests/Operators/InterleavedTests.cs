using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Operators;

/// <summary>Batches that come in groups of images side by side: full groups and partial ones, beside the oracle and beside images that come alone.</summary>
[TestCaseOrderer("ConvGen.Tests.Harness.ByName", "ConvGen.Networks.Tests")]
public sealed class InterleavedTests(ITestOutputHelper output)
{
    /// <summary>Two groups, of which the last lacks some; one that lacks some; a full one; and one that is too empty, so that images come one by one.</summary>
    private static readonly int[] s_batches = [29, 13, 16, 11];

    private static readonly IReadOnlyList<Graph> s_networks = InterleavedCases.All;

    private static readonly Lazy<CompiledNetworks> s_compiled = new(() => CompiledNetworks.Compile([.. s_networks]));

    public static TheoryData<int, InstructionSet> Cases => ProcessorPaths.Of(s_networks.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Groups_compute_what_the_oracle_does(int network, InstructionSet instructions) =>
        output.WriteLine(Comparison.Run(s_compiled.Value, s_networks[network], instructions, s_batches).ToString());

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_image_has_the_same_bits_in_a_group_and_alone(int network, InstructionSet instructions)
    {
        var (graph, images) = (s_networks[network], s_batches[0]);
        var inputs = new Numbers(network).Uniform(images * graph.InputElements);
        Trial.SameBits(Predict(images), Predict(1), "output", "between groups and single images");

        float[] Predict(int together)
        {
            using var compiled = s_compiled.Value.Create(graph, new NetworkOptions { BatchSize = together, Threads = 1, InstructionSet = instructions, Seed = 5, PoisonArena = true });
            var length = graph.OutputElements;
            var outputs = new float[images * length];
            for (var first = 0; first < images; first += together)
                compiled.Predict(inputs.AsSpan(first * graph.InputElements, together * graph.InputElements), outputs.AsSpan(first * length, together * length));
            return outputs;
        }
    }

    /// <summary>An image of zeros would become infinite in the second layer, and infinity times no gradient is no number: the places of images that a group lacks must not hold one.</summary>
    [Fact]
    public void Missing_images_become_nothing_that_others_do_not()
    {
        var network = new Sequential(new(9, 8, 1), new Conv2D(2, 3), new Conv2D(3, 3), new Conv2D(2, 3));
        Assert.True(InterleaveImages.AreIn(LoweredPrograms.Of([network])[0].Training));
        using var compiled = CompiledNetworks.Compile([network]).Create(network, new NetworkOptions { BatchSize = 13, Threads = 1 });
        Fill("layer0.weight", -MathF.ScaleB(1, 120));
        Fill("layer0.bias", 9 * MathF.ScaleB(1, 120));
        Fill("layer1.weight", 64);
        Fill("layer1.bias", 1);
        var images = new float[13 * network.InputElements];
        Array.Fill(images, 1f);
        var outputs = compiled.Forward(images, training: true).ToArray();
        Assert.All(outputs, value => Assert.True(float.IsFinite(value)));
        compiled.Backward([.. outputs.Select(_ => 1f)]);
        Assert.All(compiled.Parameters, parameter => Assert.All(parameter.GetGradient(), value => Assert.True(float.IsFinite(value), parameter.Name)));
        Assert.Contains(compiled.Parameters["layer2.weight"].GetGradient(), value => value != 0);

        void Fill(string name, float value) => compiled.Parameters[name].SetValues([.. compiled.Parameters[name].GetValues().Select(_ => value)]);
    }

    [Fact]
    public void The_cases_are_computed_so()
    {
        var programs = LoweredPrograms.Of([.. s_networks]);
        Assert.All(programs, lowered => Assert.True(InterleaveImages.AreIn(lowered.Training)));

        // Not where filters are prepared once for all passes.
        Assert.All(programs, lowered => Assert.Equal(lowered.Inference.Find(LowerNetwork.Prepare) is null, InterleaveImages.AreIn(lowered.Inference)));
        List<Kernel> kernels = [.. programs.SelectMany(lowered => lowered.Inference.Kernels.Concat(lowered.Training.Kernels))];

        // Tiles and rests of both, in both; maps with padding that are taken apart; those that other kernels read.
        Assert.Contains(kernels.OfType<InterleavedGradient>(), kernel => kernel.Filters % kernel.Tile.Columns > 0 && kernel.Blocks > 1);
        Assert.Contains(kernels.OfType<InterleavedGradient>(), kernel => kernel.TapColumns % kernel.Tile.Pixels > 0);
        Assert.Contains(kernels.OfType<InterleavedGradient>(), kernel => kernel.RowsOfBlock < kernel.Of.Depth[1].Extent);
        List<Contraction> convolutions = [.. kernels.OfType<Interleaved>().Select(kernel => kernel.Of).OfType<Contraction>()];
        Assert.Contains(convolutions, kernel => kernel.Rows[3].Extent % ImageTile.Of(kernel.Rows[3].Extent, kernel.Columns).Pixels > 0);
        Assert.Contains(convolutions, kernel => kernel.Columns % ImageTile.Of(kernel.Rows[3].Extent, kernel.Columns).Columns > 0);
        Assert.Contains(convolutions, kernel => kernel.Extra.Any(operand => operand.Region.GrowsWithBatch));
        Assert.Contains(convolutions, kernel => kernel.MapColumns is { TapStep: < 0 });
        Assert.Contains(kernels.OfType<Interleave>(), kernel => kernel is { TakesApart: true, Channels: > 0 });
        Assert.Contains(kernels.OfType<Interleave>(), kernel => kernel is { TakesApart: true, Channels: 0 });
        Assert.Contains(kernels.OfType<Interleave>(), kernel => kernel is { TakesApart: false, Repeats: false });
    }
}
