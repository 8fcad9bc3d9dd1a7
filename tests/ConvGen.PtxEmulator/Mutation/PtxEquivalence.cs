namespace ConvGen.Tests.Ptx;

/// <summary>
/// Mutants that do what the original does, whatever they are given, but for the sign of a zero: no test can tell them from it. Each rule looks at the text alone, and takes a
/// mutant only where every way through the kernel shows it.
/// </summary>
public static class PtxEquivalence
{
    /// <summary>Why a mutant is the original in other words; null where it is not known to be.</summary>
    public static string? Of(PtxMutant mutant)
    {
        var (instruction, text) = (mutant.Instruction, InstructionText.Of(mutant.Instruction));
        var uses = new RegisterUses(mutant.Kernel);

        // What reads a register for nothing still must not find it empty.
        if (uses.IsUnread(instruction, byAny: mutant.Replacement.Length == 0 || text.Guard.Length > 0))
            return "nobody reads the result";
        if (instruction.Opcode == "cvta" && instruction.Has("to") && instruction.Has("global") && mutant.Replacement.Length == 0 && text.Operands[0] == text.Operands[1])
            return "addresses of global memory are generic addresses";
        if (mutant.Description == "sign of a number" && mutant.Replacement.Contains("0f80000000", StringComparison.Ordinal))
            return "a zero's sign";
        if (IsChoiceOfEquals(mutant, text, uses))
            return "where two numbers are equal either is the smaller";
        if (IsSquared(mutant, uses))
            return "a difference's sign, which its square has not";
        return IsRepeated(mutant) ? "both elements are the same number" : null;
    }

    /// <summary>`setp.lt p, a, b; selp d, a, b, p` and the like: "less or equal" takes the other one where both are the same.</summary>
    private static bool IsChoiceOfEquals(PtxMutant mutant, InstructionText text, RegisterUses uses)
    {
        var isOrder = mutant.Instruction.Opcode == "setp" && mutant.Instruction.Modifiers[0] is "lt" or "le" or "gt" or "ge" or "lo" or "ls" or "hi" or "hs";
        if (!isOrder || text.Operands.Length != 3 || !mutant.Description.EndsWith($" instead of {text.Words[1]}", StringComparison.Ordinal) || uses.ReadersOf(mutant.Instruction) is not { } readers)
            return false;
        return readers.All(reader => reader.Guard is null && reader.Opcode == "selp" && InstructionText.Of(reader).Operands is var operands
            && ((operands[1], operands[2]) == (text.Operands[1], text.Operands[2]) || (operands[1], operands[2]) == (text.Operands[2], text.Operands[1])) && AreKept(mutant.Instruction, reader));

        // What was compared is what is chosen from.
        bool AreKept(PtxInstruction first, PtxInstruction reader)
        {
            var compared = first.Operands.Skip(1).SelectMany(operand => operand.Registers()).ToList();
            return reader.Index > first.Index && !mutant.Kernel.Labels.Values.Any(label => label > first.Index && label <= reader.Index)
                && mutant.Kernel.Instructions.Skip(first.Index).Take(reader.Index - first.Index).All(between => !between.Operands.Take(1).SelectMany(operand => operand.Registers()).Intersect(compared).Any());
        }
    }

    private static bool IsSquared(PtxMutant mutant, RegisterUses uses) =>
        mutant.Description == "operands swapped" && mutant.Instruction.Opcode == "sub" && mutant.Instruction.Has("f32") && uses.ReadersOf(mutant.Instruction) is { } readers
        && readers.All(reader => InstructionText.Of(reader).Operands is var operands && operands[1] == InstructionText.Of(mutant.Instruction).Operands[0]
            && ((reader.Opcode == "mul" && operands[2] == operands[1]) || (reader.Opcode == "fma" && operands[2] == operands[1] && operands[3] != operands[1]) || reader.Opcode == "abs"));

    /// <summary>Elements of a stored vector that were set to one number right before.</summary>
    private static bool IsRepeated(PtxMutant mutant)
    {
        if (mutant.Description != "vector's elements swapped" || mutant.Instruction.Opcode != "st")
            return false;
        var items = mutant.Instruction.Operands[1].Items;
        return Number(items[0]) is { } number && number == Number(items[1]);

        ulong? Number(PtxOperand item)
        {
            for (var i = mutant.Instruction.Index - 1; i >= 0 && !mutant.Kernel.Labels.Values.Contains(i + 1); i--)
                if (mutant.Kernel.Instructions[i] is var before && before.Operands.Count > 0 && before.Operands[0].Kind != OperandKind.Address && before.Operands[0].Registers().Contains(item.Register))
                    return before is { Opcode: "mov", Guard: null } && before.Operands[1].IsImmediate ? before.Operands[1].Bits : null;
            return null;
        }
    }
}
