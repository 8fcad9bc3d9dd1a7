namespace ConvGen.GpuLab.Networks;

/// <summary>How networks are made here: the one place where a run's device and precision become options.</summary>
/// <param name="Device">Where they run.</param>
/// <param name="Precision">Float32, TensorFloat32 or BFloat16.</param>
internal sealed record LabOptions(Device Device, string Precision)
{
    private const int Seed = 1;

    /// <exception cref="ArgumentException">Kernels of that precision are not in this build.</exception>
    public NetworkOptions Of(int batch) => Precision == "Float32"
        ? new NetworkOptions { BatchSize = batch, Device = Device, Seed = Seed }
        : throw new ArgumentException($"There are no kernels of precision {Precision} in this build; use Float32.");

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
