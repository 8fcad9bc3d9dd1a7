using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Devices;

/// <summary>
/// The drivers that tests run networks on: CUDA's is the emulator's, which runs PTX and finds races, accesses out of bounds and whatever a device would not forgive; OpenCL's is the
/// machine's, if it has one. There is one of each in a process.
/// </summary>
public sealed class Drivers : IDisposable
{
    private readonly string? _cache = Environment.GetEnvironmentVariable("CONVGEN_CACHE");

    public Drivers()
    {
        // What the emulator links is no machine code, and not to be kept.
        Environment.SetEnvironmentVariable("CONVGEN_CACHE", "0");
        MockCuda.Reset();
        MockCuda.Logging = false;
        CudaDriver.Override(MockCuda.Find);
    }

    public void Dispose()
    {
        CudaDriver.Override(null);
        Environment.SetEnvironmentVariable("CONVGEN_CACHE", _cache);
    }
}

/// <summary>For as long as it lives the emulator's card is one of 2018, without tensor cores that multiply TF32.</summary>
internal sealed class OlderCard : IDisposable
{
    private readonly (int, int) _capability = MockCuda.ComputeCapability;

    public OlderCard() => Set((7, 5));

    public void Dispose() => Set(_capability);

    private static void Set((int, int) capability)
    {
        MockCuda.ComputeCapability = capability;
        CudaDriver.Override(MockCuda.Find);
    }
}

[CollectionDefinition(Name)]
public sealed class DriversCollection : ICollectionFixture<Drivers>
{
    public const string Name = "Drivers";
}
