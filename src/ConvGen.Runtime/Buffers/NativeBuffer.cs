using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// Numbers outside the managed heap: 64-byte aligned, zeroed, and followed by 64 bytes of slack that belong to the buffer, because
/// the last vector of a row may read (never write) past its end. Freed by <see cref="Dispose"/>, or by the finalizer of a forgotten one.
/// </summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly long _bytes;
    private void* _allocation;
    private T* _pointer;

    public NativeBuffer(long length, string purpose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _bytes = NativeBuffer.SizeInBytes(length, sizeof(T), purpose);
        var alignment = NativeBuffer.AlignmentOf(_bytes);
        try
        {
            // Zeroed by the system where it is large, page by page as it is touched: what nobody uses is never resident.
            _allocation = NativeMemory.AllocZeroed((nuint)(_bytes + alignment));
        }
        catch (OutOfMemoryException exception)
        {
            GC.SuppressFinalize(this);
            throw new InsufficientMemoryException($"The {purpose} takes {_bytes} bytes, more than this machine gives. Use a smaller BatchSize.", exception);
        }

        _pointer = (T*)(((nuint)_allocation + (nuint)alignment - 1) / (nuint)alignment * (nuint)alignment);
        if (alignment == LargePages.Size)
            LargePages.Prefer(_pointer, _bytes);
        // A forgotten network is small to the collector; the pressure makes it collect in time.
        GC.AddMemoryPressure(_bytes);
        NativeBuffer.Count(+1, _bytes);
    }

    ~NativeBuffer() => Free();

    public long Length { get; }

    /// <summary>The first element; null after <see cref="Dispose"/>.</summary>
    public T* Pointer => _pointer;

    /// <summary>All elements, without the slack.</summary>
    /// <exception cref="OverflowException">The buffer is longer than a span can be.</exception>
    public Span<T> Span => new(_pointer, _pointer == null ? 0 : checked((int)Length));

    /// <summary>Sets <paramref name="count"/> elements from <paramref name="first"/> on to zero.</summary>
    public void Clear(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Length);
        NativeMemory.Clear(_pointer + first, (nuint)(count * sizeof(T)));
    }

    /// <summary>Sets every element, the slack excepted; works beyond the longest span.</summary>
    public void Fill(T value)
    {
        for (long at = 0; at < Length; at += int.MaxValue)
            new Span<T>(_pointer + at, (int)Math.Min(int.MaxValue, Length - at)).Fill(value);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer == null)
            return;
        NativeMemory.Free(_allocation);
        _pointer = null;
        GC.RemoveMemoryPressure(_bytes);
        NativeBuffer.Count(-1, -_bytes);
    }
}

/// <summary>What all native buffers share: their alignment, the size rule, and how many are alive.</summary>
internal static class NativeBuffer
{
    /// <summary>A cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>Readable bytes behind the last element.</summary>
    public const int Slack = 64;

    private static long s_live;
    private static long s_liveBytes;

    /// <summary>Buffers allocated and not yet freed, in the whole process; tests compare it before and after.</summary>
    public static long Live => Interlocked.Read(ref s_live);

    /// <summary>Their bytes, slack included and the reserve for their alignment not.</summary>
    public static long LiveBytes => Interlocked.Read(ref s_liveBytes);

    /// <summary>Bytes to allocate for <paramref name="length"/> elements, slack included, a multiple of the alignment.</summary>
    /// <exception cref="InsufficientMemoryException">The size is beyond what addresses can say.</exception>
    public static long SizeInBytes(long length, int elementSize, string purpose)
    {
        var most = ((long)nint.MaxValue - Slack - Alignment) / elementSize;
        if (length > most)
            throw new InsufficientMemoryException($"The {purpose} takes {length} elements, more than addresses reach. Use a smaller BatchSize.");
        return (length * elementSize + Slack + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>Large buffers begin with a large page, where there are such.</summary>
    public static long AlignmentOf(long bytes) => bytes >= LargePages.Worthwhile ? LargePages.Size : Alignment;

    public static void Count(int change, long bytes)
    {
        Interlocked.Add(ref s_live, change);
        Interlocked.Add(ref s_liveBytes, bytes);
    }
}
