using System.Numerics;

namespace ConvGen.Tests.Ptx;

public sealed class IntegerTests
{
    private static readonly long[] Longs = [0, 1, -1, 5, -5, 63, 64, long.MaxValue, long.MinValue, long.MinValue + 1, 0x123456789ABCDEF, -0x123456789ABCDEF, uint.MaxValue, int.MinValue];
    private static readonly short[] Shorts = [0, 1, -1, 5, -5, 15, 16, short.MaxValue, short.MinValue, 0x1234, -0x1234];

    [Fact]
    public void Sums_and_products()
    {
        Lanes.Pairs<int, int>(Lanes.Ints, "add.s32 %y, %x0, %x1;", (a, b) => a + b);
        Lanes.Pairs<int, int>(Lanes.Ints, "sub.u32 %y, %x0, %x1;", (a, b) => a - b);
        Lanes.Pairs<int, int>(Lanes.Ints, "mul.lo.s32 %y, %x0, %x1;", (a, b) => a * b);
        Lanes.Pairs<int, int>(Lanes.Ints, "mul.hi.s32 %y, %x0, %x1;", (a, b) => (int)(((long)a * b) >> 32));
        Lanes.Pairs<int, int>(Lanes.Ints, "mul.hi.u32 %y, %x0, %x1;", (a, b) => (int)(((ulong)(uint)a * (uint)b) >> 32));
        Lanes.Pairs<int, long>(Lanes.Ints, "mul.wide.s32 %y, %x0, %x1;", (a, b) => (long)a * b);
        Lanes.Pairs<int, ulong>(Lanes.Ints, "mul.wide.u32 %y, %x0, %x1;", (a, b) => (ulong)(uint)a * (uint)b);
        Lanes.Pairs<int, int>(Lanes.Ints, "mad.lo.s32 %y, %x0, %x1, %x1;", (a, b) => (a * b) + b);
        Lanes.Pairs<int, int>(Lanes.Ints, "mad.hi.s32 %y, %x0, %x1, 5;", (a, b) => (int)(((long)a * b) >> 32) + 5);
        Lanes.Pairs<int, long>(Lanes.Ints, "mad.wide.s32 %y, %x0, %x1, -9;", (a, b) => ((long)a * b) - 9);
        Lanes.Pairs<int, int>(Lanes.Ints, "mul24.lo.s32 %y, %x0, %x1;", (a, b) => (int)(((long)a << 40 >> 40) * ((long)b << 40 >> 40)));
        Lanes.Pairs<int, int>(Lanes.Ints, "mad24.lo.u32 %y, %x0, %x1, 3;", (a, b) => (int)((a & 0xFFFFFFL) * (b & 0xFFFFFFL)) + 3);
        Lanes.Pairs<int, int>(Lanes.Ints, "add.sat.s32 %y, %x0, %x1;", (a, b) => (int)Math.Clamp((long)a + b, int.MinValue, int.MaxValue));
        Lanes.Pairs<int, int>(Lanes.Ints, "sad.s32 %y, %x0, %x1, 7;", (a, b) => (int)(Math.Abs((long)a - b) + 7));
    }

    [Fact]
    public void Wide_numbers()
    {
        Lanes.Pairs<long, long>(Longs, "add.s64 %y, %x0, %x1;", (a, b) => a + b);
        Lanes.Pairs<long, long>(Longs, "mul.lo.s64 %y, %x0, %x1;", (a, b) => a * b);
        Lanes.Pairs<long, long>(Longs, "mul.hi.s64 %y, %x0, %x1;", (a, b) => Math.BigMul(a, b, out _));
        Lanes.Pairs<long, long>(Longs, "mul.hi.u64 %y, %x0, %x1;", (a, b) => (long)Math.BigMul((ulong)a, (ulong)b, out _));
        Lanes.Pairs<long, long>(Longs, "min.u64 %y, %x0, %x1;", (a, b) => (long)Math.Min((ulong)a, (ulong)b));
        Lanes.Pairs<long, long>(Longs, "max.s64 %y, %x0, %x1;", Math.Max);
        Lanes.Pairs<long, long>(Longs, "mad.lo.u64 %y, %x0, %x1, %x0;", (a, b) => (a * b) + a);
    }

    [Fact]
    public void Narrow_numbers()
    {
        Lanes.Pairs<short, short>(Shorts, "add.s16 %y, %x0, %x1;", (a, b) => (short)(a + b));
        Lanes.Pairs<short, short>(Shorts, "mul.hi.s16 %y, %x0, %x1;", (a, b) => (short)((a * b) >> 16));
        Lanes.Pairs<short, short>(Shorts, "mul.hi.u16 %y, %x0, %x1;", (a, b) => (short)(((uint)(ushort)a * (ushort)b) >> 16));
        Lanes.Pairs<short, int>(Shorts, "mul.wide.s16 %y, %x0, %x1;", (a, b) => a * b);
        Lanes.Pairs<short, int>(Shorts, "mul.wide.u16 %y, %x0, %x1;", (a, b) => (int)((uint)(ushort)a * (ushort)b));
        Lanes.Pairs<short, short>(Shorts, "max.u16 %y, %x0, %x1;", (a, b) => (short)Math.Max((ushort)a, (ushort)b));
        Lanes.Each<short, short>(Shorts, "shr.s16 %y, %x0, 3;", a => (short)(a >> 3));
        Lanes.Each<short, short>(Shorts, "shr.u16 %y, %x0, 3;", a => (short)((ushort)a >> 3));
        Lanes.Each<short, short>(Shorts, "neg.s16 %y, %x0;", a => (short)-a);
    }

