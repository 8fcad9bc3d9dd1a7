using System;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>A number of a formula that layers have others of: a parameter of the kernel.</summary>
/// <param name="Index">Which of the kernel's.</param>
/// <param name="Value">What it is here.</param>
internal sealed record FormulaNumber(int Index, float Value) : Expression
{
    public override int Cost => 0;

    public override string ToString() => FormattableString.Invariant($"number{Index}");
}

/// <summary>The same of the elements of an image in a statistic of a batch.</summary>
/// <inheritdoc cref="FormulaNumber"/>
internal sealed record FormulaCount(int Index, int Value) : Expression
{
    public override int Cost => 0;

    public override string ToString() => FormattableString.Invariant($"(images * count{Index})");
}

/// <summary>Makes parameters of formulas' numbers, so that layers whose means are over other maps share their kernels.</summary>
/// <param name="k">The kernel.</param>
internal sealed class FormulaNumbers(KernelBuilder k)
{
    /// <summary>What formulas are made of, whatever the layer.</summary>
    private static readonly float[] _plain = [0, 1, -1, 2, 0.5f];

    public Expression Lift(Expression formula) => formula.Map(leaf => leaf switch
    {
        Constant constant when !_plain.Contains(constant.Number) => new FormulaNumber(k.Ordinal(constant), constant.Number),
        BatchCount count => new FormulaCount(k.Ordinal(count), count.Pixels),
        _ => leaf,
    });
}
