using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Loops over lanes of bit fields, bytes and funnels.</summary>
internal static unsafe class BitLanes
{
    /// <summary>bfe: a field's bits, whose highest fills the result of a signed type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Extract<T>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = (uint*)(warp.File + step.B);
        var c = (uint*)(warp.File + step.C);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (value, start, length) = (T.Load(a, lane), (int)(b[lane] & 255), (int)(c[lane] & 255));
            var sign = !T.Signed || length == 0 ? 0 : (value >> Math.Min(Math.Min(start + length - 1, T.Bits - 1), 63)) & 1;
            var result = 0L;
            for (var i = 0; i < T.Bits; i++)
                result |= (i < length && start + i < T.Bits ? (value >> (start + i)) & 1 : sign) << i;
            T.Store(d, lane, result);
        }
    }

    /// <summary>bfi: a's low bits put into b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Insert<T>(Warp warp, Step step, uint mask)
        where T : struct, IIntLane
    {
        var d = warp.File + step.D;
        var a = warp.File + step.A;
        var b = warp.File + step.B;
        var starts = (uint*)(warp.File + step.C);
        var lengths = (uint*)(warp.File + step.D2);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (field, result, start, length) = (T.Load(a, lane), T.Load(b, lane), (int)(starts[lane] & 255), (int)(lengths[lane] & 255));
            for (var i = 0; i < length && start + i < T.Bits; i++)
                result = (result & ~(1L << (start + i))) | (((field >> i) & 1) << (start + i));
            T.Store(d, lane, result);
        }
    }

    /// <summary>prmt in its default mode: bytes of a and b by the selectors in c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permute(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        var b = (uint*)(warp.File + step.B);
        var c = (uint*)(warp.File + step.C);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (bytes, result) = (a[lane] | ((ulong)b[lane] << 32), 0u);
            for (var i = 0; i < 4; i++)
            {
                var selector = (int)(c[lane] >> (4 * i)) & 15;
                var value = (byte)(bytes >> (8 * (selector & 7)));
                result |= (uint)(byte)((selector & 8) == 0 ? value : (sbyte)value >> 7) << (8 * i);
            }

            d[lane] = result;
        }
    }

    /// <summary>lop3: any function of three bits, given as its table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lookup(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        var b = (uint*)(warp.File + step.B);
        var c = (uint*)(warp.File + step.C);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var (x, y, z, result) = (a[lane], b[lane], c[lane], 0u);
            for (var i = 0; i < 8; i++)
                if ((step.Number >> i & 1) != 0)
                    result |= ((i & 4) != 0 ? x : ~x) & ((i & 2) != 0 ? y : ~y) & ((i & 1) != 0 ? z : ~z);
            d[lane] = result;
        }
    }

    /// <summary>shf: a shift of b above a; Number 0: left, 1: right; Saturate for clamp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Funnel(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        var b = (uint*)(warp.File + step.B);
        var c = (uint*)(warp.File + step.C);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var both = a[lane] | ((ulong)b[lane] << 32);
            var amount = (int)(step.Saturate ? Math.Min(c[lane], 32) : c[lane] & 31);
            d[lane] = step.Number == 0 ? (uint)((both << amount) >> 32) : (uint)(both >> amount);
        }
    }
}
