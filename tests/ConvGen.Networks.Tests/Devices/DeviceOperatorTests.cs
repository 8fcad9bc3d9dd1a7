using ConvGen.Tests.Harness;
using ConvGen.Tests.Operators;
using ConvGen.Tests.Oracle;
using ConvGen.Tests.Ptx;
using Xunit.Abstractions;

namespace ConvGen.Tests.Devices;

/// <summary>
/// Operators and their gradients on graphics processors, whole networks through the devices' own calls, against the oracle: a full batch, fewer images than there is room for, and
/// one. Memory is filled with NaN before each pass. Every kernel form of every operator is held to the oracle kernel by kernel elsewhere; here are the passes around them.
/// </summary>
[Collection(DriversCollection.Name)]
public sealed class DeviceOperatorTests(ITestOutputHelper output)
{
    /// <summary>One of so many networks is taken: compiling them is what takes the time.</summary>
    private const int Share = 8, OlderShare = 40, OpenClShare = 48;

    private static readonly Lazy<CompiledNetworks> s_cuda = new(() => CompiledNetworks.Compile([.. Networks(Share).Values], "cuda"));

    private static readonly Lazy<CompiledNetworks> s_openCl = new(() => CompiledNetworks.Compile([.. Networks(OpenClShare).Values], "opencl"));

    public static TheoryData<string> CudaCases => [.. Networks(Share).Keys];

    public static TheoryData<string> OlderCases => [.. Networks(OlderShare).Keys];

    public static TheoryData<string> OpenClCases => [.. Networks(OpenClShare).Keys];

    [Theory]
    [MemberData(nameof(CudaCases))]
    public void A_network_computes_with_PTX_what_the_oracle_does(string name)
    {
        var closeness = Run(s_cuda.Value, OperatorCases.ByName[name], Device.Cuda(0));
        Assert.Empty(MockCuda.Findings);
        output.WriteLine(closeness.ToString());
    }

    /// <summary>A card of compute capability 7.5 has no tensor cores for these products.</summary>
    [Theory]
    [MemberData(nameof(OlderCases))]
    public void A_network_computes_on_an_older_card_what_the_oracle_does(string name)
    {
        using var card = new OlderCard();
        output.WriteLine(Run(s_cuda.Value, OperatorCases.ByName[name], Device.Cuda(0)).ToString());
        Assert.Empty(MockCuda.Findings);
    }

    [OpenClTheory]
    [MemberData(nameof(OpenClCases))]
    public void A_network_computes_with_OpenCL_what_the_oracle_does(string name) =>
        output.WriteLine(Run(s_openCl.Value, OperatorCases.ByName[name], Device.OpenCL(0)).ToString());

    private static Closeness Run(CompiledNetworks compiled, Graph network, Device device)
    {
        using var instance = compiled.Create(network, new NetworkOptions { BatchSize = 4, Device = device, Precision = Precision.Float32, PoisonArena = true });
        Assert.Equal(device, instance.Device);
        var closeness = new Closeness();
        foreach (var batch in new[] { 4, 1, 3 })
        {
            var example = Example.Draw(network, batch, seed: batch);
            Trial.Run(instance, example, changesWeights: true).Check(example, closeness);
        }

        return closeness;
    }

    private static Dictionary<string, Sequential> Networks(int share) =>
        OperatorCases.ByName.Where(pair => pair.Value.Input.Elements <= LargeInput).Where((pair, number) => number % share == 0 || pair.Value == NormalizationCases.BehindParts).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Inputs from which on the emulator takes its time.</summary>
    private const int LargeInput = 4000;
}
