namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    /// <summary>Moves, selections, comparisons, predicates and conversions.</summary>
    private bool Data()
    {
        step.Class = StepClass.Other;
        var operands = instruction.Operands;
        var type = instruction.Type;
        switch (instruction.Opcode)
        {
            case "mov" when type == PtxType.Pred:
            case "not" when type == PtxType.Pred:
                Allow();
                Operands(2);
                step.Run = &PredicateLanes.Logic;
                (step.D, step.A, step.B) = (Target(operands[0], type), Predicate(operands[1], out var flip), -1);
                step.Number = (int)(instruction.Opcode == "not" ? ~flip : flip);
                return true;
            case "and" or "or" or "xor" when type == PtxType.Pred:
                Allow();
                Operands(3);
                step.Run = &PredicateLanes.Logic;
                step.Combine = instruction.Opcode[0] == 'a' ? '&' : instruction.Opcode[0] == 'o' ? '|' : '^';
                (step.D, step.A) = (Target(operands[0], type), Predicate(operands[1], out var flipA));
                step.B = Predicate(operands[2], out step.FlipC);
                step.Number = (int)flipA;
                return true;
            case "mov":
                return Move(type);
            case "cvta":
                return ConvertAddress();
            case "cvt":
                return Convert();
            case "selp":
                Allow();
                Operands(4);
                step.Run = IsWide(type) ? &PredicateLanes.Select64 : &PredicateLanes.Select32;
                (step.D, step.A, step.B) = (Target(operands[0], type), Source(operands[1], type), Source(operands[2], type));
                // What is chosen from is looked at when it is known what is chosen.
                step.PlacesA = [operands[1].Register?.Index ?? -1, operands[2].Register?.Index ?? -1];
                sources.Clear();
                step.C = Source(operands[3], PtxType.Pred);
                return true;
            case "setp":
                return Compare(PtxType.None, type);
            case "set":
                return Compare(type, instruction.LastType);
            default:
                return false;
        }
    }

    private bool Move(PtxType type)
    {
        var operands = instruction.Operands;
        Allow();
        Operands(2);
        step.TotalBytes = type.Bytes();
        if (operands[1].Kind == OperandKind.Vector)
        {
            step.Run = &MoveLanes.Pack;
            step.ElementBytes = step.TotalBytes / operands[1].Items.Count;
            if (step.ElementBytes is not (2 or 4))
                throw Unknown();
            step.Places = [.. operands[1].Items.Select(item => Source(item, step.ElementBytes == 2 ? PtxType.B16 : PtxType.B32))];
            step.D = Target(operands[0], type);
            return true;
        }

        if (operands[0].Kind == OperandKind.Vector)
        {
            step.Run = &MoveLanes.Unpack;
            step.ElementBytes = step.TotalBytes / operands[0].Items.Count;
            if (step.ElementBytes is not (2 or 4))
                throw Unknown();
            step.Places = [.. operands[0].Items.Select(item => Target(item, step.ElementBytes == 2 ? PtxType.B16 : PtxType.B32))];
            step.A = Source(operands[1], type);
            return true;
        }

        step.Run = IsWide(type) ? &MoveLanes.Copy64 : &MoveLanes.Copy32;
        (step.D, step.A) = (Target(operands[0], type), Source(operands[1], type));
        return true;
    }

    private bool ConvertAddress()
    {
        var operands = instruction.Operands;
        Allow("to", "global", "shared", "local", "const", "param");
        Operands(2);
        var type = instruction.Type;
        if (!IsWide(type))
            throw Unknown();
        step.Offset = Has("shared") ? (long)AddressMap.SharedWindow : Has("local") ? (long)AddressMap.LocalWindow : 0;
        if (Has("to"))
            step.Offset = -step.Offset;
        step.Run = &MoveLanes.Window;
        (step.D, step.A) = (Target(operands[0], type), Source(operands[1], type));
        return true;
    }

    private bool Convert()
    {
        var operands = instruction.Operands;
        Allow("rn", "rz", "rm", "rp", "rna", "rni", "rzi", "rmi", "rpi", "sat", "ftz");
        (step.To, step.From) = (instruction.Type, instruction.LastType);
        step.Mode = instruction.Modifiers.FirstOrDefault(modifier => modifier[0] == 'r') ?? "";
        (step.Saturate, step.Flush) = (Has("sat"), Has("ftz"));
        if (step.To is PtxType.Bf16x2 or PtxType.F16x2)
        {
            Operands(3);
            if (step.From != PtxType.F32 || step.Mode != "rn" || step.Saturate)
                throw Unknown();
            step.Run = &ConvertLanes.Pair;
            (step.D, step.A, step.B) = (Target(operands[0], PtxType.B32), Source(operands[1], PtxType.F32), Source(operands[2], PtxType.F32));
            return true;
        }

        Operands(2);
        if (operands[0].Kind != OperandKind.Register)
            throw Error("a register should take the result");
        // Integers may lie in wider registers than their type.
        var (to, from) = (operands[0].Register!.Type, operands[1].Register?.Type ?? (operands[1].IsImmediate ? step.From : PtxType.U32));
        if (operands[1].Kind is not (OperandKind.Register or OperandKind.Special) && !operands[1].IsImmediate)
            throw Error("no operand that can be converted");
        if (to.Bytes() < step.To.Bytes() || from.Bytes() < step.From.Bytes())
            throw Error("a register is narrower than its type");
        step.WidePlaces = [IsWide(to), IsWide(from)];
        (step.D, step.A) = (Target(operands[0], to), Source(operands[1], from));
        step.Run = (step.To, step.From, step.WidePlaces[0], step.WidePlaces[1], step.Saturate) switch
        {
            (PtxType.F32, PtxType.S32, false, false, false) when step.Mode == "rn" => &ConvertLanes.Signed32ToSingle,
            (PtxType.U64 or PtxType.S64, PtxType.U32, true, false, false) => &ConvertLanes.Unsigned32To64,
            (PtxType.U64 or PtxType.S64, PtxType.S32, true, false, false) => &ConvertLanes.Signed32To64,
            _ => &ConvertLanes.Any,
        };
        if (step.From.IsFloat() && !step.To.IsFloat() && !step.Mode.EndsWith('i'))
            throw Error("a rounding to whole numbers should stand here");
        if (!step.From.IsFloat() && step.To.IsFloat() && step.Mode is not ("rn" or "rz" or "rm" or "rp"))
            throw Error("a rounding should stand here");
        if (step.To == PtxType.Tf32 && step.Mode != "rna")
            throw Unknown();
        if (step.To is PtxType.Bf16 or PtxType.F16 && step.Mode != "rn")
            throw Unknown();
        return true;
    }

    private bool Compare(PtxType result, PtxType type)
    {
        var operands = instruction.Operands;
        var comparison = instruction.Modifiers[0];
        step.Number = CompareLanes.Orders(comparison, type.IsFloat());
        if (step.Number < 0)
            throw Error($".{comparison} compares no .{type.Name()}");
        Allow(comparison, "and", "or", "xor", "ftz");
        step.Combine = Has("and") ? '&' : Has("or") ? '|' : Has("xor") ? '^' : '\0';
        Operands(step.Combine == '\0' ? 3 : 4);
        step.Run = type switch
        {
            PtxType.S16 => &CompareLanes.Integers<S16>,
            PtxType.U16 or PtxType.B16 => &CompareLanes.Integers<U16>,
            PtxType.S32 => &CompareLanes.Integers<S32>,
            PtxType.U32 or PtxType.B32 => &CompareLanes.Integers<U32>,
            PtxType.S64 => &CompareLanes.Integers<S64>,
            PtxType.U64 or PtxType.B64 => &CompareLanes.Integers<U64>,
            PtxType.F32 => &CompareLanes.Singles,
            PtxType.F64 => &CompareLanes.Doubles,
            _ => throw Unknown(),
        };
        step.To = result;
        step.Flush = Has("ftz");
        step.D = Target(operands[0], result == PtxType.None ? PtxType.Pred : result);
        if (operands[0].Pair is { } second)
            step.D2 = Target(second, PtxType.Pred);
        (step.A, step.B) = (Source(operands[1], type), Source(operands[2], type));
        if (step.Combine != '\0')
            step.C = Predicate(operands[3], out step.FlipC);
        return true;
    }
}
