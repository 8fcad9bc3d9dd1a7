namespace ConvGen;

/// <summary>The devices of one kind, or why there are none.</summary>
/// <param name="kind">How they are called in <see cref="Device"/>: "cuda" or "opencl".</param>
internal sealed class GpuCatalog(string kind)
{
    /// <summary>All that there are, usable or not, by their numbers.</summary>
    public IReadOnlyList<GpuInfo> Devices { get; init; } = [];

    /// <summary>Why there are none, in one line without a full stop; null where there are some.</summary>
    public string? WhyNone { get; init; }

    /// <summary>True where there is a driver that should work and does not, as against none.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Those on which networks can run.</summary>
    public IEnumerable<GpuInfo> Usable => Devices.Where(device => device.WhyNot is null);

    /// <summary>Why a device cannot be used, in one line without a full stop; null where it can.</summary>
    public string? WhyNot(int index) =>
        index < Devices.Count ? Devices[index].WhyNot
        : WhyNone ?? (Devices.Count == 1 ? $"the only one is {kind}:0, {Devices[0].Name}" : $"there are {Devices.Count}, {kind}:0 to {kind}:{Devices.Count - 1}");
}
