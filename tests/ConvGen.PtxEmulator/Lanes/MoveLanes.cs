using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Copies of registers, and words taken apart and put together.</summary>
internal static unsafe class MoveLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy32(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        if (mask == uint.MaxValue)
        {
            new ReadOnlySpan<uint>(a, 32).CopyTo(new Span<uint>(d, 32));
            return;
        }

        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy64(Warp warp, Step step, uint mask)
    {
        var d = (ulong*)(warp.File + step.D);
        var a = (ulong*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane];
        }
    }

    /// <summary>mov.b64 d, {lo, hi} and its like: Places are the parts, ElementBytes their size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(Warp warp, Step step, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var whole = 0ul;
            for (var i = 0; i < step.Places.Length; i++)
                whole |= (((uint*)(warp.File + step.Places[i]))[lane] & (step.ElementBytes == 2 ? 0xFFFFu : uint.MaxValue)) * 1ul << (8 * step.ElementBytes * i);
            if (step.TotalBytes == 8)
                ((ulong*)(warp.File + step.D))[lane] = whole;
            else
                ((uint*)(warp.File + step.D))[lane] = (uint)whole;
        }
    }

    /// <summary>mov.b64 {lo, hi}, a and its like.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(Warp warp, Step step, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var whole = step.TotalBytes == 8 ? ((ulong*)(warp.File + step.A))[lane] : ((uint*)(warp.File + step.A))[lane];
            for (var i = 0; i < step.Places.Length; i++)
                if (step.Places[i] >= 0)
                    ((uint*)(warp.File + step.Places[i]))[lane] = (uint)(whole >> (8 * step.ElementBytes * i)) & (step.ElementBytes == 2 ? 0xFFFFu : uint.MaxValue);
        }
    }

    /// <summary>cvta and cvta.to of a window: Offset is what is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Window(Warp warp, Step step, uint mask)
    {
        var d = (ulong*)(warp.File + step.D);
        var a = (ulong*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane] + (ulong)step.Offset;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nothing(Warp warp, Step step, uint mask)
    {
    }
}
