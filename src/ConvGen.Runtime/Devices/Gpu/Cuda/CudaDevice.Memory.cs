namespace ConvGen;

/// <summary>A CUDA device's memory.</summary>
internal sealed unsafe partial class CudaDevice
{
    /// <inheritdoc/>
    public override GpuBuffer Allocate(long bytes, string use)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (TryAllocate(bytes, out var buffer, out _))
            return buffer;
        // Networks that nobody disposed may still hold memory. Their finalizers may need this device, so no lock is held here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TryAllocate(bytes, out buffer, out var free)
            ? buffer
            : throw new InsufficientMemoryException($"The {use} takes {bytes} bytes, more than {Device} ({Name}) gives{free}. Use a smaller BatchSize.");
    }

    /// <inheritdoc/>
    public override void Free(GpuBuffer buffer)
    {
        // A disposed device has freed everything.
        if (buffer == default || _isDisposed)
            return;
        using var entry = Enter();
        if (!_buffers.Remove(buffer.Handle))
            throw new ArgumentException($"{Device} has no such buffer; perhaps it was freed before.", nameof(buffer));
        // Of what failed earlier the next call that waits tells; who gives memory back is not the one to hear it.
        _driver.StreamSynchronize(_stream);
        _driver.MemoryFree(buffer.Handle);
    }

    /// <inheritdoc/>
    public override void Upload(GpuPlace target, void* source, long bytes)
    {
        GpuArguments.RequireWithin(target, bytes);
        using var entry = Enter();
        if (bytes > 0)
            Staging.Upload(target.Buffer.Handle + (nint)target.Offset, (byte*)source, bytes);
    }

    /// <inheritdoc/>
    public override void Download(void* target, GpuPlace source, long bytes)
    {
        GpuArguments.RequireWithin(source, bytes);
        using var entry = Enter();
        if (bytes > 0)
            Staging.Download((byte*)target, source.Buffer.Handle + (nint)source.Offset, bytes);
    }

    /// <inheritdoc/>
    public override void Fill(GpuPlace target, long bytes, uint pattern)
    {
        GpuArguments.RequireWithin(target, bytes);
        GpuArguments.RequireWords(bytes);
        using var entry = Enter(whileCapturing: true);
        if (bytes == 0)
            return;
        _runningClock?.Before();
        _driver.Check(_driver.Fill(target.Buffer.Handle + (nint)target.Offset, pattern, (nuint)bytes / sizeof(uint), _stream), "cuMemsetD32Async");
        _runningClock?.After();
    }

    private CudaStaging Staging => _staging ??= new CudaStaging(_driver, _stream);

    /// <param name="bytes">How much.</param>
    /// <param name="buffer">The memory; the default where there is not so much.</param>
    /// <param name="free">" (… of … bytes are free)" for a message; empty where the driver does not say.</param>
    private bool TryAllocate(long bytes, out GpuBuffer buffer, out string free)
    {
        buffer = default;
        free = "";
        using var entry = Enter();
        nint address;
        var result = _driver.MemoryAllocate(&address, (nuint)bytes);
        if (result == CudaResult.OutOfMemory)
        {
            nuint left, all;
            if (_driver.MemoryGetInfo(&left, &all) == CudaResult.Success)
                free = $" ({left} of {all} bytes are free)";
            return false;
        }

        _driver.Check(result, "cuMemAlloc_v2");
        _buffers.Add(address, bytes);
        buffer = new GpuBuffer(address, bytes);
        return true;
    }
}
