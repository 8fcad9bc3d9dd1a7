using System.Globalization;

namespace ConvGen.Tests.Ptx;

/// <summary>Changes PTX in small ways, one at a time, as mistakes in its making would: what tests do not notice then, they do not test.</summary>
public static class PtxMutations
{
    /// <summary>All mutants of a text, by its instructions in their order.</summary>
    /// <exception cref="PtxFormatException">The text is no PTX.</exception>
    public static IEnumerable<PtxMutant> Of(string ptx)
    {
        foreach (var kernel in PtxModule.Parse(ptx).Kernels)
            foreach (var instruction in kernel.Instructions)
                foreach (var (description, replacement) in Changes(instruction, instruction.Index == kernel.Instructions.Count - 1))
                    yield return new PtxMutant(description, instruction.Line, instruction.Text, replacement, string.Concat(ptx.AsSpan(0, instruction.Span.Start), replacement, ptx.AsSpan(instruction.Span.End))) { Kernel = kernel, Instruction = instruction };
    }

    private static IEnumerable<(string Description, string Replacement)> Changes(PtxInstruction instruction, bool last)
    {
        var text = InstructionText.Of(instruction);
        if (!last)
            yield return (instruction.Opcode is "bar" or "barrier" ? "barrier removed" : "instruction removed", "");
        if (text.Guard.Length > 0)
        {
            yield return ("guard negated", (text with { Guard = instruction.Guard!.Negated ? text.Guard.Replace("!", "", StringComparison.Ordinal) : text.Guard.Replace("@", "@!", StringComparison.Ordinal) }).ToString());
            if (instruction.Opcode != "bra")
                yield return ("guard removed", (text with { Guard = "" }).ToString());
        }

        foreach (var change in Operations(instruction, text).Concat(Orders(instruction, text)).Concat(Numbers(instruction, text)))
            yield return change;
    }

    /// <summary>Another operation in the same form.</summary>
    private static IEnumerable<(string Description, string Replacement)> Operations(PtxInstruction instruction, InstructionText text)
    {
        var other = instruction.Opcode switch
        {
            "add" => "sub",
            "sub" => "add",
            "min" => "max",
            "max" => "min",
            "and" => "or",
            "or" => "and",
            "shl" => "shr",
            "shr" when instruction.Type.IsBits() => "shl",
            _ => null,
        };
        if (other is not null)
            yield return ($"{other} instead of {instruction.Opcode}", text.WithWord(0, other).ToString());
        if (instruction.Opcode is "setp" or "set" && Comparison(text.Words[1]) is { } comparison)
            yield return ($"{comparison} instead of {text.Words[1]}", text.WithWord(1, comparison).ToString());
        for (var i = 1; i < text.Words.Length; i++)
        {
            var word = (instruction.Opcode, text.Words[i]) switch
            {
                ("setp" or "set", "and") => "or",
                ("setp" or "set", "or") => "and",
                ("atom" or "red", "min") => "max",
                ("atom" or "red", "max") => "min",
                ("shfl", "up") => "down",
                ("shfl", "down") => "up",
                _ => null,
            };
            if (word is not null)
                yield return ($"{word} instead of {text.Words[i]}", text.WithWord(i, word).ToString());
        }
    }

    private static string? Comparison(string word) => word switch
    {
        "lt" => "le",
        "le" => "lt",
        "gt" => "ge",
        "ge" => "gt",
        "eq" => "ne",
        "ne" => "eq",
        "lo" => "ls",
        "ls" => "lo",
        "hi" => "hs",
        "hs" => "hi",
        "ltu" => "leu",
        "leu" => "ltu",
        "gtu" => "geu",
        "geu" => "gtu",
        "equ" => "neu",
        "neu" => "equ",
        _ => null,
    };

    /// <summary>The same operands in another order.</summary>
    private static IEnumerable<(string Description, string Replacement)> Orders(PtxInstruction instruction, InstructionText text)
    {
        var (first, second) = instruction.Opcode switch
        {
            "sub" or "div" or "rem" or "shl" or "shr" or "selp" => (1, 2),
            "fma" or "mad" when !instruction.Has("wide") => (2, 3),
            _ => (0, 0),
        };
        if (first > 0 && second < text.Operands.Length && text.Operands[first] != text.Operands[second])
            yield return ("operands swapped", text.Swapped(first, second).ToString());
        for (var i = 0; i < instruction.Operands.Count; i++)
            if (instruction.Operands[i] is { Kind: OperandKind.Vector, Items.Count: > 1 } && text.Operands[i].Trim('{', '}', ' ').Split(',', StringSplitOptions.TrimEntries) is var items && items[0] != items[1])
                yield return ("vector's elements swapped", text.WithOperand(i, $"{{{string.Join(", ", items[1..2].Concat(items[..1]).Concat(items[2..]))}}}").ToString());
    }

    /// <summary>Offsets, immediates and numbers of groups, a little off.</summary>
    private static IEnumerable<(string Description, string Replacement)> Numbers(PtxInstruction instruction, InstructionText text)
    {
        for (var i = 0; i < instruction.Operands.Count; i++)
        {
            var operand = instruction.Operands[i];
            if (operand.Kind == OperandKind.Address)
                foreach (var by in new[] { -4, 4 })
                {
                    var offset = (operand.Offset + by).ToString(CultureInfo.InvariantCulture);
                    var start = operand.Register?.Name ?? operand.Name;
                    yield return ($"offset {(by < 0 ? "-" : "+")} 4", text.WithOperand(i, $"[{start}{(start.Length > 0 ? "+" : "")}{offset}]").ToString());
                }
            else if (operand.Kind == OperandKind.Integer && instruction.Opcode is not ("bar" or "barrier" or "shfl" or "vote" or "lop3" or "prmt" or "activemask") && !(instruction.Opcode == "cp" && i == 2))
                yield return ("number + 1", text.WithOperand(i, ((long)operand.Bits + 1).ToString(CultureInfo.InvariantCulture)).ToString());
            else if (operand.Kind == OperandKind.Float32)
                yield return ("sign of a number", text.WithOperand(i, "0f" + ((uint)operand.Bits ^ (1u << 31)).ToString("X8", CultureInfo.InvariantCulture)).ToString());
        }
    }
}
