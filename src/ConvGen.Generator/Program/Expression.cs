using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// A formula for one element: what contractions do to an accumulator before they store it, what pointwise kernels and reductions compute.
/// Both backends print the same trees, lane by lane.
/// </summary>
internal abstract record Expression
{
    /// <summary>Rough instruction count; decides whether a formula may stand where registers are full.</summary>
    public abstract int Cost { get; }

    public static Expression operator +(Expression a, Expression b) => new Binary(BinaryOperation.Add, a, b);

    public static Expression operator -(Expression a, Expression b) => new Binary(BinaryOperation.Subtract, a, b);

    public static Expression operator *(Expression a, Expression b) => new Binary(BinaryOperation.Multiply, a, b);

    public static Expression operator /(Expression a, Expression b) => new Binary(BinaryOperation.Divide, a, b);

    public static implicit operator Expression(float value) => new Constant(value);

    /// <summary>The same tree with every leaf replaced by what <paramref name="change"/> makes of it.</summary>
    public virtual Expression Map(Func<Expression, Expression> change) => change(this);

    /// <summary>True where <paramref name="test"/> holds for this node or one below it.</summary>
    public bool Any(Func<Expression, bool> test) => test(this) || Parts.Any(part => part.Any(test));

    /// <summary>True where the formula speaks of the pass beside its operands: of the number of images, labels or the step.</summary>
    public bool SpeaksOfPass => Any(node => node is DropoutMask or BatchCount or LossScale or RowScalar or IsLabel or LabelIsNot);

    /// <summary>The formulas this one is made of.</summary>
    public virtual IReadOnlyList<Expression> Parts => [];
}

/// <summary>The element being finished: a contraction's sum, or the running value of a fused chain.</summary>
internal sealed record Value : Expression
{
    public static readonly Value Instance = new();

    public override int Cost => 0;

    public override string ToString() => "value";
}

internal sealed record Constant(float Number) : Expression
{
    public override int Cost => 0;

    public override string ToString() => Number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>The element of operand <paramref name="Operand"/> at the same index.</summary>
internal sealed record Load(int Operand) : Expression
{
    public override int Cost => 1;

    public override string ToString() => FormattableString.Invariant($"operand{Operand}");
}

/// <summary>A number of the whole row, computed by an earlier step of a row reduction.</summary>
internal sealed record RowScalar(int Step) : Expression
{
    public override int Cost => 0;

    public override string ToString() => "row" + Step.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a term of the same column reduction came to: a number for each channel.</summary>
internal sealed record Total(int Term) : Expression
{
    public override int Cost => 0;

    public override string ToString() => "total" + Term.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the same kernel gives this element in an earlier one of its results.</summary>
internal sealed record ResultOf(int Index) : Expression
{
    public override int Cost => 0;

    public override string ToString() => "result" + Index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The number every position's loss and gradient is multiplied by (Frame.LossScale).</summary>
internal sealed record LossScale : Expression
{
    public override int Cost => 0;

    public override string ToString() => "lossScale";
}

/// <summary>1 where this element's index along the reduced row is the row's label, else 0.</summary>
internal sealed record IsLabel : Expression
{
    public override int Cost => 2;

    public override string ToString() => "isLabel";
}

/// <summary>0 where the row's label is <paramref name="Label"/>, else 1.</summary>
internal sealed record LabelIsNot(int Label) : Expression
{
    public override int Cost => 2;

    public override string ToString() => "labelIsNot" + Label.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Inverted dropout's mask: 1 / (1 − rate) with probability 1 − rate, else 0; a function of seed, layer, step and the element's
/// logical index alone.
/// </summary>
internal sealed record DropoutMask(float Rate, int Layer) : Expression
{
    public override int Cost => 12;

    public override string ToString() => FormattableString.Invariant($"dropout(rate {Rate}, layer {Layer})");
}

/// <summary>How many elements a statistic of a batch runs over: images · <paramref name="Pixels"/>. In kernels that run once a batch only.</summary>
internal sealed record BatchCount(int Pixels) : Expression
{
    public override int Cost => 0;

    public override string ToString() => FormattableString.Invariant($"(images · {Pixels})");
}

internal enum UnaryOperation
{
    Exp,
    Log,
    Tanh,
    Sigmoid,
    Erf,
    SquareRoot,
    Absolute,
}

internal sealed record Unary(UnaryOperation Operation, Expression Operand) : Expression
{
    public override int Cost => Operand.Cost + (Operation == UnaryOperation.Absolute ? 1 : Operation == UnaryOperation.SquareRoot ? 6 : 20);

    public override Expression Map(Func<Expression, Expression> change) => this with { Operand = Operand.Map(change) };

    public override IReadOnlyList<Expression> Parts => [Operand];

    public override string ToString() => $"{Operation.ToString().ToLowerInvariant()}({Operand})";
}

internal enum BinaryOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Maximum,
    Minimum,
}

internal sealed record Binary(BinaryOperation Operation, Expression Left, Expression Right) : Expression
{
    public override int Cost => Left.Cost + Right.Cost + (Operation == BinaryOperation.Divide ? 6 : 1);

    public override Expression Map(Func<Expression, Expression> change) => new Binary(Operation, Left.Map(change), Right.Map(change));

    public override IReadOnlyList<Expression> Parts => [Left, Right];

    public override string ToString() => Operation switch
    {
        BinaryOperation.Add => $"({Left} + {Right})",
        BinaryOperation.Subtract => $"({Left} - {Right})",
        BinaryOperation.Multiply => $"({Left} * {Right})",
        BinaryOperation.Divide => $"({Left} / {Right})",
        BinaryOperation.Minimum => $"min({Left}, {Right})",
        _ => $"max({Left}, {Right})",
    };
}

/// <summary><paramref name="WhenPositive"/> where <paramref name="Condition"/> &gt; 0, else <paramref name="Otherwise"/>.</summary>
internal sealed record Choose(Expression Condition, Expression WhenPositive, Expression Otherwise) : Expression
{
    public override int Cost => Condition.Cost + WhenPositive.Cost + Otherwise.Cost + 2;

    public override Expression Map(Func<Expression, Expression> change) =>
        new Choose(Condition.Map(change), WhenPositive.Map(change), Otherwise.Map(change));

    public override IReadOnlyList<Expression> Parts => [Condition, WhenPositive, Otherwise];

    public override string ToString() => $"({Condition} > 0 ? {WhenPositive} : {Otherwise})";
}
