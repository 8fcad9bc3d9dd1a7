using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Graphs;

/// <summary>
/// Every hand-picked graph, compiled, against the oracle: all its named tensors, losses and gradients, as <see cref="Operators.OperatorTests"/> has it
/// for sequences.
/// </summary>
[TestCaseOrderer("ConvGen.Tests.Harness.ByName", "ConvGen.Networks.Tests")]
public sealed class GraphTests(ITestOutputHelper output)
{
    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile([.. GraphCases.ByName.Values]));

    public static TheoryData<string, InstructionSet> Cases
    {
        get
        {
            var cases = new TheoryData<string, InstructionSet>();
            foreach (var name in GraphCases.ByName.Keys)
                foreach (var instructions in ProcessorPaths.All)
                    cases.Add(name, instructions);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_compiled_graph_computes_what_the_oracle_does(string name, InstructionSet instructions) =>
        output.WriteLine(Comparison.Run(Compiled.Value, GraphCases.ByName[name], instructions, [13, 1, 2, 5]).ToString());
}
