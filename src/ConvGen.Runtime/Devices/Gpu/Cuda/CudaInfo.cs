namespace ConvGen;

/// <summary>What NVIDIA's driver says about a device.</summary>
internal sealed record CudaInfo(int Index, string Name, string? WhyNot) : GpuInfo(Index, Name, WhyNot)
{
    /// <summary>The oldest devices that are taken: compute capability 7.5, Turing of 2018.</summary>
    public const int OldestCapability = 75;

    /// <summary>The oldest driver that is taken: CUDA 10.0, the first that knows Turing and PTX 6.3.</summary>
    public const int OldestDriver = 10_000;

    public required CudaDriver Driver { get; init; }

    /// <summary>The driver's number for it (CUdevice).</summary>
    public required int Handle { get; init; }

    /// <summary>Its compute capability, ten times: 80 for 8.0, 120 for 12.0.</summary>
    public required int Capability { get; init; }

    /// <summary>The version of CUDA that the driver is of, as it says it: 12040 for 12.4.</summary>
    public required int DriverVersion { get; init; }

    /// <summary>"12.4" of 12040.</summary>
    public static string VersionText(int version) => $"{version / 1000}.{version % 1000 / 10}";

    /// <summary>"8.0" of 80.</summary>
    public static string CapabilityText(int capability) => $"{capability / 10}.{capability % 10}";

    /// <inheritdoc/>
    public override GpuDevice Open() => CudaDevice.Open(this);
}
