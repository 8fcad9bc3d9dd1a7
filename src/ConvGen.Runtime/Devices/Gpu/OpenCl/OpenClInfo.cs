namespace ConvGen;

/// <summary>What OpenCL says about a device.</summary>
internal sealed record OpenClInfo(int Index, string Name, string? WhyNot) : GpuInfo(Index, Name, WhyNot)
{
    public required OpenClDriver Driver { get; init; }

    /// <summary>The cl_device_id.</summary>
    public required nint Handle { get; init; }

    /// <summary>Whether it is a graphics processor, as against an accelerator or a processor.</summary>
    public required bool IsGpu { get; init; }

    /// <summary>Whether NVIDIA made it.</summary>
    public required bool IsNvidia { get; init; }

    /// <summary>Bytes of the largest buffer.</summary>
    public required long LargestBuffer { get; init; }

    /// <summary>Bytes of its memory.</summary>
    public required long Memory { get; init; }

    /// <inheritdoc/>
    public override GpuDevice Open() => OpenClDevice.Open(this);
}
