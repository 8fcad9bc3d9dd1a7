namespace ConvGen.GpuLab.Networks;

/// <summary>How networks are made here: the one place where a run's device and precision become options.</summary>
/// <param name="Device">Where they run.</param>
/// <param name="Precision">How products are rounded on tensor cores.</param>
internal sealed record LabOptions(Device Device, Precision Precision)
{
    private const int Seed = 1;

    public NetworkOptions Of(int batch) => new() { BatchSize = batch, Device = Device, Precision = Precision, Seed = Seed };

    /// <summary>The same network on the processor.</summary>
    public static NetworkOptions Processor(int batch) => new() { BatchSize = batch, Seed = Seed };

    /// <summary>The network on the device.</summary>
    /// <exception cref="InvalidOperationException">It would run elsewhere; standard error says why.</exception>
    public INetwork Create(Func<NetworkOptions, INetwork> create, int batch)
    {
        var network = create(Of(batch));
        if (network.Device == Device)
            return network;
        network.Dispose();
        throw new InvalidOperationException($"The network runs on {network.Device} instead of {Device}.");
    }
}
