namespace ConvGen;

/// <summary>
/// A network's memory on a device. Addresses stay the same from pass to pass, so that recorded launches stay valid; where a buffer grows, the recordings are
/// forgotten.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="capacity">Images that there is room for.</param>
internal sealed class GpuArena(GpuDevice device, int capacity) : IDisposable
{
    private readonly GpuBuffer[] _buffers = new GpuBuffer[Enum.GetValues<GpuSpace>().Length];

    /// <summary>Counts how often an address changed.</summary>
    public int Version { get; private set; }

    public GpuBuffer this[GpuSpace space] => _buffers[(int)space];

    /// <summary>Makes sure of so many floats; what was there is gone where there were fewer.</summary>
    /// <returns>True where the memory is new.</returns>
    public bool Ensure(GpuSpace space, long floats, string use)
    {
        var bytes = checked(Math.Max(1, floats) * sizeof(float));
        ref var buffer = ref _buffers[(int)space];
        if (buffer.Bytes >= bytes)
            return false;
        device.Free(buffer);
        (buffer, Version) = (default, Version + 1);
        buffer = device.Allocate(bytes, use);
        return true;
    }

    /// <summary>Where an operand lies for a call of so many images.</summary>
    public GpuPlace Place(GpuOperand operand, int batch) =>
        new(_buffers[(int)operand.Space], sizeof(float) * checked((operand.PerCapacity * capacity) + (operand.PerBatch * batch) + operand.Offset));

    /// <summary>Where a space begins.</summary>
    public GpuPlace Start(GpuSpace space) => new(_buffers[(int)space], 0);

    public void Dispose()
    {
        foreach (ref var buffer in _buffers.AsSpan())
        {
            device.Free(buffer);
            buffer = default;
        }
    }
}
