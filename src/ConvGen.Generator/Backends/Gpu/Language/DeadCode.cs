using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// Takes out what nobody uses: sums that became part of an address, sizes of which nothing came. Compilers would too, but texts are read by people, and kernels are the same
/// where their texts are.
/// </summary>
internal static class DeadCode
{
    public static List<Instruction> Without(IReadOnlyList<Instruction> body)
    {
        // Who uses a register comes behind who computes it, but for variables, which are kept.
        var used = new HashSet<Register>();
        return Without(body, used);
    }

    private static List<Instruction> Without(IReadOnlyList<Instruction> body, HashSet<Register> used)
    {
        var kept = new List<Instruction>(body.Count);
        for (var i = body.Count - 1; i >= 0; i--)
        {
            if (body[i] is Compute compute && !compute.Result.IsVariable && !used.Contains(compute.Result))
                continue;
            kept.Add(Kept(body[i], used));
        }

        kept.Reverse();
        return kept;
    }

    /// <summary>The instruction without what is dead in it; what it uses is noted.</summary>
    private static Instruction Kept(Instruction instruction, HashSet<Register> used)
    {
        switch (instruction)
        {
            case Compute compute:
                Use(compute.A);
                Use(compute.B);
                Use(compute.C);
                return instruction;
            case Read read:
                used.Add(read.From);
                Use(read.Condition);
                return instruction;
            case Write write:
                used.Add(write.To);
                Use(write.Condition);
                foreach (var value in write.Values)
                    Use(value);
                return instruction;
            case CopyAsync copy:
                used.Add(copy.To);
                used.Add(copy.From);
                Use(copy.Read);
                return instruction;
            case ReadMatrices read:
                used.Add(read.From);
                return instruction;
            case MultiplyMatrices multiply:
                foreach (var bits in multiply.A.Concat(multiply.B))
                    Use(bits);
                return instruction;
            case Alternatives alternatives:
                return new Alternatives([.. alternatives.Bodies.Select(alternative => (alternative.Arithmetic, (IReadOnlyList<Instruction>)Without(alternative.Body, used)))]);
            case Repeat repeat:
                Use(repeat.First);
                Use(repeat.End);
                return repeat with { Body = Without(repeat.Body, used) };
            case Branch branch:
                Use(branch.Condition);
                return branch with { Body = Without(branch.Body, used), Otherwise = Without(branch.Otherwise, used) };
            default:
                return instruction;
        }

        void Use(Operand? operand)
        {
            if (operand?.Register is { } register)
                used.Add(register);
        }
    }
}
