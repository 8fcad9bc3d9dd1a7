using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Operators;

/// <summary>
/// Every operator and its gradients, compiled, against the oracle: at each instruction set, for full, partial and single batches. One and two
/// threads must give the same bits, and so must an arena filled with NaN beforehand: no kernel reads what no kernel wrote. Padding lanes stay zero.
/// </summary>
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
        using var plain = Create(network, instructions, batches[0], threads: 2, poison: false);
        using var poisoned = Create(network, instructions, batches[0], threads: 1, poison: true);
        using var single = Create(network, instructions, capacity: 1, threads: 1, poison: false);

        var closeness = new Closeness();
        foreach (var batch in batches)
        {
            var example = Example.Draw(network, batch, seed: batch);
            var trial = Trial.Run(poisoned, example);
            trial.Check(example, closeness);
            PaddingLanes.CheckZero(poisoned);
            trial.CheckSameBits(Trial.Run(plain, example), "between a poisoned arena with 1 thread and a plain one with 2");
            if (batch == 1)
                trial.CheckSameBits(Trial.Run(single, example), "between room for many images and for 1");
        }

        output.WriteLine(closeness.ToString());
    }

    private static INetwork Create(Sequential network, InstructionSet instructions, int capacity, int threads, bool poison) =>
        OperatorCases.Compiled.Value.Create(network, new NetworkOptions { BatchSize = capacity, Threads = threads, InstructionSet = instructions, PoisonArena = poison });
}
