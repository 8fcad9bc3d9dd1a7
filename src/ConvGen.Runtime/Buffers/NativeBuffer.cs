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

    /// <summary>What lies in large pages, from the beginning.</summary>
    private readonly long _largeBytes;

    private void* _allocation;
    private T* _pointer;
    private bool _isTouched;

    public NativeBuffer(long length, string purpose)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _bytes = NativeBuffer.SizeInBytes(length, sizeof(T), purpose);
        _largeBytes = NativeBuffer.LargeBytes(_bytes);
        var alignment = _largeBytes > 0 ? Pages.Large : NativeBuffer.Alignment;
        try
        {
            // Zeroed by the system where it is large, page by page as it is touched: what nobody uses is never resident.
            _allocation = NativeMemory.AllocZeroed((nuint)(Math.Max(_bytes, _largeBytes) + alignment));
        }
        catch (OutOfMemoryException exception)
        {
            GC.SuppressFinalize(this);
            throw new InsufficientMemoryException($"The {purpose} takes {_bytes} bytes, more than this machine gives. Use a smaller BatchSize.", exception);
        }

        _pointer = (T*)(((nuint)_allocation + (nuint)alignment - 1) / (nuint)alignment * (nuint)alignment);
        if (_largeBytes > 0)
            Pages.PreferLarge(_pointer, _largeBytes);
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

    /// <summary>Once: has the system make the pages now, but for large ones. For a buffer that is about to be used from end to end.</summary>
    public void Touch()
    {
        if (_isTouched || _bytes <= _largeBytes)
            return;
        Pages.Touch((byte*)_pointer + _largeBytes, _bytes - _largeBytes);
        _isTouched = true;
    }

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

    /// <summary>Bytes of a buffer from which on large pages are asked for; the reserve for their alignment is never touched.</summary>
    private const long WorthLargePages = 3 * Pages.Large / 2;

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

    /// <summary>How much of a buffer is to lie in large pages, where there are such: whole ones, and a last one that is half full. It may be more than the buffer has.</summary>
    public static long LargeBytes(long bytes) => bytes < WorthLargePages ? 0 : (bytes + (Pages.Large / 2)) / Pages.Large * Pages.Large;

    public static void Count(int change, long bytes)
    {
        Interlocked.Add(ref s_live, change);
        Interlocked.Add(ref s_liveBytes, bytes);
    }
}
