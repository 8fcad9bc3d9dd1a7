namespace ConvGen.Tests.Ptx;

/// <summary>Which roundings cvt must have, may have and must not have.</summary>
internal static class ConversionRules
{
    public static string? Check(PtxInstruction instruction)
    {
        var rounding = instruction.Modifiers.FirstOrDefault(modifier => modifier[0] == 'r' && modifier.Length is 2 or 3) ?? "";
        var whole = rounding.Length == 3 && rounding[2] == 'i';
        var (to, from) = (instruction.Type, instruction.LastType);
        // Their forms say everything.
        if (to is PtxType.Tf32 or PtxType.Bf16 or PtxType.Bf16x2 or PtxType.F16x2 || from == PtxType.Bf16)
            return null;
        if (to == from && rounding.Length == 0 && !to.IsFloat())
            return instruction.Modifiers.Count == 2 ? null : "a modifier that has no meaning here";
        if (instruction.Has("ftz") && to != PtxType.F32 && from != PtxType.F32)
            return ".ftz is for .f32";
        if (instruction.Has("sat") && to == from)
            return instruction.Type.IsFloat() ? null : ".sat changes nothing here";
        if (!from.IsFloat() && !to.IsFloat())
            return rounding.Length > 0 ? "whole numbers are not rounded" : null;
        if (from.IsFloat() && !to.IsFloat())
            return whole ? null : "a rounding to whole numbers (.rzi, .rni ...) should stand here";
        if (!from.IsFloat())
            return rounding.Length == 2 ? null : "a rounding (.rn ...) should stand here";
        if (to.Bytes() < from.Bytes())
            return rounding.Length == 2 ? null : "a rounding (.rn ...) should stand here";
        if (to.Bytes() > from.Bytes())
            return rounding.Length > 0 ? "nothing is rounded here" : null;
        return rounding.Length == 0 || whole ? null : "only a rounding to whole numbers may stand here";
    }
}
