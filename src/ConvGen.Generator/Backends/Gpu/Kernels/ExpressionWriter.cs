using System;
using System.Collections.Generic;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Writes a formula for one element into a kernel. What leaves stand for is the caller's business.</summary>
/// <param name="k">The kernel.</param>
internal sealed class ExpressionWriter(KernelBuilder k)
{
    private readonly Mathematics _mathematics = new(k);

    /// <summary>Operands' elements.</summary>
    public Func<int, Float> Operand { get; set; } = operand => throw new InvalidOperationException("no operand " + operand);

    /// <summary>What a column reduction's terms came to.</summary>
    public Func<int, Float> Total { get; set; } = term => throw new InvalidOperationException("no total " + term);

    /// <summary>The element being finished.</summary>
    public Float Value { get; set; }

    /// <summary>What earlier folds of a row came to.</summary>
    public IReadOnlyList<Float> RowScalars { get; set; } = [];

    /// <summary>What the same kernel gave this element before.</summary>
    public IReadOnlyList<Float> Results { get; set; } = [];

    /// <summary>The element's logical index.</summary>
    public Int Index { get; set; }

    /// <summary>The row's label.</summary>
    public Int Label { get; set; }

    /// <summary>The numbers of the pass.</summary>
    public Pointer? Pass { get; set; }

    /// <summary>True of formulas that come to no number above 0.</summary>
    public Func<Expression, bool> IsNotPositive { get; set; } = _ => false;

    /// <summary>True of formulas that come to nothing below the smallest normal number, besides those that are clamped.</summary>
    public Func<Expression, bool> IsNormal { get; set; } = _ => false;

    public Float Write(Expression expression) => expression switch
    {
        Program.Unary { Operation: UnaryOperation.Exp } power when IsNotPositive(power.Operand) => _mathematics.ExpOfNegative(Write(power.Operand)),
        Program.Unary { Operation: UnaryOperation.Log } log when IsClamped(log.Operand) || IsNormal(log.Operand) => _mathematics.LogOfNormal(Write(log.Operand)),
        Program.Value => Value,
        Constant constant => constant.Number,
        Load load => Operand(load.Operand),
        Total total => Total(total.Term),
        ResultOf result => Results[result.Index],
        RowScalar scalar => RowScalars[scalar.Step],
        FormulaNumber number => k.Number(FormattableString.Invariant($"number {number.Index}"), number.Value),
        FormulaCount count => k.ToFloat(k.Batch * k.Size(FormattableString.Invariant($"count {count.Index}"), count.Value)),
        LossScale => k.Load(Pass!.Value, PassNumbers.LossScale),
        IsLabel => k.Select(Index.Is(Label), (Float)1, (Float)0),
        LabelIsNot not => k.Select(Label.Is(not.Label), (Float)0, (Float)1),
        DropoutMask mask => Keep(mask),
        BatchCount count => k.ToFloat(k.Batch * count.Pixels),
        Unary unary => Unary(unary.Operation, Write(unary.Operand)),
        Binary { Operation: BinaryOperation.Add, Left: Binary { Operation: BinaryOperation.Multiply } product } sum =>
            k.MultiplyAdd(Write(product.Left), Write(product.Right), Write(sum.Right)),
        Binary binary => Binary(binary.Operation, Write(binary.Left), Write(binary.Right)),
        Choose { Condition: IsLabel } choose => k.Select(Index.Is(Label), Write(choose.WhenPositive), Write(choose.Otherwise)),
        Choose choose => k.Select((Float)0 < Write(choose.Condition), Write(choose.WhenPositive), Write(choose.Otherwise)),
        _ => throw new InvalidOperationException("unknown expression " + expression.GetType().Name),
    };

    /// <summary>True where a formula reads the numbers of the pass.</summary>
    public static bool ReadsPass(Expression formula) => formula.Any(node => node is LossScale or DropoutMask);

    private static bool IsClamped(Expression formula) => formula is Binary { Operation: BinaryOperation.Maximum, Right: Constant { Number: >= Mathematics.SmallestNormal } };

    private Float Unary(UnaryOperation operation, Float operand) => operation switch
    {
        UnaryOperation.Exp => _mathematics.Exp(operand),
        UnaryOperation.Log => _mathematics.Log(operand),
        UnaryOperation.Tanh => _mathematics.Tanh(operand),
        UnaryOperation.Sigmoid => _mathematics.Sigmoid(operand),
        UnaryOperation.Erf => _mathematics.Erf(operand),
        UnaryOperation.SquareRoot => k.SquareRoot(operand),
        UnaryOperation.Absolute => k.Absolute(operand),
        _ => throw new InvalidOperationException("unknown operation " + operation),
    };

    private Float Binary(BinaryOperation operation, Float left, Float right) => operation switch
    {
        BinaryOperation.Add => left + right,
        BinaryOperation.Subtract => left - right,
        BinaryOperation.Multiply => left * right,
        BinaryOperation.Divide => left / right,
        BinaryOperation.Maximum => k.Maximum(left, right),
        BinaryOperation.Minimum => k.Minimum(left, right),
        _ => throw new InvalidOperationException("unknown operation " + operation),
    };

    /// <summary>Keeps an element where its hash is at least rate · 2³², as processors do.</summary>
    private Float Keep(DropoutMask mask)
    {
        var pass = Pass!.Value;
        var key = _mathematics.Key(k.LoadInt(pass, PassNumbers.Seed), mask.Layer, k.LoadInt(pass, PassNumbers.Step));
        var threshold = (uint)Math.Min(uint.MaxValue, Math.Round((double)mask.Rate * 4294967296.0));
        return k.Select(k.LessUnsigned(_mathematics.Hash(Index, key), unchecked((int)threshold)), (Float)0, 1 / (1 - mask.Rate));
    }
}
