namespace ConvGen;

/// <summary>Where a network runs.</summary>
public readonly record struct Device
{
    /// <summary>The processor: generated vector code on the network's own threads.</summary>
    public static Device Cpu => default;

    /// <inheritdoc/>
    public override string ToString() => "cpu";
}
