using System.Globalization;
using System.Text;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Networks;

/// <summary>Every kernel of whole networks, inference and training, beside the oracle.</summary>
public class NetworkTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, LoweredNetwork>> Networks = new(() => CompiledPrograms.Of(NetworkSources.Text));

    public static TheoryData<string> Names => [.. Networks.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_agree_with_the_oracle(string name)
    {
        var (faults, known) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var kernel in Networks.Value[name].Kernels().Where(kernel => known.Add(Text(kernel))))
            foreach (var fault in KernelTrial.Faults(kernel))
                faults.Append(CultureInfo.InvariantCulture, $"\n{kernel.GetType().Name} '{kernel.Name}': {fault}");
        Assert.True(faults.Length == 0, faults.ToString());
    }

    /// <summary>What tells kernels apart: their texts, and where in what kind of memory they work.</summary>
    private static string Text(Kernel kernel) => string.Concat(GpuKernels.Of(kernel).Select(launch =>
        PtxPrinter.Print(launch.Code, "") + launch.Blocks + string.Join(",", launch.Code.Sizes) + string.Concat(launch.Places.Select(place => $"{place.Space} {place.Region?.Space} {place.Region?.Floats} {place.Offset}"))));
}
