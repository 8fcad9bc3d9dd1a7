using System.Globalization;
using ConvGen.Tests.Harness;
using ConvGen.Tests.KernelRules;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Random;

/// <summary>
/// Any network, compiled, computes what the oracle does. CONVGEN_RANDOM_NETS sets how many are drawn (100 sequences and 100 graphs otherwise),
/// CONVGEN_RANDOM_SEED where the seeds start; a failure names its seed and is made smaller before it is shown.
/// </summary>
public sealed class RandomNetworkTests(ITestOutputHelper output)
{
    /// <summary>How many of each are compared unless asked otherwise.</summary>
    public const int UsualCount = 100;

    private const int NetworksPerCompilation = 25;

    public static TheoryData<int, int> Ranges
    {
        get
        {
            var ranges = new TheoryData<int, int>();
            var first = Setting("CONVGEN_RANDOM_SEED", 1);
            var end = first + Setting("CONVGEN_RANDOM_NETS", UsualCount);
            for (var seed = first; seed < end; seed += NetworksPerCompilation)
                ranges.Add(seed, Math.Min(NetworksPerCompilation, end - seed));
            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Random_sequences_compute_what_the_oracle_does(int firstSeed, int count) => Check(RandomNetwork.Draw, firstSeed, count);

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Random_graphs_compute_what_the_oracle_does(int firstSeed, int count) => Check(RandomGraph.Draw, firstSeed, count);

    private void Check(Func<int, Graph> draw, int firstSeed, int count)
    {
        var networks = Enumerable.Range(firstSeed, count).Select(draw).ToList();
        var compiled = Compile(networks, out var broken);
        var closeness = new Closeness(Slack);
        for (var i = 0; i < count; i++)
        {
            var seed = firstSeed + i;
            if ((compiled is null ? Failure(networks[i], seed) : Failure(compiled, networks[i], seed, closeness)) is not { } failure)
                continue;
            var smallest = Shrinking.Shrink(networks[i], network => Failure(network, seed) is not null);
            Assert.Fail($"Seed {seed}: {failure.Message}\n{networks[i].Declaration("Drawn")}\nFails already as\n{smallest.Declaration("Shrunk")}{Failure(smallest, seed)?.Message}");
        }

        Assert.Null(broken);
        Assert.Empty(compiled!.Generated.SelectMany(tree => Rules.Check(KernelMethod.Of(tree))));
        output.WriteLine(closeness.ToString());
    }

    /// <summary>All of them; null, and why, where one of them broke the compilation.</summary>
    private static CompiledNetworks? Compile(IReadOnlyList<Graph> networks, out Exception? broken)
    {
        CompiledNetworks? compiled = null;
        broken = Record.Exception(() => compiled = CompiledNetworks.Compile(networks));
        return compiled;
    }

    private static Exception? Failure(Graph network, int seed) =>
        Compile([network], out var broken) is { } compiled ? Failure(compiled, network, seed, new Closeness(Slack)) : broken;

    private static Exception? Failure(CompiledNetworks compiled, Graph network, int seed, Closeness closeness) => Record.Exception(() =>
    {
        var numbers = new Numbers(seed);
        var capacity = 1 + numbers.Below(numbers.Pick(3, 8, 16));
        if (Example.TryDraw(network, 1 + numbers.Below(capacity), seed) is not { } example)
            return;
        var trials = new Dictionary<InstructionSet, Trial>();
        foreach (var instructions in ProcessorPaths.All)
        {
            using var one = compiled.Create(network, new NetworkOptions { BatchSize = capacity, Threads = 1, InstructionSet = instructions, Seed = Example.NetworkSeed, PoisonArena = true });
            using var two = compiled.Create(network, new NetworkOptions { BatchSize = capacity, Threads = 2, InstructionSet = instructions, Seed = Example.NetworkSeed });
            var trial = trials[instructions] = Trial.Run(one, example);
            trial.Check(example, closeness);
            if (example.HasGradients)
                PaddingLanes.CheckZero(one);
            trial.CheckSameBits(Trial.Run(two, example, changesWeights: true), $"between 1 and 2 threads, with 2 the weights changed before the input's gradient was read ({instructions})");
        }

        if (trials.TryGetValue(InstructionSet.Avx2, out var avx2))
            avx2.CheckSameBits(trials[InstructionSet.Vector512], "between vectors of eight and of sixteen");
    });

    /// <summary>
    /// CI's seeds are known to round well. Of thousands a few amplify rounding, products of products above all; a mistake shows by far more than this.
    /// </summary>
    private static double Slack => Environment.GetEnvironmentVariable("CONVGEN_RANDOM_NETS") is null ? 1 : 20;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
