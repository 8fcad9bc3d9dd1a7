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

    public static TheoryData<int, InstructionSet> LargeCases => ProcessorPaths.Of(WinogradCases.Large.Count());

    /// <summary>The same for two images, because the oracle takes its time.</summary>
    [Theory]
    [MemberData(nameof(LargeCases))]
    public void A_large_network_computes_what_the_oracle_does(int large, InstructionSet instructions) =>
        output.WriteLine(Comparison.Run(s_large.Value, s_networks[large], instructions, [2]).ToString());

    private static readonly Sequential[] s_networks = [.. WinogradCases.Large];

    private static readonly Lazy<CompiledNetworks> s_large = new(() => CompiledNetworks.Compile(s_networks));
}
