namespace ConvGen.Tests.Ptx;

/// <summary>A loaded module.</summary>
internal sealed class MockModule(PtxModule code)
{
    public PtxModule Code { get; } = code;

    public Dictionary<string, nint> Functions { get; } = new(StringComparer.Ordinal);

    public bool IsUnloaded { get; set; }
}
