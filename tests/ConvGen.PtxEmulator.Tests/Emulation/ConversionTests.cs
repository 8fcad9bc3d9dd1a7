namespace ConvGen.Tests.Ptx;

public sealed class ConversionTests
{
    private static readonly long[] Longs = [0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, 32768, int.MaxValue, int.MinValue, (long)int.MaxValue + 1, uint.MaxValue, long.MaxValue, long.MinValue, 16777217, -16777219, 9007199254740993, 0x7FFFFF4000000001, 0x7FFFFFBFFFFFFFFF];
    private static readonly double[] Doubles = [0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 1e10, -1e10, 1e20, -1e20, 2147483647.5, 4294967296, 0.1, 1e-50, 3e38, 1e39, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void Whole_numbers_among_themselves()
    {
        Lanes.Each<int, long>(Lanes.Ints, "cvt.s64.s32 %y, %x0;", a => a);
        Lanes.Each<int, long>(Lanes.Ints, "cvt.u64.u32 %y, %x0;", a => (uint)a);
        Lanes.Each<int, int>(Lanes.Ints, "cvt.s32.s8 %y, %x0;", a => (sbyte)a);
        Lanes.Each<int, int>(Lanes.Ints, "cvt.u32.u16 %y, %x0;", a => (ushort)a);
        Lanes.Each<int, int>(Lanes.Ints, "cvt.u32.u8 %y, %x0;", a => (byte)a);
        Lanes.Each<long, int>(Longs, "cvt.u32.u64 %y, %x0;", a => (int)a);
        Lanes.Each<long, int>(Longs, "cvt.sat.s32.s64 %y, %x0;", a => (int)Math.Clamp(a, int.MinValue, int.MaxValue));
        Lanes.Each<long, int>(Longs, "cvt.sat.u8.s64 %y, %x0;", a => (int)Math.Clamp(a, 0, 255));
        Lanes.Each<long, int>(Longs, "cvt.sat.s16.u64 %y, %x0;", a => (int)Math.Min((ulong)a, 32767));
        Lanes.Each<long, long>(Longs, "cvt.s64.s16 %y, %x0;", a => (short)a);
    }

    [Fact]
    public void Whole_numbers_to_floats()
    {
        Lanes.Each<int, float>(Lanes.Ints, "cvt.rn.f32.s32 %y, %x0;", a => a);
        Lanes.Each<int, float>(Lanes.Ints, "cvt.rn.f32.u32 %y, %x0;", a => (uint)a);
        Lanes.Each<long, float>(Longs, "cvt.rn.f32.s64 %y, %x0;", a => Nearest(a));
        Lanes.Each<long, float>(Longs, "cvt.rn.f32.u64 %y, %x0;", a => Nearest((ulong)a));
        Lanes.Each<long, double>(Longs, "cvt.rn.f64.s64 %y, %x0;", a => a);
        Lanes.Each<long, double>(Longs, "cvt.rn.f64.u64 %y, %x0;", a => (ulong)a);
        Lanes.Each<int, float>(Lanes.Ints, "cvt.rn.f32.u8 %y, %x0;", a => (byte)a);
        Lanes.Each<long, int>(Longs, ".reg .f32 %f; cvt.rz.f32.s64 %f, %x0; cvt.rzi.s32.f32 %y, %f;", a => (int)Int128.Clamp((Int128)Towards0(a), int.MinValue, int.MaxValue));
        Lanes.Each<long, float>(Longs, "cvt.rz.f32.s64 %y, %x0;", Towards0);
        Lanes.Each<long, float>(Longs, "cvt.rp.f32.s64 %y, %x0;", a => (Int128)Nearest(a) < a ? MathF.BitIncrement(Nearest(a)) : Nearest(a));
        Lanes.Each<long, float>(Longs, "cvt.rm.f32.s64 %y, %x0;", a => (Int128)Nearest(a) > a ? MathF.BitDecrement(Nearest(a)) : Nearest(a));
    }

    [Fact]
    public void Floats_to_whole_numbers()
    {
        static int Clamp(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(value, int.MinValue, int.MaxValue);
        Lanes.Each<float, int>(Lanes.Floats, "cvt.rzi.s32.f32 %y, %x0;", a => Clamp(Math.Truncate((double)a)));
        Lanes.Each<float, int>(Lanes.Floats, "cvt.rni.s32.f32 %y, %x0;", a => Clamp(Math.Round((double)a, MidpointRounding.ToEven)));
        Lanes.Each<float, int>(Lanes.Floats, "cvt.rmi.s32.f32 %y, %x0;", a => Clamp(Math.Floor((double)a)));
        Lanes.Each<float, int>(Lanes.Floats, "cvt.rpi.s32.f32 %y, %x0;", a => Clamp(Math.Ceiling((double)a)));
        Lanes.Each<float, uint>(Lanes.Floats, "cvt.rzi.u32.f32 %y, %x0;", a => float.IsNaN(a) ? 0 : (uint)Math.Clamp((double)a, 0, uint.MaxValue));
        Lanes.Each<double, ulong>(Doubles, "cvt.rzi.u64.f64 %y, %x0;", a => double.IsNaN(a) ? 1ul << 63 : a >= 18446744073709551616.0 ? ulong.MaxValue : a <= 0 ? 0 : (ulong)a);
        Lanes.Each<double, long>(Doubles, "cvt.rni.s64.f64 %y, %x0;", a => double.IsNaN(a) || a <= -9223372036854775808.0 ? long.MinValue : a >= 9223372036854775808.0 ? long.MaxValue : (long)Math.Round(a, MidpointRounding.ToEven));
    }

    [Fact]
    public void Floats_among_themselves()
    {
        Lanes.Each<float, double>(Lanes.Floats, "cvt.f64.f32 %y, %x0;", a => a);
        Lanes.Each<double, float>(Doubles, "cvt.rn.f32.f64 %y, %x0;", a => (float)a);
        Lanes.Each<float, float>(Lanes.Floats, "cvt.rmi.f32.f32 %y, %x0;", MathF.Floor);
        Lanes.Each<float, float>(Lanes.Floats, "cvt.rni.f32.f32 %y, %x0;", a => MathF.Round(a, MidpointRounding.ToEven));
        Lanes.Each<float, float>(Lanes.Floats, "cvt.sat.f32.f32 %y, %x0;", a => float.IsNaN(a) ? 0 : Math.Clamp(a, 0, 1));
        Lanes.Each<double, float>(Doubles, "cvt.rz.f32.f64 %y, %x0;", a => double.IsFinite(a) && Math.Abs((double)(float)a) > Math.Abs(a) ? (a > 0 ? MathF.BitDecrement((float)a) : MathF.BitIncrement((float)a)) : (float)a);
    }

    [Fact]
    public void Narrow_floats()
    {
        Lanes.Each<float, uint>(Lanes.Floats, "cvt.rna.tf32.f32 %y, %x0;", a => float.IsNaN(a) ? 0x7FFFFFFF : float.IsFinite(a) ? (BitConverter.SingleToUInt32Bits(a) + 0x1000) & 0xFFFFE000 : BitConverter.SingleToUInt32Bits(a));
        Lanes.Each<float, ushort>(Lanes.Floats, "cvt.rn.bf16.f32 %y, %x0;", Bf16);
        Lanes.Pairs<float, uint>(Lanes.Floats, "cvt.rn.bf16x2.f32 %y, %x0, %x1;", (a, b) => (uint)Bf16(a) << 16 | Bf16(b));
        Lanes.Each<float, ushort>(Lanes.Floats, "cvt.rn.f16.f32 %y, %x0;", a => float.IsNaN(a) ? (ushort)0x7FFF : BitConverter.HalfToUInt16Bits((Half)a));
        Assert.Equal([0x3F80, 0x3F81, 0x3F80, 0x3F82], Lanes.Run<uint, ushort>(".reg .f32 %f; mov.b32 %f, %x0; cvt.rn.bf16.f32 %y, %f;", [0x3F800000u, 0x3F80FFFF, 0x3F808000, 0x3F818000]).Select(value => (int)value));
    }

    private static ushort Bf16(float value)
    {
        if (float.IsNaN(value))
            return 0x7FFF;
        // The nearer of the two neighbours, found by their distance.
        var bits = BitConverter.SingleToUInt32Bits(value);
        var (low, high) = (bits & 0xFFFF0000, (bits & 0xFFFF0000) + 0x10000);
        var (below, above) = ((bits & 0xFFFF) * 1L, 0x10000 - ((bits & 0xFFFF) * 1L));
        return (ushort)((below < above || (below == above && (low & 0x10000) == 0) ? low : high) >> 16);
    }

    private static float Nearest(Int128 value)
    {
        var guess = (float)(double)value;
        float[] near = [MathF.BitDecrement(guess), guess, MathF.BitIncrement(guess)];
        return near.OrderBy(candidate => Int128.Abs((Int128)candidate - value)).ThenBy(candidate => BitConverter.SingleToUInt32Bits(candidate) & 1).First();
    }

    private static float Towards0(long value)
    {
        var nearest = Nearest(value);
        return Int128.Abs((Int128)nearest) > Int128.Abs(value) ? (nearest > 0 ? MathF.BitDecrement(nearest) : MathF.BitIncrement(nearest)) : nearest;
    }
}
