using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// Page-locked memory through which everything is copied to and from a device. Only from such memory does the driver copy while the program goes on, so what is to be uploaded
/// is written here first, and its source is free at once. Four segments are used in turn; small uploads share one. Each has an event behind its last copy, which is waited for
/// before the segment is written to anew. All calls need the device's context to be current.
/// </summary>
internal sealed unsafe class CudaStaging(CudaDriver driver, nint stream)
{
    /// <summary>Bytes of a segment. A piece of this size takes a tenth of a millisecond, far more than the call that asks for it.</summary>
    public const int SegmentBytes = 2 << 20;

    /// <summary>Segments used in turn: a training step's uploads leave those of the step before alone while they are still waiting for their turn.</summary>
    public const int Segments = 4;

    private const int Alignment = 256;
    private const uint WithoutTiming = 2;

    private readonly nint[] _events = new nint[Segments];
    private readonly bool[] _isPending = new bool[Segments];
    private byte* _memory;
    private int _segment;
    private int _used;

    /// <summary>Asks for a copy to the device; the source is free when this returns.</summary>
    public void Upload(nint target, byte* source, long bytes)
    {
        Prepare();
        while (bytes > 0)
        {
            var piece = (int)Math.Min(bytes, SegmentBytes);
            if (piece > SegmentBytes - _used)
                Advance();
            var staged = Segment + _used;
            NativeMemory.Copy(source, staged, (nuint)piece);
            driver.Check(driver.CopyToDevice(target, staged, (nuint)piece, stream), "cuMemcpyHtoDAsync_v2");
            Record(_segment);
            _used = Math.Min(SegmentBytes, (_used + piece + Alignment - 1) / Alignment * Alignment);
            target += piece;
            source += piece;
            bytes -= piece;
        }
    }

    /// <summary>Copies from the device, a piece from it while the one before goes on to where it belongs; returns when all is there.</summary>
    public void Download(byte* target, nint source, long bytes)
    {
        Prepare();
        var (arriving, arrivingBytes) = (-1, 0);
        for (long at = 0; at < bytes || arriving >= 0;)
        {
            var (last, lastBytes) = (arriving, arrivingBytes);
            (arriving, arrivingBytes) = (-1, 0);
            if (at < bytes)
            {
                arrivingBytes = (int)Math.Min(bytes - at, SegmentBytes);
                Advance();
                _used = SegmentBytes; // nobody else's, even if something fails from here on
                arriving = _segment;
                driver.Check(driver.CopyToHost(Segment, source + (nint)at, (nuint)arrivingBytes, stream), "cuMemcpyDtoHAsync_v2");
                Record(arriving);
                at += arrivingBytes;
            }

            if (last >= 0)
            {
                Wait(last);
                NativeMemory.Copy(_memory + (long)last * SegmentBytes, target, (nuint)lastBytes);
                target += lastBytes;
            }
        }

        _used = 0;
    }

    /// <summary>Gives the memory and the events back; nothing may be under way. What the driver answers is nobody's business any more.</summary>
    public void Free()
    {
        foreach (var each in _events.Where(each => each != 0))
            driver.EventDestroy(each);
        Array.Clear(_events);
        if (_memory != null)
            driver.HostFree(_memory);
        _memory = null;
    }

    private byte* Segment => _memory + (long)_segment * SegmentBytes;

    private void Prepare()
    {
        if (_memory != null)
            return;
        for (var i = 0; i < Segments; i++)
        {
            nint made;
            if (_events[i] == 0)
            {
                driver.Check(driver.EventCreate(&made, WithoutTiming), "cuEventCreate");
                _events[i] = made;
            }
        }

        void* memory;
        driver.Check(driver.HostAllocate(&memory, Segments * SegmentBytes, 0), "cuMemHostAlloc");
        _memory = (byte*)memory;
    }

    /// <summary>Goes on to the next segment, once the copies that use it have run.</summary>
    private void Advance()
    {
        var next = (_segment + 1) % Segments;
        Wait(next);
        _segment = next;
        _used = 0;
    }

    private void Record(int segment)
    {
        driver.Check(driver.EventRecord(_events[segment], stream), "cuEventRecord");
        _isPending[segment] = true;
    }

    private void Wait(int segment)
    {
        if (!_isPending[segment])
            return;
        driver.Check(driver.EventSynchronize(_events[segment]), "cuEventSynchronize");
        _isPending[segment] = false;
    }
}
