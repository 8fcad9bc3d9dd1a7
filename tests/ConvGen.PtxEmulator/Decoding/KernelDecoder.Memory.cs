namespace ConvGen.Tests.Ptx;

internal sealed unsafe partial class KernelDecoder
{
    private static readonly string[] Caching = ["ca", "cg", "cs", "lu", "cv", "nc", "wb", "wt", "L1::evict_last", "L1::evict_first", "L1::no_allocate", "L1::evict_normal", "L1::evict_unchanged", "L2::64B", "L2::128B", "L2::256B", "weak"];
    private static readonly string[] Ordering = ["volatile", "relaxed", "acquire", "release", "cta", "gpu", "sys"];
    private static readonly string[] Spaces = ["global", "shared", "shared::cta", "local", "const", "param", "param::entry"];

    /// <summary>Loads, stores, atomics and asynchronous copies.</summary>
    private bool Memory()
    {
        switch (instruction.Opcode)
        {
            case "ld" or "ldu":
                return Load();
            case "st":
                return Store();
            case "atom" or "red":
                return AtomicOperation();
            case "cp" when Has("async"):
                return AsyncCopy();
            case "prefetch" or "prefetchu":
                step.Run = &MoveLanes.Nothing;
                return true;
            default:
                return false;
        }
    }

    private bool Load()
    {
        AccessForm("v2", "v4");
        Operands(2);
        step.Run = &MemoryLanes.Load;
        Address(instruction.Operands[1]);
        Elements(instruction.Operands[0], true);
        step.Class = ClassOf(StepClass.SharedLoad, StepClass.GlobalLoad);
        return true;
    }

    private bool Store()
    {
        AccessForm("v2", "v4");
        Operands(2);
        if (step.Space is PtxSpace.Param or PtxSpace.Const)
            throw Error("nothing can be written there");
        step.Run = &MemoryLanes.Store;
        Address(instruction.Operands[0]);
        Elements(instruction.Operands[1], false);
        step.Class = ClassOf(StepClass.SharedStore, StepClass.GlobalStore);
        return true;
    }

    private StepClass ClassOf(StepClass shared, StepClass global) => step.Space switch
    {
        PtxSpace.Shared => shared,
        PtxSpace.Global or PtxSpace.Generic => global,
        PtxSpace.Local => StepClass.Local,
        _ => StepClass.Other,
    };

    private void AccessForm(params ReadOnlySpan<string> more)
    {
        Allow([.. Caching, .. Ordering, .. Spaces, .. more]);
        step.Strong = instruction.Modifiers.Any(modifier => modifier is "volatile" or "relaxed" or "acquire" or "release");
        step.Space = SpaceOf();
        step.ElementBytes = instruction.Type.Bytes();
        step.SignExtend = instruction.Type.IsSigned();
        if (step.ElementBytes is not (1 or 2 or 4 or 8))
            throw Unknown();
    }

    private PtxSpace SpaceOf()
    {
        foreach (var modifier in instruction.Modifiers)
            switch (modifier)
            {
                case "global":
                    return PtxSpace.Global;
                case "shared" or "shared::cta":
                    return PtxSpace.Shared;
                case "local":
                    return PtxSpace.Local;
                case "const":
                    return PtxSpace.Const;
                case "param" or "param::entry":
                    return PtxSpace.Param;
            }

        return PtxSpace.Generic;
    }

    private void Address(PtxOperand operand)
    {
        if (operand.Kind != OperandKind.Address)
            throw Error("an address should stand here");
        step.Offset = operand.Offset;
        if (operand.Register is { } register)
        {
            if (register.Type == PtxType.Pred || register.Type.Bytes() < 4)
                throw Error($"{register.Name} holds no address");
            step.WideAddress = IsWide(register.Type);
            step.A = Source(operand with { Kind = OperandKind.Register }, register.Type);
        }
        else if (operand.Name.Length > 0)
        {
            // The symbol's space must be the one that is accessed.
            if (step.Space == PtxSpace.Param != kernel.ParameterList.Exists(parameter => parameter.Name == operand.Name))
                throw Error($"{operand.Name} lies in another space");
            if (step.Space is not (PtxSpace.Param or PtxSpace.Generic) && kernel.Variable(operand.Name) is { } variable && variable.Space != step.Space)
                throw Error($"{operand.Name} lies in another space");
            step.WideAddress = true;
            step.Offset = 0;
            step.A = Symbol(operand, true);
        }
        else
        {
            step.WideAddress = true;
            step.A = Constant(0, true);
        }
    }

