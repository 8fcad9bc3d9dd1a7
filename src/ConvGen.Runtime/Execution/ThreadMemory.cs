using System.ComponentModel;

namespace ConvGen;

/// <summary>Memory in equal parts, of which a thread takes one at a time: there are at least as many as threads that do, so one is free. Flags say which are taken and stand before the parts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ThreadMemory
{
    /// <summary>Flags stand a cache line apart.</summary>
    private const int FlagFloats = 16;

    private float* _flags;
    private int _parts;
    private long _floats;

    /// <summary>Floats of a buffer that holds <paramref name="parts"/> parts.</summary>
    internal static long Length(int parts, long floats) => checked(parts * (FlagFloats + floats));

    /// <summary>Shares out a buffer of <see cref="Length"/> floats, zeros where flags are.</summary>
    internal static ThreadMemory Of(float* buffer, int parts, long floats) => new() { _flags = buffer, _parts = parts, _floats = floats };

    /// <summary>Null where there is none.</summary>
    internal readonly float* First => _flags == null ? null : _flags + (_parts * FlagFloats);

    /// <summary>A part that nobody else works in until <see cref="Return"/>; what it holds is left over from others.</summary>
    internal readonly float* Take()
    {
        for (var part = 0; ; part = part + 1 < _parts ? part + 1 : 0)
            if (Interlocked.CompareExchange(ref ((int*)_flags)[part * FlagFloats], 1, 0) == 0)
                return First + (part * _floats);
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    internal readonly void Return(float* part) => Volatile.Write(ref ((int*)_flags)[(part - First) / _floats * FlagFloats], 0);
}
