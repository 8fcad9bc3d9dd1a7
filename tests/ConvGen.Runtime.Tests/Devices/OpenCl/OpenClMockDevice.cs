namespace ConvGen.Tests.Devices;

/// <summary>A device of <see cref="OpenClMock"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">2 a processor, 4 a graphics processor, 8 an accelerator.</param>
internal sealed record OpenClMockDevice(string Name, ulong Kind = 4)
{
    public string Vendor { get; init; } = "Maker";

    public uint VendorId { get; init; } = 1;

    public string Version { get; init; } = "OpenCL 3.0 of the maker";

    public bool IsAvailable { get; init; } = true;

    public bool HasCompiler { get; init; } = true;

    /// <summary>Whether it answers nothing.</summary>
    public bool IsMute { get; init; }
}
