using System.Collections;

namespace ConvGen.Tests.Ptx;

/// <summary>Who reads what a kernel's instructions compute.</summary>
internal sealed class RegisterUses
{
    /// <summary>Instructions that do nothing but compute their result. All others are wanted for themselves: they touch memory, branch, wait, or may fail.</summary>
    private static readonly HashSet<string> _pure = new(StringComparer.Ordinal)
    {
        "mov", "add", "sub", "mul", "mad", "fma", "min", "max", "abs", "neg", "sqrt", "and", "or", "xor", "not", "shl", "shr", "selp", "setp", "set", "cvt", "cvta",
    };

    private readonly PtxKernel kernel;
    private readonly (int[] Reads, int[] Writes)[] touched;

    public RegisterUses(PtxKernel kernel)
    {
        this.kernel = kernel;
        touched = [.. kernel.Instructions.Select(instruction => PtxValidator.Touched(instruction, PtxForms.Of(instruction.Opcode).FirstOrDefault(form => form.Matches(instruction.Modifiers))))];
    }

    /// <summary>The instructions that read what one computes, where that is the only one that writes there; else null.</summary>
    public IReadOnlyList<PtxInstruction>? ReadersOf(PtxInstruction instruction)
    {
        if (touched[instruction.Index].Writes is not [var register] || touched.Count(registers => registers.Writes.Contains(register)) > 1)
            return null;
        return [.. kernel.Instructions.Where(reader => touched[reader.Index].Reads.Contains(register))];
    }

    /// <summary>
    /// True where what an instruction computes comes to nothing: no memory, branch or wait depends on it, on whatever way through the kernel. Registers are followed back
    /// from where they are wanted, until nothing is added.
    /// </summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="byAny">True where nothing may read the register at all, be it for nothing; then the instruction may be missing.</param>
    public bool IsUnread(PtxInstruction instruction, bool byAny)
    {
        if (!_pure.Contains(instruction.Opcode))
            return false;
        var wanted = new BitArray[kernel.Instructions.Count + 1];
        for (var i = 0; i < wanted.Length; i++)
            wanted[i] = new BitArray(kernel.Registers.Count);
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = kernel.Instructions.Count - 1; i >= 0; i--)
            {
                var before = Before(i, After(i, wanted), byAny);
                changed |= new BitArray(before).Xor(wanted[i]).HasAnySet();
                wanted[i] = before;
            }
        }

        var after = After(instruction.Index, wanted);
        return !Array.Exists(touched[instruction.Index].Writes, register => after[register]);
    }

    /// <summary>What is wanted before an instruction of what is wanted behind it. Under a guard the old value may be.</summary>
    private BitArray Before(int index, BitArray after, bool byAny)
    {
        var (instruction, (reads, writes)) = (kernel.Instructions[index], touched[index]);
        if (!byAny && _pure.Contains(instruction.Opcode) && !Array.Exists(writes, register => after[register]))
            return after;
        if (instruction.Guard is null)
            foreach (var register in writes)
                after[register] = false;
        foreach (var register in reads)
            after[register] = true;
        return after;
    }

    private BitArray After(int index, BitArray[] wanted)
    {
        var instruction = kernel.Instructions[index];
        var isLeaving = instruction is { Guard: null, Opcode: "bra" or "ret" or "exit" or "trap" };
        var after = isLeaving ? new BitArray(kernel.Registers.Count) : new BitArray(wanted[index + 1]);
        return instruction.Opcode == "bra" ? after.Or(wanted[kernel.Labels[instruction.Operands[0].Name]]) : after;
    }
}
