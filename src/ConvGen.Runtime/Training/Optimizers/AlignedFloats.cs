namespace ConvGen;

/// <summary>
/// Zeroed floats that begin on a cache line, in a pinned array: aligned like the network's buffers, but the collector frees them, so
/// that an optimiser need not be disposed.
/// </summary>
internal sealed class AlignedFloats
{
    private const int LineFloats = 16;

    private readonly float[] _array;
    private readonly int _start;

    public unsafe AlignedFloats(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(length + LineFloats, pinned: true);
        fixed (float* first = _array)
            _start = (int)(-((nint)first / sizeof(float)) & (LineFloats - 1));
    }

    public int Length { get; }

    public Span<float> Span => _array.AsSpan(_start, Length);
}
