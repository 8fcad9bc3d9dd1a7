namespace ConvGen.GpuLab.Commands;

/// <summary>The device below the networks' runtime, for kernels that belong to no network.</summary>
internal static class CudaDevices
{
    /// <summary>What the driver says of the device.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used, or is not of CUDA.</exception>
    public static CudaInfo Info
    {
        get
        {
            var device = Arguments.Device;
            if (device.Kind != DeviceKind.Cuda)
                throw new InvalidOperationException($"{device} is no device of CUDA.");
            return device.WhyNot is { } why ? throw new InvalidOperationException($"{device} is not available: {why}.") : (CudaInfo)CudaDriver.Catalog.Current.Devices[device.Index];
        }
    }

    public static CudaDevice Open() => CudaDevice.Open(Info);
}
