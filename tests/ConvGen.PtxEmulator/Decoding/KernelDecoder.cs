namespace ConvGen.Tests.Ptx;

/// <summary>
/// Decodes a kernel: every operand gets a place in the register file and every instruction the loop that runs it. What is decoded where: see the other parts,
/// by groups of instructions.
/// </summary>
internal sealed unsafe partial class KernelDecoder
{
    private readonly PtxKernel kernel;
    private readonly KernelProgram program;
    private readonly int[] places;
    private readonly Dictionary<(ulong Value, bool Wide), int> constants = [];
    private readonly Dictionary<SpecialRegister.Kind, int> specials = [];
    private readonly Dictionary<(PtxVariable Variable, long Offset, bool Wide), int> addresses = [];
    private readonly List<int> sources = [];
    private readonly List<int> targets = [];
    private PtxInstruction instruction = null!;
    private Step step = null!;

    public KernelDecoder(PtxKernel kernel)
    {
        (this.kernel, program) = (kernel, new KernelProgram(kernel));
        places = new int[kernel.RegisterList.Count];
        foreach (var register in kernel.RegisterList)
            places[register.Index] = Reserve(register.Type == PtxType.Pred ? 4 : IsWide(register.Type) ? 256 : 128);
    }

    public KernelProgram Decode()
    {
        var steps = new Step[kernel.InstructionList.Count];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = Decode(kernel.InstructionList[i]);
        BlockOrder.Rank(steps);
        program.Steps = steps;
        program.FileBytes = Align(program.FileBytes);
        return program;
    }

    private static bool IsWide(PtxType type) => type.Bytes() == 8;

    private static int Align(int bytes) => (bytes + 63) & ~63;

    private int Reserve(int bytes)
    {
        var place = bytes < 64 ? program.FileBytes : Align(program.FileBytes);
        program.FileBytes = checked(place + bytes);
        return place;
    }

    private PtxFormatException Error(string message) => new(instruction.Line, instruction.Text, message);

    private PtxFormatException Unknown() => Error("the emulator does not know this instruction");

    private Step Decode(PtxInstruction next)
    {
        instruction = next;
        step = new Step(next);
        sources.Clear();
        targets.Clear();
        if (next.Guard is { } guard)
        {
            step.Guard = places[guard.Register!.Index];
            step.GuardFlip = guard.Negated ? uint.MaxValue : 0;
            step.GuardRegister = guard.Register.Index;
        }

        if (next.Opcode is not ("cvt" or "set" or "mma") && next.Modifiers.Count(modifier => PtxTypes.Parse(modifier) != PtxType.None) > 1)
            throw Error("more types than it takes");
        if (!Control() && !Memory() && !Integer() && !Float() && !Data() && !WarpWide())
            throw Unknown();
        step.Sources = [.. sources.Distinct()];
        step.Targets = [.. targets.Distinct()];
        return step;
    }

    private void Operands(int count)
    {
        if (instruction.Operands.Count != count)
            throw Error($"{count} operands should stand here instead of {instruction.Operands.Count}");
    }

    private bool Has(string modifier) => instruction.Has(modifier);

    /// <summary>Refuses modifiers that the group's decoder did not look at: a wrong result is worse than none.</summary>
    private void Allow(params ReadOnlySpan<string> known)
    {
        foreach (var modifier in instruction.Modifiers)
            if (PtxTypes.Parse(modifier) == PtxType.None && !known.Contains(modifier))
                throw Error($"the emulator does not know .{modifier} here");
    }

    /// <summary>The place of a result of a type; -1 for the underscore.</summary>
    private int Target(PtxOperand operand, PtxType type)
    {
        if (operand.Kind == OperandKind.Sink)
            return -1;
        if (operand.Kind != OperandKind.Register)
            throw Error("a register should take the result");
        var register = operand.Register!;
        CheckWidth(register, type);
        targets.Add(register.Index);
        return places[register.Index];
    }

    private void CheckWidth(PtxRegister register, PtxType type)
    {
        if (type == PtxType.Pred != (register.Type == PtxType.Pred) || (type != PtxType.Pred && IsWide(register.Type) != IsWide(type)))
            throw Error($"{register.Name} is a .{register.Type.Name()} register, no .{type.Name()} one");
    }

    /// <summary>The place of an operand of a type.</summary>
    private int Source(PtxOperand operand, PtxType type)
    {
        switch (operand.Kind)
        {
            case OperandKind.Register:
                CheckWidth(operand.Register!, type);
                sources.Add(operand.Register!.Index);
                return places[operand.Register.Index];
            case OperandKind.Special:
                return Special(operand);
            case OperandKind.Symbol:
                return Symbol(operand, IsWide(type));
            default:
                if (operand.IsImmediate && type != PtxType.Pred)
                    return Constant(Immediate(operand, type), IsWide(type));
                throw Error("no operand that can be read");
        }
    }

    private ulong Immediate(PtxOperand operand, PtxType type) => operand.Kind switch
    {
        OperandKind.Decimal when type == PtxType.F32 => BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(operand.Bits)),
        OperandKind.Decimal when type == PtxType.F64 => operand.Bits,
        OperandKind.Float64 when type.Bytes() != 8 => throw Error("a 64-bit float among narrower ones"),
        OperandKind.Float32 when type == PtxType.F64 => BitConverter.DoubleToUInt64Bits(BitConverter.UInt32BitsToSingle((uint)operand.Bits)),
        OperandKind.Decimal => throw Error("a float among whole numbers"),
        OperandKind.Integer when type.IsFloat() => throw Error("a whole number among floats"),
        _ => IsWide(type) ? operand.Bits : (uint)operand.Bits,
    };

    private int Constant(ulong value, bool wide)
    {
        if (constants.TryGetValue((value, wide), out var place))
            return place;
        place = Reserve(wide ? 256 : 128);
        constants.Add((value, wide), place);
        program.Constants.Add((place, value, wide));
        return place;
    }

    private int Special(PtxOperand operand)
    {
        if (!SpecialRegister.TryParse(operand.Name, out var kind))
            throw Error($"{operand.Name} is no special register");
        if (specials.TryGetValue(kind, out var place))
            return place;
        place = Reserve(kind == SpecialRegister.Kind.Zero64 ? 256 : 128);
        specials.Add(kind, place);
        program.Specials.Add((place, kind));
        return place;
    }

    /// <summary>The place of a symbol's address in its own space.</summary>
    private int Symbol(PtxOperand operand, bool wide)
    {
        if (kernel.ParameterList.Find(parameter => parameter.Name == operand.Name) is { } parameter)
            return Constant((ulong)(parameter.Offset + operand.Offset), wide);
        var variable = kernel.Variable(operand.Name) ?? throw Error($"{operand.Name} is not declared");
        switch (variable.Space)
        {
            case PtxSpace.Shared:
                return Constant((ulong)(AddressMap.SharedBase + variable.Offset + operand.Offset), wide);
            case PtxSpace.Local:
                return Constant((ulong)(AddressMap.LocalBase + variable.Offset + operand.Offset), wide);
            default:
                if (addresses.TryGetValue((variable, operand.Offset, wide), out var place))
                    return place;
                place = Reserve(wide ? 256 : 128);
                addresses.Add((variable, operand.Offset, wide), place);
                program.Addresses.Add((place, variable, operand.Offset, wide));
                return place;
        }
    }

    /// <summary>A predicate operand, which may be negated.</summary>
    private int Predicate(PtxOperand operand, out uint flip)
    {
        flip = operand.Negated ? uint.MaxValue : 0;
        return Source(operand, PtxType.Pred);
    }
}
