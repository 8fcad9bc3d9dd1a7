using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>
/// A compiled network beside the oracle, for several batches of one instance. One and two threads must give the same bits, and so must an arena
/// filled with NaN beforehand: no kernel reads what no kernel wrote. Padding lanes stay zero. An instance with room for one image agrees too.
/// </summary>
internal static class Comparison
{
    /// <param name="compiled">Where the network was compiled.</param>
    /// <param name="network">The network.</param>
    /// <param name="instructions">The code path.</param>
    /// <param name="batches">Images in each example; the first is the largest and the instance's capacity.</param>
    public static Closeness Run(CompiledNetworks compiled, Graph network, InstructionSet instructions, IReadOnlyList<int> batches)
    {
        using var plain = Create(batches[0], threads: 2, poison: false);
        using var poisoned = Create(batches[0], threads: 1, poison: true);
        using var single = Create(capacity: 1, threads: 1, poison: false);

        var closeness = new Closeness();
        foreach (var batch in batches)
        {
            var example = ExampleOf(network, batch);
            var trial = Trial.Run(poisoned, example);
            trial.Check(example, closeness);
            PaddingLanes.CheckZero(poisoned);
            trial.CheckSameBits(Trial.Run(plain, example, changesWeights: true), "between a poisoned arena with 1 thread and a plain one with 2, whose weights changed before the input's gradient was read");
            if (batch == 1)
                trial.CheckSameBits(Trial.Run(single, example), "between room for many images and for 1");
        }

        return closeness;

        INetwork Create(int capacity, int threads, bool poison) =>
            compiled.Create(network, new NetworkOptions { BatchSize = capacity, Threads = threads, InstructionSet = instructions, PoisonArena = poison });
    }

    /// <summary>Tests go through the code paths of a network one after the other (<see cref="ByName"/>), classes side by side: what the oracle made of the last few is kept.</summary>
    private static Example ExampleOf(Graph network, int batch)
    {
        lock (s_examples)
        {
            var known = s_examples.Find(example => ReferenceEquals(example.Network, network) && example.Batch == batch);
            if (known is not null)
                return known;
        }

        var drawn = Example.Draw(network, batch, seed: batch);
        lock (s_examples)
        {
            s_examples.Add(drawn);
            if (s_examples.Count > MostExamples)
                s_examples.RemoveAt(0);
        }

        return drawn;
    }

    private const int MostExamples = 12;

    private static readonly List<Example> s_examples = [];
}
