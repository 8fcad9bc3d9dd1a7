using System.Globalization;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;
using Xunit.Abstractions;

namespace ConvGen.Tests.Random;

/// <summary>
/// Any sequential network, compiled, computes what the oracle does. CONVGEN_RANDOM_NETS sets how many are drawn (100 otherwise),
/// CONVGEN_RANDOM_SEED where the seeds start; a failure names its seed and is made smaller before it is shown.
/// </summary>
public sealed class RandomNetworkTests(ITestOutputHelper output)
{
    private const int NetworksPerCompilation = 25;

    public static TheoryData<int, int> Ranges
    {
        get
        {
            var ranges = new TheoryData<int, int>();
            var first = Setting("CONVGEN_RANDOM_SEED", 1);
            var end = first + Setting("CONVGEN_RANDOM_NETS", 100);
            for (var seed = first; seed < end; seed += NetworksPerCompilation)
                ranges.Add(seed, Math.Min(NetworksPerCompilation, end - seed));
            return ranges;
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Random_networks_compute_what_the_oracle_does(int firstSeed, int count)
    {
        var networks = Enumerable.Range(firstSeed, count).Select(RandomNetwork.Draw).ToList();
        var compiled = CompiledNetworks.Compile(networks);
        var closeness = new Closeness();
        for (var i = 0; i < count; i++)
        {
            if (Failure(compiled, networks[i], firstSeed + i, closeness) is not { } failure)
                continue;
            var seed = firstSeed + i;
            var smallest = Shrinking.Shrink(networks[i], network => Failure(network, seed) is not null);
            Assert.Fail($"Seed {seed}: {failure.Message}\n{networks[i].Declaration("Drawn")}\nFails already as\n{smallest.Declaration("Shrunk")}{Failure(smallest, seed)?.Message}");
        }

        output.WriteLine(closeness.ToString());
    }

    private static Exception? Failure(Sequential network, int seed)
    {
        try
        {
            return Failure(CompiledNetworks.Compile([network]), network, seed, new Closeness());
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private static Exception? Failure(CompiledNetworks compiled, Sequential network, int seed, Closeness closeness) => Record.Exception(() =>
    {
        var numbers = new Numbers(seed);
        var capacity = 1 + numbers.Below(numbers.Pick(3, 8, 16));
        if (Example.TryDraw(network, 1 + numbers.Below(capacity), seed) is not { } example)
            return;
        foreach (var instructions in ProcessorPaths.All)
        {
            using var one = compiled.Create(network, new NetworkOptions { BatchSize = capacity, Threads = 1, InstructionSet = instructions, PoisonArena = true });
            using var two = compiled.Create(network, new NetworkOptions { BatchSize = capacity, Threads = 2, InstructionSet = instructions });
            var trial = Trial.Run(one, example);
            trial.Check(example, closeness);
            trial.CheckSameBits(Trial.Run(two, example), $"between 1 and 2 threads ({instructions})");
        }
    });

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
