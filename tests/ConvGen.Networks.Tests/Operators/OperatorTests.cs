using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Operators;

/// <summary>
/// Every operator and its gradients, compiled, against the oracle: at each instruction set, for full, partial and single batches. One and two
/// threads must give the same bits, and so must an arena filled with NaN beforehand: no kernel reads what no kernel wrote. Padding lanes stay zero.
/// </summary>
[TestCaseOrderer("ConvGen.Tests.Harness.ByName", "ConvGen.Networks.Tests")]
public sealed class OperatorTests(ITestOutputHelper output)
{
    /// <summary>Enough images for two register tiles and a rest, where the oracle does not take too long.</summary>
    private const int ManyImages = 13;

    private const int SmallImage = 200;

    public static TheoryData<string, InstructionSet> Cases
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in OperatorCases.ByName.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_compiled_network_computes_what_the_oracle_does(string name, InstructionSet instructions)
    {
        var network = OperatorCases.ByName[name];
        int[] batches = network.Input.Elements <= SmallImage ? [ManyImages, 1, 2, 5] : [5, 1, 2];
        output.WriteLine(Comparison.Run(OperatorCases.Compiled.Value, network, instructions, batches).ToString());
    }

    public static TheoryData<int, InstructionSet> LargeCases => ProcessorPaths.Of(s_networks.Length);

    /// <summary>The same for two images, because the oracle takes its time.</summary>
    [Theory]
    [MemberData(nameof(LargeCases))]
    public void A_large_network_computes_what_the_oracle_does(int large, InstructionSet instructions) =>
        output.WriteLine(Comparison.Run(s_large.Value, s_networks[large], instructions, [2]).ToString());

    public static TheoryData<int, InstructionSet> LargeResults => ProcessorPaths.Of(s_largeResults.Length);

    /// <summary>Forward alone, for one image and for two, whose blocks meet.</summary>
    [Theory]
    [MemberData(nameof(LargeResults))]
    public void A_large_result_is_what_the_oracle_computes(int large, InstructionSet instructions)
    {
        var (network, closeness) = (s_largeResults[large], new Closeness());
        var example = s_examplesOfLargeResults[large].Value;
        var expected = example.Inference.Output.Values;
        using var compiled = s_compiledLargeResults.Value.Create(network, new NetworkOptions { BatchSize = 2, Threads = 1, InstructionSet = instructions, PoisonArena = true });
        foreach (var (key, values) in example.Weights)
            compiled.Parameters[key].SetValues(values);
        foreach (var images in new[] { 2, 1 })
        {
            var outputs = new float[images * network.OutputElements];
            compiled.Predict(example.Images.AsSpan(0, images * network.Input.Elements), outputs);
            closeness.CheckForward(outputs, expected[..outputs.Length], $"output of {images}");
        }

        output.WriteLine(closeness.ToString());
    }

    private static readonly Sequential[] s_largeResults = [.. WinogradCases.OfLargeResults];

    private static readonly Lazy<CompiledNetworks> s_compiledLargeResults = new(() => CompiledNetworks.Compile(s_largeResults));

    private static readonly Lazy<Example>[] s_examplesOfLargeResults = [.. s_largeResults.Select(network => new Lazy<Example>(() => Example.Draw(network, batch: 2, seed: 1)))];

    private static readonly Sequential[] s_networks = [.. WinogradCases.Large];

    private static readonly Lazy<CompiledNetworks> s_large = new(() => CompiledNetworks.Compile(s_networks));
}
