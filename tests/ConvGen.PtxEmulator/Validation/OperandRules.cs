using System.Text.RegularExpressions;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// What may stand as an operand, by the codes of forms. d: a result of the first type (dw: twice as wide, du: of 32 bits, dp: a predicate, dpq: one or two of
/// them, ds: of the type, perhaps with a predicate); a: an operand of the first type (al: of the last, aw: twice as wide); u: one of 32 bits; p: a predicate;
/// i: a number; m: an address; x: a register or a symbol; lab: a label; ld, st, md, ms, cd, cs: of loads, stores, moves and conversions; D and A with a count
/// and b or f: fragments. A question mark: it may be missing.
/// </summary>
internal sealed partial class OperandRules(PtxKernel kernel)
{
    private PtxInstruction instruction = null!;

    /// <summary>True of a code of a result.</summary>
    public static bool IsResult(string code) => code[0] is 'd' or 'D' || code is "ld" or "md" or "cd";

    /// <summary>What is wrong with the operands; null where nothing is.</summary>
    public string? Check(PtxInstruction checkedInstruction, PtxForm form)
    {
        instruction = checkedInstruction;
        var operands = instruction.Operands;
        var least = form.Operands.Count(code => !code.EndsWith('?'));
        if (operands.Count < least || operands.Count > form.Operands.Length)
            return $"{operands.Count} operands instead of {least}";
        for (var i = 0; i < operands.Count; i++)
            if (Check(operands[i], form.Operands[i].TrimEnd('?')) is { } problem)
                return $"operand {i + 1}: {problem}";
        return null;
    }

    private string? Check(PtxOperand operand, string code)
    {
        var type = instruction.Type;
        if (operand.Negated && code != "p")
            return "nothing to negate";
        if (operand.Pair is not null && code is not ("dpq" or "ds"))
            return "no place for two";
        if (operand is { Kind: OperandKind.Register, Offset: not 0 })
            return "an offset outside brackets";
        if (Fragment().Match(code) is { Success: true } fragment)
            return CheckFragment(operand, fragment);
        return code switch
        {
            "d" => Result(operand, type),
            "dw" => Result(operand, Wide(type)),
            "du" => Result(operand, PtxType.B32),
            "dp" => Result(operand, PtxType.Pred),
            "dpq" => Result(operand with { Pair = null }, PtxType.Pred, true) ?? (operand.Pair is null ? null : Result(operand.Pair, PtxType.Pred, true)),
            "ds" => Result(operand with { Pair = null }, type, operand.Pair is not null) ?? (operand.Pair is null ? null : Result(operand.Pair, PtxType.Pred)),
            "a" => Source(operand, type),
            "al" => Source(operand, instruction.LastType),
            "aw" => Source(operand, Wide(type)),
            "u" => Source(operand, PtxType.U32),
            "p" => operand.Register?.Type == PtxType.Pred && operand.Kind == OperandKind.Register ? null : "a predicate should stand here",
            "i" => operand.Kind == OperandKind.Integer && operand.Bits <= int.MaxValue ? null : "a number should stand here",
            "m" => Address(operand),
            "x" => operand.Kind == OperandKind.Symbol ? Symbol(operand) : Source(operand, type),
            "lab" => operand.Kind == OperandKind.Symbol && kernel.Labels.ContainsKey(operand.Name) ? null : $"there is no label {operand.Name}",
            "ld" => Elements(operand, true),
            "st" => Elements(operand, false),
            "md" => operand.Kind == OperandKind.Vector ? Parts(operand, true) : Result(operand, type),
            "ms" => operand.Kind switch
            {
                OperandKind.Vector => Parts(operand, false),
                OperandKind.Special => Special(operand, type),
                OperandKind.Symbol => type is PtxType.U64 or PtxType.S64 or PtxType.B64 || (type.Bytes() == 4 && !type.IsFloat() && SpaceOf(operand.Name) is PtxSpace.Shared) ? Symbol(operand) : "an address needs 64 bits",
                _ => Source(operand, type),
            },
            "cd" => Converted(operand, type, true),
            "cs" => operand.Kind == OperandKind.Special ? Special(operand, instruction.LastType) : Converted(operand, instruction.LastType, false),
            _ => throw new InvalidOperationException($"No code of an operand: {code}."),
        };
    }

