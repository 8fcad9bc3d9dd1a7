using System.Numerics;

namespace ConvGen.Tests.Ptx;

/// <summary>An operation on one integer.</summary>
internal interface IIntUnary
{
    static abstract long Apply<T>(long a)
        where T : struct, IIntLane;
}

/// <summary>An operation on two integers.</summary>
internal interface IIntBinary
{
    static abstract long Apply<T>(long a, long b)
        where T : struct, IIntLane;
}

internal readonly struct Add : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a + b;
}

/// <summary>add.sat.s32.</summary>
internal readonly struct AddSaturated : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => Math.Clamp(a + b, int.MinValue, int.MaxValue);
}

internal readonly struct Sub : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a - b;
}

/// <summary>sub.sat.s32.</summary>
internal readonly struct SubSaturated : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => Math.Clamp(a - b, int.MinValue, int.MaxValue);
}

internal readonly struct MulLow : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a * b;
}

internal readonly struct MulHigh : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => T.Bits < 64
            ? (T.Signed ? (a * b) >> T.Bits : (long)((ulong)(a * b) >> T.Bits))
            : T.Signed ? Math.BigMul(a, b, out _) : (long)Math.BigMul((ulong)a, (ulong)b, out _);
}

/// <summary>mul24.lo: of the low 24 bits of each.</summary>
internal readonly struct Mul24Low : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => Cut<T>(a) * Cut<T>(b);

    public static long Cut<T>(long a)
        where T : struct, IIntLane => T.Signed ? a << 40 >> 40 : a & 0xFFFFFF;
}

internal readonly struct Mul24High : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => (Mul24Low.Cut<T>(a) * Mul24Low.Cut<T>(b)) >> 16;
}

/// <summary>Of a divisor that is not zero; zero gives all ones, as processors do, and a finding.</summary>
internal readonly struct Div : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => b == 0 ? -1 : !T.Signed ? (long)((ulong)a / (ulong)b) : b == -1 ? -a : a / b;
}

internal readonly struct Rem : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => b == 0 ? -1 : !T.Signed ? (long)((ulong)a % (ulong)b) : b == -1 ? 0 : a % b;
}

internal readonly struct Min : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => T.Signed ? Math.Min(a, b) : (long)Math.Min((ulong)a, (ulong)b);
}

internal readonly struct Max : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => T.Signed ? Math.Max(a, b) : (long)Math.Max((ulong)a, (ulong)b);
}

internal readonly struct And : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a & b;
}

internal readonly struct Or : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a | b;
}

internal readonly struct Xor : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => a ^ b;
}

/// <summary>Of amounts beyond the width: nothing is left.</summary>
internal readonly struct ShiftLeft : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => (ulong)b >= (ulong)T.Bits ? 0 : a << (int)b;
}

/// <summary>Of amounts beyond the width: the sign is left, or nothing.</summary>
internal readonly struct ShiftRight : IIntBinary
{
    public static long Apply<T>(long a, long b)
        where T : struct, IIntLane => T.Signed ? a >> (int)Math.Min((ulong)b, 63) : (ulong)b >= (ulong)T.Bits ? 0 : (long)((ulong)a >> (int)b);
}

internal readonly struct Negate : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => -a;
}

internal readonly struct Absolute : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => a < 0 ? -a : a;
}

internal readonly struct Not : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => ~a;
}

/// <summary>cnot: one where the operand is zero.</summary>
internal readonly struct LogicalNot : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => a == 0 ? 1 : 0;
}

internal readonly struct PopulationCount : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => BitOperations.PopCount((ulong)a);
}

internal readonly struct LeadingZeros : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane => BitOperations.LeadingZeroCount((ulong)a) - (64 - T.Bits);
}

internal readonly struct ReverseBits : IIntUnary
{
    public static long Apply<T>(long a)
        where T : struct, IIntLane
    {
        var (value, result) = ((ulong)a, 0ul);
        for (var i = 0; i < T.Bits; i++)
            result |= ((value >> i) & 1) << (T.Bits - 1 - i);
        return (long)result;
    }
}
