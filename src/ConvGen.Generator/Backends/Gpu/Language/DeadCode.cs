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
        var used = new HashSet<Operand>();
        return Without(body, used);
    }

    private static List<Instruction> Without(IReadOnlyList<Instruction> body, HashSet<Operand> used)
    {
        var kept = new List<Instruction>(body.Count);
        for (var i = body.Count - 1; i >= 0; i--)
        {
            if (body[i] is Compute compute && !compute.Result.IsVariable && !used.Contains(Operand.Of(compute.Result)))
                continue;
            kept.Add(Kept(body[i], used));
        }

        kept.Reverse();
        return kept;
    }

    /// <summary>The instruction without what is dead in it; what it uses is noted.</summary>
    private static Instruction Kept(Instruction instruction, HashSet<Operand> used)
    {
        Uses.Own(instruction, operand => used.Add(operand));
        return instruction switch
        {
            Alternatives alternatives => new Alternatives([.. alternatives.Bodies.Select(alternative => (alternative.Arithmetic, (IReadOnlyList<Instruction>)Without(alternative.Body, used)))]),
            Repeat repeat => repeat with { Body = Without(repeat.Body, used) },
            Branch branch => branch with { Body = Without(branch.Body, used), Otherwise = Without(branch.Otherwise, used) },
            _ => instruction,
        };
    }
}