    private static string? CheckFragment(PtxOperand operand, Match code)
    {
        var (count, type) = (code.Groups[2].ValueSpan[0] - '0', code.Groups[3].Value == "f" ? PtxType.F32 : PtxType.B32);
        if (operand.Kind != OperandKind.Vector || operand.Items.Count != count)
            return $"{count} registers in braces should stand here";
        return operand.Items.Select(item => item.Kind != OperandKind.Register ? "a register should stand here" : Class(item.Register!, type)).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>The ISA's table of registers for a type: of its size, and no float for a whole number or the other way round; bits suit both.</summary>
    private static string? Class(PtxRegister register, PtxType type)
    {
        var given = register.Type;
        var suits = type == PtxType.Pred || given == PtxType.Pred ? type == given
            : given.Bytes() == type.Bytes() && (given.IsBits() || type.IsBits() || given.IsFloat() == type.IsFloat());
        return suits ? null : $"{register.Name} is .{given.Name()}, which is no register for .{type.Name()}";
    }

    private static string? Result(PtxOperand operand, PtxType type, bool mayBeNothing = false) => operand.Kind switch
    {
        OperandKind.Register => Class(operand.Register!, type),
        OperandKind.Sink when mayBeNothing => null,
        _ => "a register should stand here",
    };

    private static string? Source(PtxOperand operand, PtxType type) => operand.Kind switch
    {
        OperandKind.Register => Class(operand.Register!, type),
        OperandKind.Special => "special registers can only be moved and converted",
        OperandKind.Integer or OperandKind.Float32 or OperandKind.Float64 or OperandKind.Decimal => Immediate(operand, type),
        _ => "a register or a number should stand here",
    };

    private static string? Immediate(PtxOperand operand, PtxType type)
    {
        if (type == PtxType.Pred)
            return "a predicate should stand here";
        if (operand.Kind == OperandKind.Decimal)
            return "floats should be written by their bits, as 0f or 0d";
        if (operand.Kind == OperandKind.Float32)
            return type is PtxType.F32 or PtxType.B32 ? null : $"a float among .{type.Name()}";
        if (operand.Kind == OperandKind.Float64)
            return type is PtxType.F64 or PtxType.B64 ? null : $"a 64-bit float among .{type.Name()}";
        if (type.IsFloat())
            return $"a whole number among .{type.Name()}";
        var (value, bits) = ((long)operand.Bits, 8 * type.Bytes());
        return bits == 64 || (value >= -(1L << (bits - 1)) && value < 1L << bits) ? null : $"{value} is out of the range of .{type.Name()}";
    }

    private static PtxType Wide(PtxType type) => type switch
    {
        PtxType.S16 => PtxType.S32,
        PtxType.U16 => PtxType.U32,
        PtxType.S32 => PtxType.S64,
        _ => PtxType.U64,
    };

    private static string? Special(PtxOperand operand, PtxType type) => operand.Name switch
    {
        "%clock64" or "%globaltimer" or "%gridid" => type.Bytes() == 8 && !type.IsFloat() ? null : $"{operand.Name} has 64 bits",
        _ => type.Bytes() == 4 && !type.IsFloat() ? null : $"{operand.Name} has 32 bits",
    };

    private PtxSpace? SpaceOf(string name) => kernel.Parameters.Any(parameter => parameter.Name == name) ? PtxSpace.Param : kernel.Variable(name)?.Space;

    private string? Symbol(PtxOperand operand) => SpaceOf(operand.Name) is null ? $"{operand.Name} is not declared" : null;

    private string? Address(PtxOperand operand)
    {
        if (operand.Kind != OperandKind.Address)
            return "an address should stand here";
        if (operand.Offset is < int.MinValue or > int.MaxValue)
            return $"offset {operand.Offset} does not fit in 32 bits";
        // Of a copy between spaces the first address is the shared one.
        var space = instruction.Opcode == "cp" ? (ReferenceEquals(operand, instruction.Operands[0]) ? PtxSpace.Shared : PtxSpace.Global) : Space();
        if (operand.Register is { } register)
            return register.Type is PtxType.B64 or PtxType.U64 or PtxType.S64 || (space == PtxSpace.Shared && register.Type is PtxType.B32 or PtxType.U32 or PtxType.S32) ? null
                : $"{register.Name} is .{register.Type.Name()}, which holds no address there";
        if (operand.Name.Length == 0)
            return null;
        return SpaceOf(operand.Name) is not { } lies ? $"{operand.Name} is not declared" : lies != space ? $"{operand.Name} lies in .{lies.ToString().ToLowerInvariant()}" : null;
    }

    private PtxSpace Space()
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
                case "param":
                    return PtxSpace.Param;
            }

