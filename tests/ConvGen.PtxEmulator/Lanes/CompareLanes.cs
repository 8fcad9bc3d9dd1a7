using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Comparisons, whose results are one word of bits: setp, and set by way of it.</summary>
internal static unsafe class CompareLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Integers<T>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
    {
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        var number = step.Number;
        var bits = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (x, y) = (T.Load(a, lane), T.Load(b, lane));
            var order = T.Signed ? (x < y ? 1 : x > y ? 4 : 2) : (ulong)x < (ulong)y ? 1 : (ulong)x > (ulong)y ? 4 : 2;
            if ((number & order) != 0)
                bits |= 1u << lane;
        }

        Finish(warp, step, mask, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Singles(Warp warp, Step step, uint mask)
    {
        var a = (float*)(warp.File + step.A);
        var b = (float*)(warp.File + step.B);
        var number = step.Number;
        var bits = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (x, y) = (a[lane], b[lane]);
            if (step.Flush)
                (x, y) = (FloatMode.Flush(x), FloatMode.Flush(y));
            if ((number & (x < y ? 1 : x == y ? 2 : x > y ? 4 : 8)) != 0)
                bits |= 1u << lane;
        }

        Finish(warp, step, mask, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Doubles(Warp warp, Step step, uint mask)
    {
        var a = (double*)(warp.File + step.A);
        var b = (double*)(warp.File + step.B);
        var number = step.Number;
        var bits = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (x, y) = (a[lane], b[lane]);
            if ((number & (x < y ? 1 : x == y ? 2 : x > y ? 4 : 8)) != 0)
                bits |= 1u << lane;
        }

        Finish(warp, step, mask, bits);
    }

    /// <summary>testp of f32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Test(Warp warp, Step step, uint mask)
    {
        var a = (float*)(warp.File + step.A);
        var bits = 0u;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var yes = step.Mode switch
            {
                "finite" => float.IsFinite(a[lane]),
                "infinite" => float.IsInfinity(a[lane]),
                "number" => !float.IsNaN(a[lane]),
                "notanumber" => float.IsNaN(a[lane]),
                "normal" => float.IsNormal(a[lane]),
                _ => float.IsSubnormal(a[lane]),
            };
            if (yes)
                bits |= 1u << lane;
        }

        Finish(warp, step, mask, bits);
    }

    /// <summary>
    /// Which of less (1), equal (2), greater (4) and unordered (8) a comparison is true of; -1 where it is no comparison of such numbers.
    /// </summary>
    public static int Orders(string comparison, bool floats) => comparison switch
    {
        "eq" => 2,
        "ne" => 5,
        "lt" => 1,
        "le" => 3,
        "gt" => 4,
        "ge" => 6,
        "lo" when !floats => 1,
        "ls" when !floats => 3,
        "hi" when !floats => 4,
        "hs" when !floats => 6,
        "equ" when floats => 10,
        "neu" when floats => 13,
        "ltu" when floats => 9,
        "leu" when floats => 11,
        "gtu" when floats => 12,
        "geu" when floats => 14,
        "num" when floats => 7,
        "nan" when floats => 8,
        _ => -1,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(Warp warp, Step step, uint mask, uint bits)
    {
        var c = step.C < 0 ? 0 : *(uint*)(warp.File + step.C) ^ step.FlipC;
        var p = Combined(step.Combine, bits, c);
        if (step.To == PtxType.None)
        {
            var q = Combined(step.Combine, ~bits, c);
            if (step.D >= 0)
                PredicateLanes.Set(warp.File + step.D, mask, p);
            if (step.D2 >= 0)
                PredicateLanes.Set(warp.File + step.D2, mask, q);
            return;
        }

        var d = (uint*)(warp.File + step.D);
        var one = step.To == PtxType.F32 ? BitConverter.SingleToUInt32Bits(1f) : uint.MaxValue;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = (p >> lane & 1) != 0 ? one : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Combined(char combine, uint bits, uint c) => combine switch
    {
        '&' => bits & c,
        '|' => bits | c,
        '^' => bits ^ c,
        _ => bits,
    };
}
