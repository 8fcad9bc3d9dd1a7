using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>What instructions read and write.</summary>
internal static class Uses
{
    /// <summary>Calls <paramref name="read"/> for each register that is read, as often as it is, in nested bodies too.</summary>
    public static void Each(IReadOnlyList<Instruction> body, Action<Operand> read)
    {
        foreach (var instruction in body)
        {
            Own(instruction, read);
            foreach (var inner in Bodies(instruction))
                Each(inner, read);
        }
    }

    /// <summary>The same without nested bodies.</summary>
    public static void Own(Instruction instruction, Action<Operand> read)
    {
        switch (instruction)
        {
            case Compute compute:
                Use(compute.A);
                Use(compute.B);
                Use(compute.C);
                break;
            case Read load:
                Use(Operand.Of(load.From));
                Use(load.Condition);
                break;
            case Write store:
                Use(Operand.Of(store.To));
                Use(store.Condition);
                foreach (var value in store.Values)
                    Use(value);
                break;
            case CopyAsync copy:
                Use(Operand.Of(copy.To));
                Use(Operand.Of(copy.From));
                Use(copy.Read);
                break;
            case ReadMatrices load:
                Use(Operand.Of(load.From));
                break;
            case MultiplyMatrices multiply:
                foreach (var sum in multiply.Sums)
                    Use(Operand.Of(sum));
                foreach (var bits in multiply.A.Concat(multiply.B))
                    Use(bits);
                break;
            case Repeat repeat:
                Use(repeat.First);
                Use(repeat.End);
                Use(repeat.Step);
                break;
            case Branch branch:
                Use(branch.Condition);
                break;
        }

        void Use(Operand? operand)
        {
            if (operand is { IsConstant: false } register)
                read(register);
        }
    }

    /// <summary>True where the instruction reads or writes the register, in nested bodies too.</summary>
    public static bool Has(Instruction instruction, Operand register)
    {
        var has = Results(instruction).Any(result => Operand.Of(result) == register);
        Own(instruction, operand => has |= operand == register);
        return has || Bodies(instruction).Any(body => body.Any(inner => Has(inner, register)));
    }

    private static IReadOnlyList<Register> Results(Instruction instruction) => instruction switch
    {
        Compute compute => [compute.Result],
        Read read => read.Results,
        ReadMatrices read => read.Results,
        MultiplyMatrices multiply => multiply.Sums,
        Repeat repeat => [repeat.Counter],
        _ => [],
    };

    private static IEnumerable<IReadOnlyList<Instruction>> Bodies(Instruction instruction) => instruction switch
    {
        Repeat repeat => [repeat.Body],
        Branch branch => [branch.Body, branch.Otherwise],
        Alternatives alternatives => alternatives.Bodies.Select(alternative => alternative.Body),
        _ => [],
    };
}
