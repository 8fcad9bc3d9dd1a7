namespace ConvGen;

/// <summary>
/// A thread's stay inside a device: it holds the device's lock, and keeps the finalizer of a device that nobody refers to any more from running while the last call into it does.
/// </summary>
internal readonly ref struct GpuEntry(GpuDevice device, Lock gate)
{
    public void Dispose()
    {
        gate.Exit();
        GC.KeepAlive(device);
    }
}
