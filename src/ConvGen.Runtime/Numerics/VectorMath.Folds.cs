using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

public static partial class VectorMath
{
    /// <summary>The largest of four lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vector128<float> lanes)
    {
        var pairs = Vector128.Max(lanes, Vector128.Shuffle(lanes, Vector128.Create(2, 3, 0, 1)));
        return Vector128.Max(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The largest of eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vector256<float> lanes) => MaxAcross(Vector128.Max(lanes.GetLower(), lanes.GetUpper()));

    /// <summary>The largest of sixteen lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Vector512<float> lanes) => MaxAcross(Vector256.Max(lanes.GetLower(), lanes.GetUpper()));
}
