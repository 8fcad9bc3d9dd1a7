namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    private bool Integer()
    {
        var type = instruction.Type;
        if (type.IsFloat() || type == PtxType.Pred)
            return false;
        step.Class = StepClass.Integer;
        switch (instruction.Opcode)
        {
            case "add" when Has("sat") && type == PtxType.S32:
                return Two(Binary<AddSaturated>(type), type, "sat");
            case "sub" when Has("sat") && type == PtxType.S32:
                return Two(Binary<SubSaturated>(type), type, "sat");
            case "add":
                return Two(Binary<Add>(type), type);
            case "sub":
                return Two(Binary<Sub>(type), type);
            case "mul" when Has("wide"):
                return Wide(type, 3);
            case "mad" when Has("wide"):
                return Wide(type, 4);
            case "mul":
                return Two(Has("hi") ? Binary<MulHigh>(type) : LowRequired(Binary<MulLow>(type)), type, "lo", "hi");
            case "mad":
                return Three(Has("hi") ? MultiplyAdd<MulHigh>(type) : LowRequired(MultiplyAdd<MulLow>(type)), type, "lo", "hi");
            case "mul24":
                return Two(Has("hi") ? Binary<Mul24High>(type) : LowRequired(Binary<Mul24Low>(type)), type, "lo", "hi");
            case "mad24":
                return Three(Has("hi") ? MultiplyAdd<Mul24High>(type) : LowRequired(MultiplyAdd<Mul24Low>(type)), type, "lo", "hi");
            case "sad":
                return Three(Distance(type), type);
            case "div":
                return Two(Divide<Div>(type), type);
            case "rem":
                return Two(Divide<Rem>(type), type);
            case "min":
                return Two(Binary<Min>(type), type);
            case "max":
                return Two(Binary<Max>(type), type);
            case "and":
                return Two(Binary<And>(type), type);
            case "or":
                return Two(Binary<Or>(type), type);
            case "xor":
                return Two(Binary<Xor>(type), type);
            case "shl":
                return ShiftBy(Shift<ShiftLeft>(type), type);
            case "shr":
                return ShiftBy(Shift<ShiftRight>(type), type);
            case "neg":
                return One(Unary<Negate>(type), type);
            case "abs":
                return One(Unary<Absolute>(type), type);
            case "not":
                return One(Unary<Not>(type), type);
            case "cnot":
                return One(Unary<LogicalNot>(type), type);
            case "brev":
                return One(Unary<ReverseBits>(type), type);
            case "popc":
                return Counting(IsWide(type) ? &IntegerLanes.Count<U64, PopulationCount> : &IntegerLanes.Count<U32, PopulationCount>, type);
            case "clz":
                return Counting(IsWide(type) ? &IntegerLanes.Count<U64, LeadingZeros> : &IntegerLanes.Count<U32, LeadingZeros>, type);
            default:
                return BitFields(type);
        }
    }

    private bool BitFields(PtxType type)
    {
        var operands = instruction.Operands;
        switch (instruction.Opcode)
        {
            case "bfe":
                Allow();
                Operands(4);
                step.Run = type switch
                {
                    PtxType.S32 => &BitLanes.Extract<S32>,
                    PtxType.U32 => &BitLanes.Extract<U32>,
                    PtxType.S64 => &BitLanes.Extract<S64>,
                    _ => &BitLanes.Extract<U64>,
                };
                (step.D, step.A, step.B, step.C) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], PtxType.U32), Source(operands[3], PtxType.U32));
                return true;
            case "bfi":
                Allow();
                Operands(5);
                step.Run = IsWide(type) ? &BitLanes.Insert<U64> : &BitLanes.Insert<U32>;
                (step.D, step.A, step.B) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], type));
                (step.C, step.D2) = (Source(operands[3], PtxType.U32), Source(operands[4], PtxType.U32));
                return true;
            case "prmt" when type == PtxType.B32:
                Allow();
                Operands(4);
                step.Run = &BitLanes.Permute;
                (step.D, step.A, step.B, step.C) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], type), Source(operands[3], type));
                return true;
            case "lop3" when type == PtxType.B32:
                Allow();
                Operands(5);
                step.Run = &BitLanes.Lookup;
                step.Number = (int)operands[4].Bits;
                (step.D, step.A, step.B, step.C) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], type), Source(operands[3], type));
                return true;
            case "shf" when type == PtxType.B32:
                Allow("l", "r", "wrap", "clamp");
                Operands(4);
                step.Run = &BitLanes.Funnel;
                (step.Number, step.Saturate) = (Has("l") ? 0 : 1, Has("clamp"));
                (step.D, step.A, step.B, step.C) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], type), Source(operands[3], PtxType.U32));
                return true;
            default:
                return false;
        }
    }

    private bool One(delegate*<Warp, Step, uint, void> run, PtxType type)
    {
        Allow();
        Operands(2);
        step.Run = run;
        (step.D, step.A) = (Target(instruction.Operands[0], type), Source(instruction.Operands[1], type));
        return true;
    }

    private bool Counting(delegate*<Warp, Step, uint, void> run, PtxType type)
    {
        Allow();
        Operands(2);
        step.Run = run;
        (step.D, step.A) = (Target(instruction.Operands[0], PtxType.U32), Source(instruction.Operands[1], type));
        return true;
    }

    private bool Two(delegate*<Warp, Step, uint, void> run, PtxType type, params ReadOnlySpan<string> known)
    {
        Allow(known);
        Operands(3);
        step.Run = run;
        (step.D, step.A, step.B) = (Target(instruction.Operands[0], type), Source(instruction.Operands[1], type), Source(instruction.Operands[2], type));
        return true;
    }

    private bool Three(delegate*<Warp, Step, uint, void> run, PtxType type, params ReadOnlySpan<string> known)
    {
        Allow(known);
        Operands(4);
        step.Run = run;
        (step.D, step.A, step.B, step.C) = (Target(instruction.Operands[0], type), Source(instruction.Operands[1], type), Source(instruction.Operands[2], type), Source(instruction.Operands[3], type));
        return true;
    }

    private bool ShiftBy(delegate*<Warp, Step, uint, void> run, PtxType type)
    {
        Allow();
        Operands(3);
        step.Run = run;
        (step.D, step.A, step.B) = (Target(instruction.Operands[0], type), Source(instruction.Operands[1], type), Source(instruction.Operands[2], PtxType.U32));
        return true;
    }

    private bool Wide(PtxType type, int count)
    {
        Allow("wide");
        Operands(count);
        var wide = PtxType.None;
        switch (type)
        {
            case PtxType.S16:
                step.Run = &IntegerLanes.Wide<S16, S32>;
                wide = PtxType.S32;
                break;
            case PtxType.U16:
                step.Run = &IntegerLanes.Wide<U16, U32>;
                wide = PtxType.U32;
                break;
            case PtxType.S32:
                step.Run = &IntegerLanes.Wide<S32, S64>;
                wide = PtxType.S64;
                break;
            case PtxType.U32:
                step.Run = &IntegerLanes.Wide<U32, U64>;
                wide = PtxType.U64;
                break;
            default:
                throw Error("no type for .wide");
        }

        (step.D, step.A, step.B) = (Target(instruction.Operands[0], wide), Source(instruction.Operands[1], type), Source(instruction.Operands[2], type));
        step.C = count == 4 ? Source(instruction.Operands[3], wide) : -1;
        return true;
    }

    private delegate*<Warp, Step, uint, void> LowRequired(delegate*<Warp, Step, uint, void> run) => Has("lo") ? run : throw Error(".lo, .hi or .wide should stand here");

    private delegate*<Warp, Step, uint, void> Unary<TOperation>(PtxType type)
        where TOperation : struct, IIntUnary => type switch
        {
            PtxType.S16 => &IntegerLanes.Unary<S16, TOperation>,
            PtxType.U16 or PtxType.B16 => &IntegerLanes.Unary<U16, TOperation>,
            PtxType.S32 => &IntegerLanes.Unary<S32, TOperation>,
            PtxType.U32 or PtxType.B32 => &IntegerLanes.Unary<U32, TOperation>,
            PtxType.S64 => &IntegerLanes.Unary<S64, TOperation>,
            PtxType.U64 or PtxType.B64 => &IntegerLanes.Unary<U64, TOperation>,
            _ => throw Unknown(),
        };

    private delegate*<Warp, Step, uint, void> Binary<TOperation>(PtxType type)
        where TOperation : struct, IIntBinary => type switch
        {
            PtxType.S16 => &IntegerLanes.Binary<S16, TOperation>,
            PtxType.U16 or PtxType.B16 => &IntegerLanes.Binary<U16, TOperation>,
            PtxType.S32 => &IntegerLanes.Binary<S32, TOperation>,
            PtxType.U32 or PtxType.B32 => &IntegerLanes.Binary<U32, TOperation>,
            PtxType.S64 => &IntegerLanes.Binary<S64, TOperation>,
            PtxType.U64 or PtxType.B64 => &IntegerLanes.Binary<U64, TOperation>,
            _ => throw Unknown(),
        };

    private delegate*<Warp, Step, uint, void> MultiplyAdd<TOperation>(PtxType type)
        where TOperation : struct, IIntBinary => type switch
        {
            PtxType.S16 => &IntegerLanes.MultiplyAdd<S16, TOperation>,
            PtxType.U16 => &IntegerLanes.MultiplyAdd<U16, TOperation>,
            PtxType.S32 => &IntegerLanes.MultiplyAdd<S32, TOperation>,
            PtxType.U32 => &IntegerLanes.MultiplyAdd<U32, TOperation>,
            PtxType.S64 => &IntegerLanes.MultiplyAdd<S64, TOperation>,
            PtxType.U64 => &IntegerLanes.MultiplyAdd<U64, TOperation>,
            _ => throw Unknown(),
        };

    private delegate*<Warp, Step, uint, void> Divide<TOperation>(PtxType type)
        where TOperation : struct, IIntBinary => type switch
        {
            PtxType.S16 => &IntegerLanes.Divide<S16, TOperation>,
            PtxType.U16 => &IntegerLanes.Divide<U16, TOperation>,
            PtxType.S32 => &IntegerLanes.Divide<S32, TOperation>,
            PtxType.U32 => &IntegerLanes.Divide<U32, TOperation>,
            PtxType.S64 => &IntegerLanes.Divide<S64, TOperation>,
            PtxType.U64 => &IntegerLanes.Divide<U64, TOperation>,
            _ => throw Unknown(),
        };

    private delegate*<Warp, Step, uint, void> Shift<TOperation>(PtxType type)
        where TOperation : struct, IIntBinary => type switch
        {
            PtxType.S16 => &IntegerLanes.Shift<S16, TOperation>,
            PtxType.U16 or PtxType.B16 => &IntegerLanes.Shift<U16, TOperation>,
            PtxType.S32 => &IntegerLanes.Shift<S32, TOperation>,
            PtxType.U32 or PtxType.B32 => &IntegerLanes.Shift<U32, TOperation>,
            PtxType.S64 => &IntegerLanes.Shift<S64, TOperation>,
            PtxType.U64 or PtxType.B64 => &IntegerLanes.Shift<U64, TOperation>,
            _ => throw Unknown(),
        };

    private delegate*<Warp, Step, uint, void> Distance(PtxType type) => type switch
    {
        PtxType.S16 => &IntegerLanes.Distance<S16>,
        PtxType.U16 => &IntegerLanes.Distance<U16>,
        PtxType.S32 => &IntegerLanes.Distance<S32>,
        PtxType.U32 => &IntegerLanes.Distance<U32>,
        PtxType.S64 => &IntegerLanes.Distance<S64>,
        PtxType.U64 => &IntegerLanes.Distance<U64>,
        _ => throw Unknown(),
    };
}
