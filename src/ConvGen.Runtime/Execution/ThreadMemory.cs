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
                return Touched(part);
    }

    /// <summary>A part, whose pages are made before it is used for the first time: by the thread that uses it, and none for parts that nobody takes.</summary>
    private readonly float* Touched(int part)
    {
        var place = First + (part * _floats);
        var isTouched = (int*)_flags + (part * FlagFloats) + 1;
        if (*isTouched == 0)
        {
            Pages.Touch(place, _floats * sizeof(float));
            *isTouched = 1;
        }

        return place;
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    internal readonly void Return(float* part) => Volatile.Write(ref ((int*)_flags)[(part - First) / _floats * FlagFloats], 0);
}
