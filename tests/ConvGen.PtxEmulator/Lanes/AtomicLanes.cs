using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>atom and red, lane after lane.</summary>
internal static unsafe class AtomicLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Warp warp, Step step, uint mask)
    {
        if (!AddressUnit.Resolve(warp, step, mask, Access.Write | Access.Strong))
            return;
        var wide = step.ElementBytes == 8;
        for (var rest = mask; rest != 0; rest &= rest - 1)
        {
            var lane = BitOperations.TrailingZeroCount(rest);
            var at = warp.Pointers[lane];
            var old = wide ? *(ulong*)at : *(uint*)at;
            var value = Value(warp, step.B, wide, lane);
            var result = step.Mode == "cas" ? (old == value ? Value(warp, step.C, wide, lane) : old) : Combined(step, old, value);
            if (wide)
                *(ulong*)at = result;
            else
                *(uint*)at = (uint)result;
            if (step.D >= 0 && wide)
                ((ulong*)(warp.File + step.D))[lane] = old;
            else if (step.D >= 0)
                ((uint*)(warp.File + step.D))[lane] = (uint)old;
        }
    }

    private static ulong Value(Warp warp, int place, bool wide, int lane) => wide ? ((ulong*)(warp.File + place))[lane] : ((uint*)(warp.File + place))[lane];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Combined(Step step, ulong old, ulong value) => (step.Mode, step.To) switch
    {
        ("add", PtxType.F32) => BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle((uint)old) + BitConverter.UInt32BitsToSingle((uint)value)),
        ("add", PtxType.F64) => BitConverter.DoubleToUInt64Bits(BitConverter.UInt64BitsToDouble(old) + BitConverter.UInt64BitsToDouble(value)),
        ("add", _) => old + value,
        ("min", PtxType.S32) => (uint)Math.Min((int)old, (int)value),
        ("max", PtxType.S32) => (uint)Math.Max((int)old, (int)value),
        ("min", PtxType.S64) => (ulong)Math.Min((long)old, (long)value),
        ("max", PtxType.S64) => (ulong)Math.Max((long)old, (long)value),
        ("min", _) => Math.Min(old, value),
        ("max", _) => Math.Max(old, value),
        ("and", _) => old & value,
        ("or", _) => old | value,
        ("xor", _) => old ^ value,
        ("inc", _) => old >= value ? 0 : old + 1,
        ("dec", _) => old == 0 || old > value ? value : old - 1,
        _ => value,
    };
}