    private void Elements(PtxOperand operand, bool results)
    {
        var count = Has("v2") ? 2 : Has("v4") ? 4 : 1;
        var items = operand.Kind == OperandKind.Vector ? operand.Items : [operand];
        if (items.Count != count || (count == 1 && operand.Kind == OperandKind.Vector))
            throw Error($"{count} registers should stand here");
        step.TotalBytes = count * step.ElementBytes;
        step.Places = new int[count];
        step.WidePlaces = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var type = items[i].Register?.Type ?? instruction.Type;
            if (type.Bytes() < step.ElementBytes || (type.IsFloat() && type.Bytes() != step.ElementBytes))
                throw Error($"{items[i].Register?.Name} does not hold .{instruction.Type.Name()}");
            step.WidePlaces[i] = IsWide(type);
            step.Places[i] = results ? Target(items[i], type) : Source(items[i], type);
        }

        Grain(step.ElementBytes);
    }

    /// <summary>Notes that something as small is accessed.</summary>
    private void Grain(int bytes)
    {
        var grain = bytes >= 4 ? 2 : bytes - 1;
        if (step.Space is PtxSpace.Shared or PtxSpace.Generic)
            program.SharedGrain = Math.Min(program.SharedGrain, grain);
        if (step.Space is PtxSpace.Global or PtxSpace.Generic)
            program.GlobalGrain = Math.Min(program.GlobalGrain, grain);
    }

    private bool AtomicOperation()
    {
        var operands = instruction.Operands;
        var type = instruction.Type;
        var atom = instruction.Opcode == "atom";
        var operation = instruction.Modifiers.FirstOrDefault(modifier => modifier is "add" or "min" or "max" or "exch" or "cas" or "and" or "or" or "xor" or "inc" or "dec") ?? throw Unknown();
        Allow(["relaxed", "acquire", "release", "acq_rel", "cta", "gpu", "sys", "global", "shared", "shared::cta", operation]);
        var known = operation switch
        {
            "add" => type is PtxType.U32 or PtxType.S32 or PtxType.U64 or PtxType.F32 or PtxType.F64,
            "min" or "max" => type is PtxType.U32 or PtxType.S32 or PtxType.U64 or PtxType.S64,
            "exch" or "cas" => atom && type is PtxType.B32 or PtxType.B64,
            "inc" or "dec" => type == PtxType.U32,
            _ => type is PtxType.B32 or PtxType.B64,
        };
        if (!known)
            throw Unknown();
        Operands((atom ? 2 : 1) + (operation == "cas" ? 2 : 1));
        step.Run = &AtomicLanes.Run;
        step.Class = StepClass.Atomic;
        step.Mode = operation;
        step.To = type;
        step.Space = SpaceOf();
        step.ElementBytes = step.TotalBytes = type.Bytes();
        step.D = atom ? Target(operands[0], type) : -1;
        Address(operands[atom ? 1 : 0]);
        step.B = Source(operands[atom ? 2 : 1], type);
        step.C = operation == "cas" ? Source(operands[3], type) : -1;
        return true;
    }

    private bool AsyncCopy()
    {
        var operands = instruction.Operands;
        step.Class = StepClass.AsyncCopy;
        if (Has("commit_group"))
        {
            Operands(0);
            step.Run = &AsyncLanes.Commit;
            return true;
        }

        if (Has("wait_all"))
        {
            Operands(0);
            step.Run = &AsyncLanes.Wait;
            step.Number = -1;
            return true;
        }

        if (Has("wait_group"))
        {
            Operands(1);
            if (operands[0].Kind != OperandKind.Integer)
                throw Error("a number should stand here");
            step.Run = &AsyncLanes.Wait;
            step.Number = (int)operands[0].Bits;
            return true;
        }

        Allow("async", "ca", "cg", "shared", "shared::cta", "global", "L2::64B", "L2::128B", "L2::256B");
        if (operands.Count is not (3 or 4) || operands[2].Kind != OperandKind.Integer)
            throw Unknown();
        step.TotalBytes = step.ElementBytes = (int)operands[2].Bits;
        if (step.TotalBytes is not (4 or 8 or 16) || (Has("cg") && step.TotalBytes != 16))
            throw Error("no size of such a copy");
        step.Run = &AsyncLanes.Copy;
        step.Space = PtxSpace.Shared;
        Address(operands[0]);
        // The source's address is kept in B, Number and PlacesB: it is global.
        var (place, wide, offset) = (step.A, step.WideAddress, step.Offset);
        step.Space = PtxSpace.Global;
        Address(operands[1]);
        (step.B, step.PlacesA, step.PlacesB) = (step.A, [step.WideAddress ? 1 : 0], [checked((int)step.Offset)]);
        (step.A, step.WideAddress, step.Offset, step.Space) = (place, wide, offset, PtxSpace.Shared);
        step.C = operands.Count == 4 ? Source(operands[3], PtxType.U32) : -1;
        return true;
    }
}
