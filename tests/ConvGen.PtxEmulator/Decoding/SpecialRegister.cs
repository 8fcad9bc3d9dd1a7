namespace ConvGen.Tests.Ptx;

/// <summary>The special registers that the emulator knows.</summary>
internal static class SpecialRegister
{
    /// <summary>Kinds, of which the x, y and z ones follow each other.</summary>
    public enum Kind
    {
        TidX,
        TidY,
        TidZ,
        NtidX,
        NtidY,
        NtidZ,
        CtaidX,
        CtaidY,
        CtaidZ,
        NctaidX,
        NctaidY,
        NctaidZ,
        LaneId,
        WarpId,
        NwarpId,
        LaneMaskEq,
        LaneMaskLt,
        LaneMaskLe,
        LaneMaskGt,
        LaneMaskGe,
        DynamicSharedSize,
        TotalSharedSize,

        /// <summary>Those that are one number for everything here: there is one processor, and its clock stands still.</summary>
        Zero,
        Zero64,
    }

    public static bool TryParse(string name, out Kind kind)
    {
        kind = name switch
        {
            "%tid.x" => Kind.TidX,
            "%tid.y" => Kind.TidY,
            "%tid.z" => Kind.TidZ,
            "%ntid.x" => Kind.NtidX,
            "%ntid.y" => Kind.NtidY,
            "%ntid.z" => Kind.NtidZ,
            "%ctaid.x" => Kind.CtaidX,
            "%ctaid.y" => Kind.CtaidY,
            "%ctaid.z" => Kind.CtaidZ,
            "%nctaid.x" => Kind.NctaidX,
            "%nctaid.y" => Kind.NctaidY,
            "%nctaid.z" => Kind.NctaidZ,
            "%laneid" => Kind.LaneId,
            "%warpid" => Kind.WarpId,
            "%nwarpid" => Kind.NwarpId,
            "%lanemask_eq" => Kind.LaneMaskEq,
            "%lanemask_lt" => Kind.LaneMaskLt,
            "%lanemask_le" => Kind.LaneMaskLe,
            "%lanemask_gt" => Kind.LaneMaskGt,
            "%lanemask_ge" => Kind.LaneMaskGe,
            "%dynamic_smem_size" => Kind.DynamicSharedSize,
            "%total_smem_size" => Kind.TotalSharedSize,
            "%smid" or "%nsmid" or "%clock" or "%clock_hi" => Kind.Zero,
            "%clock64" or "%globaltimer" or "%gridid" => Kind.Zero64,
            _ => (Kind)(-1),
        };
        return kind >= 0;
    }
}
