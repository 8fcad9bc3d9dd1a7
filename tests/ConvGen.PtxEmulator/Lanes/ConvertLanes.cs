using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>cvt: step.From and step.To with the register's width of either (WidePlaces: of the result, of the operand), step.Mode the rounding.</summary>
internal static unsafe class ConvertLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Signed32ToSingle(Warp warp, Step step, uint mask)
    {
        var d = (float*)(warp.File + step.D);
        var a = (int*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unsigned32To64(Warp warp, Step step, uint mask)
    {
        var d = (ulong*)(warp.File + step.D);
        var a = (uint*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Signed32To64(Warp warp, Step step, uint mask)
    {
        var d = (long*)(warp.File + step.D);
        var a = (int*)(warp.File + step.A);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = a[lane];
        }
    }

    /// <summary>Every other one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Any(Warp warp, Step step, uint mask)
    {
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var bits = step.WidePlaces[1] ? ((ulong*)(warp.File + step.A))[lane] : ((uint*)(warp.File + step.A))[lane];
            var result = step.From.IsFloat()
                ? step.To.IsFloat() ? FloatToFloat(bits, step) : FloatToInteger(bits, step)
                : step.To.IsFloat() ? IntegerToFloat(bits, step) : IntegerToInteger(bits, step);
            if (step.WidePlaces[0])
                ((ulong*)(warp.File + step.D))[lane] = result;
            else
                ((uint*)(warp.File + step.D))[lane] = (uint)result;
        }
    }

    /// <summary>cvt.rn.bf16x2.f32 and cvt.rn.f16x2.f32: the first operand goes to the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(Warp warp, Step step, uint mask)
    {
        var d = (uint*)(warp.File + step.D);
        var a = (float*)(warp.File + step.A);
        var b = (float*)(warp.File + step.B);
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            d[lane] = step.To == PtxType.Bf16x2
                ? (NarrowFloat.ToBf16(a[lane]) << 16) | NarrowFloat.ToBf16(b[lane])
                : (NarrowFloat.ToF16(a[lane]) << 16) | NarrowFloat.ToF16(b[lane]);
        }
    }

    private static ulong IntegerToInteger(ulong bits, Step step)
    {
        var value = Extend(bits, step.From);
        if (step.Saturate)
            value = Saturated(step.From.IsSigned() ? (long)value : (Int128)value, step.To);
        // A register that is wider than the type takes the sign along.
        return Extend(value, step.To);
    }

    private static ulong Extend(ulong bits, PtxType type) => type switch
    {
        PtxType.S8 => (ulong)(sbyte)bits,
        PtxType.S16 => (ulong)(short)bits,
        PtxType.S32 => (ulong)(int)bits,
        PtxType.U8 or PtxType.B8 => (byte)bits,
        PtxType.U16 or PtxType.B16 => (ushort)bits,
        PtxType.U32 or PtxType.B32 => (uint)bits,
        _ => bits,
    };

    private static ulong Saturated(Int128 value, PtxType to)
    {
        var bits = 8 * to.Bytes();
        var (low, high) = to.IsSigned() ? (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : (Int128.Zero, (Int128.One << bits) - 1);
        return (ulong)(UInt128)Int128.Clamp(value, low, high);
    }

    private static ulong IntegerToFloat(ulong bits, Step step)
    {
        var value = Extend(bits, step.From);
        var exact = step.From.IsSigned() ? (long)value : (Int128)value;
        if (step.To == PtxType.F64)
        {
            var wide = (double)exact;
            return BitConverter.DoubleToUInt64Bits(step.Mode switch
            {
                "rz" when Int128.Abs((Int128)wide) > Int128.Abs(exact) => wide > 0 ? Math.BitDecrement(wide) : Math.BitIncrement(wide),
                "rm" when (Int128)wide > exact => Math.BitDecrement(wide),
                "rp" when (Int128)wide < exact => Math.BitIncrement(wide),
                _ => wide,
            });
        }

        var single = Round(exact);
        single = step.Mode switch
        {
            "rz" when Int128.Abs((Int128)single) > Int128.Abs(exact) => single > 0 ? MathF.BitDecrement(single) : MathF.BitIncrement(single),
            "rm" when (Int128)single > exact => MathF.BitDecrement(single),
            "rp" when (Int128)single < exact => MathF.BitIncrement(single),
            _ => single,
        };
        return NarrowFloat.Bits(single, step.To);
    }

    /// <summary>To nearest, in one rounding: bits that a double would drop are kept as one that is sticky.</summary>
    private static float Round(Int128 exact)
    {
        var size = (ulong)Int128.Abs(exact);
        if (size >> 53 != 0)
            size = (size & ~0x7FFul) | ((size & 0x7FF) != 0 ? 0x800ul : 0);
        return exact < 0 ? -(float)(double)size : (float)(double)size;
    }

    private static ulong FloatToInteger(ulong bits, Step step)
    {
        var value = NarrowFloat.Value(bits, step.From, step.Flush);
        if (double.IsNaN(value))
            return step.From == PtxType.F64 || step.To.Bytes() == 8 ? Extend(1ul << ((8 * step.To.Bytes()) - 1), step.To) : 0;
        var whole = step.Mode switch
        {
            "rni" => Math.Round(value, MidpointRounding.ToEven),
            "rmi" => Math.Floor(value),
            "rpi" => Math.Ceiling(value),
            _ => Math.Truncate(value),
        };
        return Extend(Saturated(whole >= 1e20 ? Int128.One << 100 : whole <= -1e20 ? -(Int128.One << 100) : (Int128)whole, step.To), step.To);
    }

    private static ulong FloatToFloat(ulong bits, Step step)
    {
        var value = NarrowFloat.Value(bits, step.From, step.Flush);
        value = step.Mode switch
        {
            "rni" => Math.Round(value, MidpointRounding.ToEven),
            "rmi" => Math.Floor(value),
            "rpi" => Math.Ceiling(value),
            "rzi" => Math.Truncate(value),
            _ => value,
        };
        if (step.Saturate)
            value = value > 0 ? Math.Min(value, 1) : 0;
        if (step.To == PtxType.F64)
            return BitConverter.DoubleToUInt64Bits(value);
        if (step.To == PtxType.Tf32)
            return NarrowFloat.ToTf32((float)value);
        var single = (float)value;
        if (step.From == PtxType.F64)
            single = step.Mode switch
            {
                "rz" when Math.Abs((double)single) > Math.Abs(value) => single > 0 ? MathF.BitDecrement(single) : MathF.BitIncrement(single),
                "rm" when single > value => MathF.BitDecrement(single),
                "rp" when single < value => MathF.BitIncrement(single),
                _ => single,
            };
        if (step.Flush)
            single = FloatMode.Flush(single);
        return NarrowFloat.Bits(step.From == PtxType.F32 && step.To == PtxType.F32 ? single : FloatMode.Canonical(single), step.To);
    }
}
