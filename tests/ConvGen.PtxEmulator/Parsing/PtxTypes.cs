namespace ConvGen.Tests.Ptx;

/// <summary>What is to be known about a <see cref="PtxType"/>.</summary>
public static class PtxTypes
{
    /// <summary>The type that a modifier without its dot names; <see cref="PtxType.None"/> where it names none.</summary>
    public static PtxType Parse(string modifier) => modifier switch
    {
        "pred" => PtxType.Pred,
        "b8" => PtxType.B8,
        "b16" => PtxType.B16,
        "b32" => PtxType.B32,
        "b64" => PtxType.B64,
        "b128" => PtxType.B128,
        "u8" => PtxType.U8,
        "u16" => PtxType.U16,
        "u32" => PtxType.U32,
        "u64" => PtxType.U64,
        "s8" => PtxType.S8,
        "s16" => PtxType.S16,
        "s32" => PtxType.S32,
        "s64" => PtxType.S64,
        "f16" => PtxType.F16,
        "f16x2" => PtxType.F16x2,
        "bf16" => PtxType.Bf16,
        "bf16x2" => PtxType.Bf16x2,
        "tf32" => PtxType.Tf32,
        "f32" => PtxType.F32,
        "f64" => PtxType.F64,
        _ => PtxType.None,
    };

    /// <summary>Size in memory; a predicate has none.</summary>
    public static int Bytes(this PtxType type) => type switch
    {
        PtxType.None or PtxType.Pred => 0,
        PtxType.B8 or PtxType.U8 or PtxType.S8 => 1,
        PtxType.B16 or PtxType.U16 or PtxType.S16 or PtxType.F16 or PtxType.Bf16 => 2,
        PtxType.B64 or PtxType.U64 or PtxType.S64 or PtxType.F64 => 8,
        PtxType.B128 => 16,
        _ => 4,
    };

    public static bool IsSigned(this PtxType type) => type is PtxType.S8 or PtxType.S16 or PtxType.S32 or PtxType.S64;

    public static bool IsUnsigned(this PtxType type) => type is PtxType.U8 or PtxType.U16 or PtxType.U32 or PtxType.U64;

    public static bool IsBits(this PtxType type) => type is PtxType.B8 or PtxType.B16 or PtxType.B32 or PtxType.B64 or PtxType.B128;

    public static bool IsFloat(this PtxType type) => type >= PtxType.F16;

    /// <summary>Of s and u types, which do arithmetic.</summary>
    public static bool IsInteger(this PtxType type) => type.IsSigned() || type.IsUnsigned();

    /// <summary>As PTX writes it, without a dot.</summary>
    public static string Name(this PtxType type) => type.ToString().ToLowerInvariant();
}