        return PtxSpace.Generic;
    }

    /// <summary>Of loads and stores: registers may be wider than what is in memory, but floats have their size.</summary>
    private string? Elements(PtxOperand operand, bool results)
    {
        var type = instruction.Type;
        var count = instruction.Has("v4") ? 4 : instruction.Has("v2") ? 2 : 1;
        if (count * type.Bytes() > 16)
            return "more than 16 bytes at once";
        if (count == 1)
            return operand.IsImmediate && !results ? Immediate(operand, type) : Element(operand, type);
        if (operand.Kind != OperandKind.Vector || operand.Items.Count != count)
            return $"{count} registers in braces should stand here";
        return operand.Items.Select(item => Element(item, type)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Element(PtxOperand operand, PtxType type)
    {
        if (operand.Kind != OperandKind.Register)
            return "a register should stand here";
        var given = operand.Register!.Type;
        if (given.Bytes() <= type.Bytes() || given == PtxType.Pred)
            return Class(operand.Register, type);
        return given.IsFloat() || type.IsFloat() ? $"{operand.Register.Name} is .{given.Name()}, which is no register for .{type.Name()}" : null;
    }

    /// <summary>Of mov: a word's halves or quarters.</summary>
    private string? Parts(PtxOperand operand, bool results)
    {
        var bytes = instruction.Type.Bytes() / operand.Items.Count;
        if (!instruction.Type.IsBits() || bytes is not (2 or 4) || bytes * operand.Items.Count != instruction.Type.Bytes())
            return "this word has no such parts";
        var other = instruction.Operands[results ? 1 : 0];
        if (other.Kind != OperandKind.Register)
            return "the whole should be a register";
        return operand.Items.Select(item => item.Kind != OperandKind.Register ? "a register should stand here" : Class(item.Register!, bytes == 2 ? PtxType.B16 : PtxType.B32)).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Of cvt: whole numbers may lie in wider registers.</summary>
    private static string? Converted(PtxOperand operand, PtxType type, bool result)
    {
        if (!result && operand.IsImmediate)
            return Immediate(operand, type);
        if (operand.Kind != OperandKind.Register)
            return "a register should stand here";
        var given = operand.Register!.Type;
        if (type.IsFloat() || given.Bytes() <= type.Bytes() || given == PtxType.Pred)
            return type is PtxType.F16 or PtxType.Bf16 ? Class(operand.Register, PtxType.B16) : Class(operand.Register, type);
        return given.IsFloat() ? $"{operand.Register.Name} is .{given.Name()}, which is no register for .{type.Name()}" : null;
    }

    [GeneratedRegex("^([DA])([124])([bf])$", RegexOptions.CultureInvariant)]
    private static partial Regex Fragment();
}
