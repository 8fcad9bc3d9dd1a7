namespace ConvGen;

/// <summary>An OpenCL device's memory.</summary>
internal sealed unsafe partial class OpenClDevice
{
    private const ulong ReadWrite = 1;
    private const uint Waiting = 1;

    /// <inheritdoc/>
    public override GpuBuffer Allocate(long bytes, string use)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (bytes > _info.LargestBuffer)
            throw new InsufficientMemoryException($"The {use} takes {bytes} bytes; the largest buffer of {Device} ({Name}) has {_info.LargestBuffer}. Use a smaller BatchSize.");
        if (TryAllocate(bytes, out var buffer))
            return buffer;
        // Networks that nobody disposed may still hold memory. Their finalizers may need this device, so no lock is held here.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TryAllocate(bytes, out buffer)
            ? buffer
            : throw new InsufficientMemoryException($"The {use} takes {bytes} bytes, more than {Device} ({Name}) gives (it has {_info.Memory} bytes in all). Use a smaller BatchSize.");
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
        // The driver keeps it until what was asked for has run.
        _driver.ReleaseMemory(buffer.Handle);
    }

    /// <inheritdoc/>
    public override void Upload(GpuPlace target, void* source, long bytes)
    {
        GpuArguments.RequireWithin(target, bytes);
        using var entry = Enter();
        if (bytes > 0)
            OpenClDriver.Check(_driver.EnqueueWrite(_queue, target.Buffer.Handle, Waiting, (nuint)target.Offset, (nuint)bytes, source, 0, null, null), "clEnqueueWriteBuffer");
    }

    /// <inheritdoc/>
    public override void Download(void* target, GpuPlace source, long bytes)
    {
        GpuArguments.RequireWithin(source, bytes);
        using var entry = Enter();
        if (bytes > 0)
            OpenClDriver.Check(_driver.EnqueueRead(_queue, source.Buffer.Handle, Waiting, (nuint)source.Offset, (nuint)bytes, target, 0, null, null), "clEnqueueReadBuffer");
    }

    /// <inheritdoc/>
    public override void Fill(GpuPlace target, long bytes, uint pattern)
    {
        GpuArguments.RequireWithin(target, bytes);
        GpuArguments.RequireWords(bytes);
        using var entry = Enter();
        if (bytes == 0)
            return;
        nint made = 0;
        _runningClock?.Before();
        OpenClDriver.Check(Fill(target.Buffer.Handle, &pattern, sizeof(uint), target.Offset, bytes, _runningClock is { TakesEvents: true } ? &made : null), "clEnqueueFillBuffer");
        _runningClock?.After(made);
    }

    /// <summary>
    /// Allocates, and writes one byte: many drivers take memory only when it is first used, and would fail somewhere in the middle of a pass.
    /// </summary>
    private bool TryAllocate(long bytes, out GpuBuffer buffer)
    {
        buffer = default;
        using var entry = Enter();
        int result;
        var handle = _driver.CreateBuffer(_context, ReadWrite, (nuint)bytes, null, &result);
        if (result == OpenClResult.Success)
        {
            byte zero = 0;
            result = Fill(handle, &zero, sizeof(byte), 0, sizeof(byte));
            if (result == OpenClResult.Success)
                result = _driver.Finish(_queue);
            if (result == OpenClResult.Success)
            {
                _buffers.Add(handle);
                buffer = new GpuBuffer(handle, bytes);
                return true;
            }

            _driver.ReleaseMemory(handle);
        }

        if (OpenClResult.IsMemory(result))
            return false;
        OpenClDriver.Check(result, "clCreateBuffer");
        return false;
    }

    private int Fill(nint buffer, void* pattern, nuint patternBytes, long offset, long bytes, nint* made = null) =>
        _driver.EnqueueFill(_queue, buffer, pattern, patternBytes, (nuint)offset, (nuint)bytes, 0, null, made);
}
