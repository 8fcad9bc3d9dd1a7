using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>
/// Makes one instruction of two where the first's result is the second's alone: a product and a sum, a product that is an index, a value and the variable that it is moved to. Compilers
/// would too; but drivers read the text, and it is a fifth shorter.
/// </summary>
internal sealed class Peephole
{
    /// <summary>How often each register is read.</summary>
    private readonly Dictionary<Operand, int> _uses = [];

    public Peephole(IReadOnlyList<Instruction> body) => Uses.Each(body, operand => _uses[operand] = _uses.TryGetValue(operand, out var uses) ? uses + 1 : 1);

    /// <summary>The body with fewer instructions.</summary>
    public List<Instruction> Shorter(IReadOnlyList<Instruction> body)
    {
        var kept = new List<Instruction?>(body.Count);

        // Where in the body each register that is read once, and no variable, is written.
        var written = new Dictionary<Operand, int>();
        foreach (var instruction in body)
        {
            var next = instruction switch
            {
                Compute { Operation: Operation.Move, Result.IsVariable: true } move => Moved(kept, written, move),
                Compute { Operation: Operation.AddInt } sum => Added(kept, written, sum),
                Compute { Operation: Operation.Advance, C.IsConstant: true } place => Advanced(kept, written, place),
                Repeat repeat => repeat with { Body = Shorter(repeat.Body) },
                Branch branch => branch with { Body = Shorter(branch.Body), Otherwise = Shorter(branch.Otherwise) },
                Alternatives alternatives => new Alternatives([.. alternatives.Bodies.Select(alternative => (alternative.Arithmetic, (IReadOnlyList<Instruction>)Shorter(alternative.Body)))]),
                _ => instruction,
            };
            if (next is null)
                continue;
            foreach (var result in next is Compute compute ? [compute.Result] : next is Read read ? read.Results : [])
                if (!result.IsVariable && _uses.TryGetValue(Operand.Of(result), out var uses) && uses == 1)
                    written[Operand.Of(result)] = kept.Count;
            kept.Add(next);
        }

        return [.. kept.OfType<Instruction>()];
    }

    /// <summary>a · b + c, where a · b is used for nothing else.</summary>
    private static Compute Added(List<Instruction?> kept, Dictionary<Operand, int> written, Compute sum) =>
        Product(kept, written, sum.A) is { } left ? sum with { Operation = Operation.MultiplyAddInt, A = left.A, B = left.B, C = sum.B }
        : Product(kept, written, sum.B) is { } right ? sum with { Operation = Operation.MultiplyAddInt, A = right.A, B = right.B, C = sum.A }
        : sum;

    /// <summary>The place of number a · b, which is that of a in larger steps.</summary>
    private static Compute Advanced(List<Instruction?> kept, Dictionary<Operand, int> written, Compute place) =>
        Product(kept, written, place.B, isStep: true) is { } product ? place with { B = product.A, C = Operand.Of(product.B.Bits * place.C.Bits) } : place;

    /// <summary>Takes out the product that the operand is.</summary>
    private static (Operand A, Operand B)? Product(List<Instruction?> kept, Dictionary<Operand, int> written, Operand operand, bool isStep = false)
    {
        if (!written.TryGetValue(operand, out var at) || kept[at] is not Compute product || product.A.IsVariable || product.B.IsVariable || (isStep && !product.B.IsConstant))
            return null;
        Operand? factor = product.Operation == Operation.MultiplyInt ? product.B
            : product is { Operation: Operation.ShiftLeft, B.IsConstant: true } ? Operand.Of(1 << product.B.Bits)
            : null;
        if (factor is not { } by)
            return null;
        kept[at] = null;
        return (product.A, by);
    }

    /// <summary>Null where whoever makes the value writes the variable itself: nobody between may read or write that.</summary>
    private static Compute? Moved(List<Instruction?> kept, Dictionary<Operand, int> written, Compute move)
    {
        if (!written.TryGetValue(move.A, out var at))
            return move;
        var variable = Operand.Of(move.Result);
        for (var i = at + 1; i < kept.Count; i++)
            if (kept[i] is { } between && Uses.Has(between, variable))
                return move;
        switch (kept[at])
        {
            case Compute compute:
                kept[at] = compute with { Result = move.Result };
                return null;
            case Read read when !read.Results.Contains(move.Result):
                kept[at] = read with { Results = [.. read.Results.Select(result => Operand.Of(result) == move.A ? move.Result : result)] };
                return null;
            default:
                return move;
        }
    }
}
