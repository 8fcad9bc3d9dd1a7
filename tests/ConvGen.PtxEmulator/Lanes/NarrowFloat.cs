namespace ConvGen.Tests.Ptx;

/// <summary>Floats of sixteen bits, TF32, and floats by their type.</summary>
internal static class NarrowFloat
{
    /// <summary>To nearest, to even where two are as near.</summary>
    public static uint ToBf16(float value)
    {
        if (float.IsNaN(value))
            return 0x7FFF;
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    }

    public static uint ToF16(float value) => float.IsNaN(value) ? 0x7FFFu : BitConverter.HalfToUInt16Bits((Half)value);

    public static float FromBf16(uint bits) => BitConverter.UInt32BitsToSingle(bits << 16);

    public static float FromF16(uint bits) => (float)BitConverter.UInt16BitsToHalf((ushort)bits);

    /// <summary>cvt.rna.tf32: to nearest, away from zero where two are as near.</summary>
    public static uint ToTf32(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? 0x7FFFFFFF : float.IsFinite(value) ? (bits + 0x1000) & ~0x1FFFu : bits;
    }

    public static double Value(ulong bits, PtxType type, bool flush) => type switch
    {
        PtxType.F64 => BitConverter.UInt64BitsToDouble(bits),
        PtxType.F16 => FromF16((uint)bits),
        PtxType.Bf16 => FromBf16((uint)bits & 0xFFFF),
        _ => flush ? FloatMode.Flush(BitConverter.UInt32BitsToSingle((uint)bits)) : BitConverter.UInt32BitsToSingle((uint)bits),
    };

    public static ulong Bits(float value, PtxType type) => type switch
    {
        PtxType.F16 => ToF16(value),
        PtxType.Bf16 => ToBf16(value),
        _ => BitConverter.SingleToUInt32Bits(value),
    };
}