    [Fact]
    public void Quotients()
    {
        var values = Lanes.Ints.Where(value => value != 0).ToArray();
        Lanes.Pairs<int, int>(values, "div.s32 %y, %x0, %x1;", (a, b) => (int)((long)a / b));
        Lanes.Pairs<int, int>(values, "rem.s32 %y, %x0, %x1;", (a, b) => (int)((long)a % b));
        Lanes.Pairs<int, int>(values, "div.u32 %y, %x0, %x1;", (a, b) => (int)((uint)a / (uint)b));
        Lanes.Pairs<int, int>(values, "rem.u32 %y, %x0, %x1;", (a, b) => (int)((uint)a % (uint)b));
        var longs = Longs.Where(value => value != 0).ToArray();
        Lanes.Pairs<long, long>(longs, "div.s64 %y, %x0, %x1;", (a, b) => b == -1 ? unchecked(-a) : a / b);
        Lanes.Pairs<long, long>(longs, "rem.u64 %y, %x0, %x1;", (a, b) => (long)((ulong)a % (ulong)b));
    }

    [Fact]
    public void Bits()
    {
        Lanes.Pairs<int, int>(Lanes.Ints, "and.b32 %y, %x0, %x1;", (a, b) => a & b);
        Lanes.Pairs<int, int>(Lanes.Ints, "or.b32 %y, %x0, %x1;", (a, b) => a | b);
        Lanes.Pairs<int, int>(Lanes.Ints, "xor.b32 %y, %x0, %x1;", (a, b) => a ^ b);
        Lanes.Each<int, int>(Lanes.Ints, "not.b32 %y, %x0;", a => ~a);
        Lanes.Each<int, int>(Lanes.Ints, "abs.s32 %y, %x0;", a => a < 0 ? unchecked(-a) : a);
        Lanes.Each<int, int>(Lanes.Ints, "popc.b32 %y, %x0;", a => BitOperations.PopCount((uint)a));
        Lanes.Each<int, int>(Lanes.Ints, "clz.b32 %y, %x0;", a => BitOperations.LeadingZeroCount((uint)a));
        Lanes.Each<long, int>(Longs, "clz.b64 %y, %x0;", a => BitOperations.LeadingZeroCount((ulong)a));
        Lanes.Each<long, int>(Longs, "popc.b64 %y, %x0;", a => BitOperations.PopCount((ulong)a));
        Lanes.Each<int, int>(Lanes.Ints, "brev.b32 %y, %x0;", a => (int)Convert.ToUInt32(new string([.. Convert.ToString(a, 2).PadLeft(32, '0').Reverse()]), 2));
        Lanes.Pairs<int, int>(Lanes.Ints, "lop3.b32 %y, %x0, %x1, 0x0F0F0F0F, 0xE8;", (a, b) => (a & b) | (b & 0x0F0F0F0F) | (a & 0x0F0F0F0F));
        Lanes.Pairs<int, int>(Lanes.Ints, "prmt.b32 %y, %x0, %x1, 0x5410;", (a, b) => (a & 0xFFFF) | (b << 16));
        Lanes.Each<int, int>(Lanes.Ints, "prmt.b32 %y, %x0, 0, 0xBA98;", a => BitConverter.ToInt32([.. BitConverter.GetBytes(a).Select(value => value > 127 ? (byte)255 : (byte)0)]));
        Lanes.Pairs<int, int>(Lanes.Ints, "shf.l.wrap.b32 %y, %x0, %x0, %x1;", (a, b) => (int)BitOperations.RotateLeft((uint)a, b));
        Lanes.Pairs<int, int>(Lanes.Ints, "shf.r.clamp.b32 %y, %x0, 0, %x1;", (a, b) => (int)((ulong)(uint)a >> (int)Math.Min((uint)b, 32)));
    }

