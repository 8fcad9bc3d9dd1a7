using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>What a formula's leaves stand for at one element, and what it comes to.</summary>
/// <param name="memory">For the numbers of the pass.</param>
internal sealed class Formula(OracleMemory memory)
{
    public Func<int, Measured> Operand { get; init; } = _ => throw new InvalidOperationException("no operands");

    public Func<int, Measured> Total { get; init; } = _ => throw new InvalidOperationException("no totals");

    public Measured Value { get; init; }

    public IReadOnlyList<Measured> RowScalars { get; init; } = [];

    public IReadOnlyList<Measured> Results { get; init; } = [];

    /// <summary>The element's logical index.</summary>
    public long Index { get; init; }

    /// <summary>The row's label.</summary>
    public int Label { get; init; }

    public Measured Evaluate(Expression expression) => expression switch
    {
        Generator.Program.Value => Value,
        Constant constant => constant.Number,
        Load load => Operand(load.Operand),
        Total total => Total(total.Term),
        ResultOf result => Results[result.Index],
        RowScalar scalar => RowScalars[scalar.Step],
        LossScale => memory.LossScale,
        IsLabel => Index == Label ? 1f : 0f,
        LabelIsNot not => Label == not.Label ? 0f : 1f,
        DropoutMask mask => Keep(mask),
        BatchCount count => (float)((long)memory.Batch * count.Pixels),
        Unary unary => Evaluate(unary.Operation, Evaluate(unary.Operand)),
        Binary binary => Evaluate(binary.Operation, Evaluate(binary.Left), Evaluate(binary.Right)),
        Choose choose => Measured.Choose(Evaluate(choose.Condition), Evaluate(choose.WhenPositive), Evaluate(choose.Otherwise)),
        _ => throw new InvalidOperationException("unknown expression " + expression.GetType().Name),
    };

    private static Measured Evaluate(UnaryOperation operation, Measured operand) => operation switch
    {
        UnaryOperation.Exp => operand.Exp(),
        UnaryOperation.Log => operand.Log(),
        UnaryOperation.Tanh => operand.Tanh(),
        UnaryOperation.Sigmoid => operand.Sigmoid(),
        UnaryOperation.Erf => operand.Erf(),
        UnaryOperation.SquareRoot => operand.SquareRoot(),
        UnaryOperation.Absolute => operand.Absolute(),
        _ => throw new InvalidOperationException("unknown operation " + operation),
    };

    private static Measured Evaluate(BinaryOperation operation, Measured left, Measured right) => operation switch
    {
        BinaryOperation.Add => left + right,
        BinaryOperation.Subtract => left - right,
        BinaryOperation.Multiply => left * right,
        BinaryOperation.Divide => left / right,
        BinaryOperation.Maximum => Measured.Maximum(left, right),
        BinaryOperation.Minimum => Measured.Minimum(left, right),
        _ => throw new InvalidOperationException("unknown operation " + operation),
    };

    /// <summary>Kept where the index's hash is at least rate · 2³².</summary>
    private Measured Keep(DropoutMask mask)
    {
        var key = VectorMath.Key(memory.Pass.Seed, (uint)mask.Layer, memory.Pass.Step);
        return VectorMath.Hash((uint)Index, key) >= (uint)Math.Min(uint.MaxValue, Math.Round(mask.Rate * 4294967296.0)) ? 1 / (1 - mask.Rate) : 0f;
    }
}
