using ConvGen.Generator;
using ConvGen.Generator.Program;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Operators;
using ConvGen.Tests.Oracle;
using ConvGen.Tests.Random;
using Xunit.Abstractions;

namespace ConvGen.Tests.Laws;

/// <summary>
/// The planned arena, walked kernel by kernel with nothing but addresses: whoever reads a region finds what was written to it, not what another
/// region wrote over it since. The program's own verifier agrees.
/// </summary>
public sealed class MemoryPlanTests(ITestOutputHelper output)
{
    private const int FloatsPerCacheLine = 16;

    private static readonly Lazy<IReadOnlyList<(Sequential Network, LoweredPrograms Programs)>> Lowered = new(() =>
    {
        Sequential[] networks = [.. OperatorCases.ByName.Values, .. Enumerable.Range(1, 200).Select(RandomNetwork.Draw)];
        return [.. networks.Zip(LoweredPrograms.Of(networks))];
    });

    [Fact]
    public void The_verifier_finds_no_fault_in_any_program()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All)
            {
                var faults = ProgramVerifier.Verify(program);
                Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{network.Declaration("Faulty")}\n{program}");
            }
    }

    [Fact]
    public void Every_read_finds_what_was_written()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All)
            {
                var fault = Walk(program);
                Assert.True(fault is null, $"{fault}\n{network.Declaration("Faulty")}\n{program}");
            }
    }

    [Fact]
    public void Regions_lie_on_cache_lines_within_the_arena()
    {
        foreach (var (network, programs) in Lowered.Value)
            foreach (var program in programs.All)
                foreach (var region in Planned(program))
                {
                    var end = region.Space == Space.Fixed ? program.FixedFloats : program.PerImageFloats;
                    var fits = region.Offset >= 0 && region.Offset % FloatsPerCacheLine == 0 && region.Offset + region.Floats <= end;
                    Assert.True(fits, $"{region} at {region.Offset} with {region.Floats} floats, arena {end}\n{network.Declaration("Faulty")}");
                }
    }

    [Fact]
    public void Sharing_memory_pays()
    {
        var programs = Lowered.Value.Single(pair => pair.Network == OperatorCases.LeNet5).Programs;
        foreach (var program in programs.All)
        {
            var unshared = Planned(program).Where(region => region.Space == Space.PerImage).Sum(region => region.Floats);
            output.WriteLine($"LeNet-5 {program.Mode}: {program.PerImageFloats} floats an image, {unshared} unshared");
            Assert.InRange(program.PerImageFloats, 1, unshared - 1);
        }
    }

    /// <summary>The first read that finds another region's value, as a sentence; null where all is well.</summary>
    private static string? Walk(KernelProgram program)
    {
        var owners = new Dictionary<Space, Region?[]>
        {
            [Space.PerImage] = new Region?[program.PerImageFloats],
            [Space.Fixed] = new Region?[program.FixedFloats],
        };
        foreach (var kernel in program.Kernels)
        {
            foreach (var region in kernel.Reads.Where(region => region.IsPlanned))
                if (Span(region).ToArray().FirstOrDefault(owner => owner != region, region) is var other && other != region)
                    return $"'{kernel.Name}' reads '{region}', but finds {(other is null ? "nothing" : $"'{other}'")} there.";
            foreach (var region in kernel.Writes.Where(region => region.IsPlanned))
                Span(region).Fill(region);
        }

        return null;

        Span<Region?> Span(Region region) => owners[region.Space].AsSpan((int)region.Offset, region.Floats);
    }

    private static IEnumerable<Region> Planned(KernelProgram program) =>
        program.Kernels.SelectMany(kernel => kernel.Reads.Concat(kernel.Writes)).Where(region => region.IsPlanned).Distinct();
}
