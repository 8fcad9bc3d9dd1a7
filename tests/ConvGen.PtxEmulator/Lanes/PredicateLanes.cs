using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Predicates, which are one bit for each lane in one word, and what they choose.</summary>
internal static unsafe class PredicateLanes
{
    /// <summary>and, or, xor and mov of predicates; negated operands are flipped by FlipC (of B) and Number (of A).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Logic(Warp warp, Step step, uint mask)
    {
        var a = *(uint*)(warp.File + step.A) ^ (uint)step.Number;
        var b = step.B < 0 ? 0 : *(uint*)(warp.File + step.B) ^ step.FlipC;
        var result = step.Combine switch
        {
            '&' => a & b,
            '|' => a | b,
            '^' => a ^ b,
            _ => a,
        };
        Set(warp.File + step.D, mask, result);
    }

    public static void Set(byte* place, uint mask, uint value) => *(uint*)place = (*(uint*)place & ~mask) | (value & mask);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select32(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        var b = (uint*)(warp.File + step.B);
        var chosen = *(uint*)(warp.File + step.C);
        CheckSelection(warp, step, mask, chosen);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = (chosen >> lane & 1) != 0 ? a[lane] : b[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select64(Warp warp, Step step, uint mask)
    {
        var d = (ulong*)(warp.File + step.D);
        var a = (ulong*)(warp.File + step.A);
        var b = (ulong*)(warp.File + step.B);
        var chosen = *(uint*)(warp.File + step.C);
        CheckSelection(warp, step, mask, chosen);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = (chosen >> lane & 1) != 0 ? a[lane] : b[lane];
        }
    }

    /// <summary>What is not chosen may be undefined: that is how a load under a predicate gets its other value.</summary>
    private static void CheckSelection(Warp warp, Step step, uint mask, uint chosen)
    {
        if (step.PlacesA[0] >= 0)
            warp.CheckDefined(step, step.PlacesA[0], mask & chosen);
        if (step.PlacesA[1] >= 0)
            warp.CheckDefined(step, step.PlacesA[1], mask & ~chosen);
    }
}
