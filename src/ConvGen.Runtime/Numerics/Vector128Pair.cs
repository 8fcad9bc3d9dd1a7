using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>Eight floats in two vectors of four.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Vector128Pair
{
    /// <summary>Lanes 0 to 3.</summary>
    internal readonly Vector128<float> Low;

    /// <summary>Lanes 4 to 7.</summary>
    internal readonly Vector128<float> High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128Pair(Vector128<float> low, Vector128<float> high)
    {
        Low = low;
        High = high;
    }
}
