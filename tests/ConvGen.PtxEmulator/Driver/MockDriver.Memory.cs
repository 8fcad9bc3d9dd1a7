using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class MockDriver
{
    private readonly Dictionary<ulong, long> buffers = [];
    private readonly SortedList<nuint, long> pinned = [];

    public int LiveBuffers => buffers.Count;

    public int LivePinned => pinned.Count;

    public int Allocate(ulong* address, nuint bytes)
    {
        if (address == null || bytes == 0)
            return CudaError.InvalidValue;
        // Arrays hold it, and they end at two gigabytes.
        if ((long)bytes > Math.Min(MockCuda.TotalMemory - Memory.AllocatedBytes, int.MaxValue - 1024))
            return CudaError.OutOfMemory;
        *address = Memory.Allocate((long)bytes);
        buffers.Add(*address, (long)bytes);
        return CudaError.Success;
    }

    /// <summary>Waits for everything, as the driver does, and frees.</summary>
    public int Free(ulong address)
    {
        if (address == 0)
            return CudaError.Success;
        if (!buffers.Remove(address))
        {
            Report(FindingKind.Driver, $"0x{address:x} is no allocation{(Memory.Find(address) is { IsFreed: true } ? " any more" : "")}");
            return CudaError.InvalidValue;
        }

        DrainAll();
        Memory.Free(address);
        return StickyError;
    }

    public int HostAllocate(void** pointer, nuint bytes)
    {
        if (pointer == null || bytes == 0)
            return CudaError.InvalidValue;
        *pointer = NativeMemory.AlignedAlloc(bytes, 4096);
        new Span<byte>(*pointer, checked((int)bytes)).Fill(0xFD);
        pinned.Add((nuint)(*pointer), (long)bytes);
        return CudaError.Success;
    }

    public int HostFree(void* pointer)
    {
        if (!pinned.Remove((nuint)pointer))
        {
            Report(FindingKind.Driver, "this host memory is not the driver's");
            return CudaError.InvalidValue;
        }

        DrainAll();
        NativeMemory.AlignedFree(pointer);
        return StickyError;
    }

    /// <summary>Gives back the host memory that the program has not.</summary>
    public void ReleaseHostMemory()
    {
        foreach (var pointer in pinned.Keys)
            NativeMemory.AlignedFree((void*)pointer);
        pinned.Clear();
    }

    public int Upload(ulong target, void* source, nuint bytes, nint stream, bool synchronous)
    {
        if (!IsBuffer(target, bytes) || source == null)
            return CudaError.InvalidValue;
        if (FindStream(stream) is not { } queue)
            return CudaError.InvalidHandle;
        var count = checked((int)bytes);
        var later = IsPinned(source, bytes);
        if (queue.Capture is not null && !later)
        {
            Report(FindingKind.Driver, "a copy from host memory that is not the driver's is captured: it would read whatever is there at every launch");
            later = true;
        }

        var staged = later ? null : new ReadOnlySpan<byte>(source, count).ToArray();
        return Enqueue(queue, $"upload {count}", () => (staged ?? new ReadOnlySpan<byte>(source, count)).CopyTo(Memory.Span(target, count)), synchronous);
    }

    public int Download(void* target, ulong source, nuint bytes, nint stream, bool synchronous)
    {
        if (!IsBuffer(source, bytes) || target == null)
            return CudaError.InvalidValue;
        if (FindStream(stream) is not { } queue)
            return CudaError.InvalidHandle;
        var count = checked((int)bytes);
        return Enqueue(queue, $"download {count}", () => Memory.Span(source, count).CopyTo(new Span<byte>(target, count)), synchronous);
    }

    public int Copy(ulong target, ulong source, nuint bytes, nint stream)
    {
        if (!IsBuffer(target, bytes) || !IsBuffer(source, bytes))
            return CudaError.InvalidValue;
        if (FindStream(stream) is not { } queue)
            return CudaError.InvalidHandle;
        var count = checked((int)bytes);
        return Enqueue(queue, $"copy {count}", () => Memory.Span(source, count).CopyTo(Memory.Span(target, count)), false);
    }

    public int Fill<T>(ulong target, T value, nuint count, nint stream, bool synchronous)
        where T : unmanaged
    {
        if (!IsBuffer(target, count * (nuint)sizeof(T)) || target % (uint)sizeof(T) != 0)
            return CudaError.InvalidValue;
        if (FindStream(stream) is not { } queue)
            return CudaError.InvalidHandle;
        return Enqueue(queue, $"fill {count}", () => Memory.Span<T>(target, checked((int)count)).Fill(value), synchronous);
    }

    private bool IsBuffer(ulong address, nuint bytes)
    {
        if (Memory.Find(address) is { IsFreed: false } allocation && address - allocation.Address <= (ulong)allocation.Bytes && bytes <= (ulong)allocation.Bytes - (address - allocation.Address))
            return true;
        Report(FindingKind.Driver, $"{bytes} bytes at 0x{address:x} are not allocated: {Memory.Describe(address, (long)bytes)}");
        return false;
    }

    private bool IsPinned(void* pointer, nuint bytes)
    {
        foreach (var (start, length) in pinned)
            if ((nuint)pointer >= start && (nuint)pointer + bytes <= start + (nuint)length)
                return true;
        return false;
    }
}