    [Fact]
    public void Shifts_beyond_the_width_leave_nothing_or_the_sign()
    {
        Lanes.Pairs<int, int>(Lanes.Ints, "shl.b32 %y, %x0, %x1;", (a, b) => (uint)b > 31 ? 0 : a << b);
        Lanes.Pairs<int, int>(Lanes.Ints, "shr.u32 %y, %x0, %x1;", (a, b) => (uint)b > 31 ? 0 : a >>> b);
        Lanes.Pairs<int, int>(Lanes.Ints, "shr.s32 %y, %x0, %x1;", (a, b) => a >> (int)Math.Min((uint)b, 31));
        Lanes.Each<long, long>(Longs, "shl.b64 %y, %x0, 64;", _ => 0);
        Lanes.Each<long, long>(Longs, "shr.s64 %y, %x0, 70;", a => a >> 63);
        Lanes.Each<long, long>(Longs, "shr.u64 %y, %x0, 33;", a => a >>> 33);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(4, 12)]
    [InlineData(28, 8)]
    [InlineData(0, 32)]
    [InlineData(31, 1)]
    public void Fields(int start, int length)
    {
        var mask = (1L << Math.Min(length, 32 - start)) - 1;
        Lanes.Each<int, int>(Lanes.Ints, $"bfe.u32 %y, %x0, {start}, {length};", a => (int)((uint)a >> start & mask));
        Lanes.Each<int, int>(Lanes.Ints, $"bfe.s32 %y, %x0, {start}, {length};", a => (int)((long)a << (64 - Math.Min(32, start + length)) >> (64 - Math.Min(32, start + length)) >> start));
        Lanes.Pairs<int, int>(Lanes.Ints, $"bfi.b32 %y, %x0, %x1, {start}, {length};", (a, b) => (int)((b & ~(mask << start)) | ((a & mask) << start)));
    }

    [Fact]
    public void Comparisons()
    {
        const string Choose = " selp.b32 %y, 1, 0, %p0;";
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.lt.s32 %p0, %x0, %x1;" + Choose, (a, b) => a < b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.lt.u32 %p0, %x0, %x1;" + Choose, (a, b) => (uint)a < (uint)b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.hs.u32 %p0, %x0, %x1;" + Choose, (a, b) => (uint)a >= (uint)b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.eq.b32 %p0, %x0, %x1;" + Choose, (a, b) => a == b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.ne.s32 %p1|%p0, %x0, %x1;" + Choose, (a, b) => a == b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.gt.s32 %p1, %x0, 10; setp.le.and.s32 %p0, %x0, %x1, !%p1;" + Choose, (a, b) => a <= b && a <= 10 ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "setp.gt.s32 %p1, %x0, 10; setp.le.xor.s32 %p2|%p0, %x0, %x1, %p1;" + Choose, (a, b) => a > b ^ a > 10 ? 1 : 0);
        Lanes.Pairs<long, int>(Longs, "setp.ge.s64 %p0, %x0, %x1;" + Choose, (a, b) => a >= b ? 1 : 0);
        Lanes.Pairs<long, int>(Longs, "setp.gt.u64 %p0, %x0, %x1;" + Choose, (a, b) => (ulong)a > (ulong)b ? 1 : 0);
        Lanes.Pairs<short, int>(Shorts, "setp.lt.s16 %p0, %x0, %x1;" + Choose, (a, b) => a < b ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, "set.lt.u32.s32 %y, %x0, %x1;", (a, b) => a < b ? -1 : 0);
        Lanes.Pairs<int, float>(Lanes.Ints, "set.lt.f32.s32 %y, %x0, %x1;", (a, b) => a < b ? 1 : 0);
    }

    [Fact]
    public void Predicates()
    {
        const string Compare = "setp.gt.s32 %p0, %x0, 0; setp.gt.s32 %p1, %x1, 0; ";
        const string Choose = " selp.b32 %y, 1, 0, %p2;";
        Lanes.Pairs<int, int>(Lanes.Ints, Compare + "and.pred %p2, %p0, %p1;" + Choose, (a, b) => a > 0 && b > 0 ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, Compare + "or.pred %p2, %p0, %p1;" + Choose, (a, b) => a > 0 || b > 0 ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, Compare + "xor.pred %p2, %p0, %p1;" + Choose, (a, b) => a > 0 ^ b > 0 ? 1 : 0);
        Lanes.Pairs<int, int>(Lanes.Ints, Compare + "not.pred %p2, %p0;" + Choose, (a, _) => a > 0 ? 0 : 1);
        Lanes.Pairs<int, int>(Lanes.Ints, Compare + "mov.pred %p2, %p1;" + Choose, (_, b) => b > 0 ? 1 : 0);
    }

    [Fact]
    public void Words_are_taken_apart_and_put_together()
    {
        Lanes.Each<long, long>(Longs, "mov.b64 {%t0, %t1}, %x0; mov.b64 %y, {%t1, %t0};", a => (long)BitOperations.RotateLeft((ulong)a, 32));
        Lanes.Each<int, int>(Lanes.Ints, ".reg .b16 %s<2>; mov.b32 {%s0, %s1}, %x0; mov.b32 %y, {%s1, %s0};", a => (int)BitOperations.RotateLeft((uint)a, 16));
        Lanes.Each<int, int>(Lanes.Ints, "{ .reg .b32 %t0; mov.b32 %t0, 5; add.s32 %y, %x0, %t0; }", a => a + 5);
    }
}
