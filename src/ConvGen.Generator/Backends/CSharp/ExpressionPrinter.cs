using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints a formula as one C# expression over vectors. What leaves are called is the caller's business.</summary>
internal sealed class ExpressionPrinter
{
    private readonly Dictionary<Expression, string> _shared = new(ExpressionComparer.Instance);
    private readonly List<string> _results = [];

    /// <summary>Names of operands' vectors.</summary>
    public Func<int, string> Operand { get; set; } = operand => throw new InvalidOperationException("no operand " + operand);

    /// <summary>Names of what a column reduction's terms came to.</summary>
    public Func<int, string> Total { get; set; } = term => throw new InvalidOperationException("no total " + term);

    public string Value { get; set; } = "";

    /// <summary>Names of the splatted row scalars.</summary>
    public IReadOnlyList<string> RowScalars { get; set; } = [];

    /// <summary>The vector of logical indices (as bits), for masks.</summary>
    public string Index { get; set; } = "";

    /// <summary>The splatted label (as bits) of the row.</summary>
    public string Label { get; set; } = "";

    /// <summary>How often an operand is read once equal parts of the formulas are shared: what is read once may stand in the formula as a load, which costs no register.</summary>
    public static int Reads(IEnumerable<Expression> formulas, int operand)
    {
        var seen = new HashSet<Expression>(ExpressionComparer.Instance);
        return formulas.Sum(In);

        int In(Expression formula) =>
            formula is Load load ? (load.Operand == operand ? 1 : 0)
            : formula.Parts.Count == 0 || !seen.Add(formula) ? 0
            : formula.Parts.Sum(In);
    }

    /// <summary>
    /// Declares a local for whatever stands in the formulas more than once, and prints it by that name from then on. Calls (exp, tanh) in particular the JIT
    /// would make each time.
    /// </summary>
    public IEnumerable<string> Share(IReadOnlyList<Expression> formulas, string prefix, string suffix)
    {
        var (counts, order) = (new Dictionary<Expression, int>(ExpressionComparer.Instance), new List<Expression>());
        foreach (var formula in formulas)
            Count(formula);
        foreach (var part in order.Where(part => counts[part] > 1))
        {
            var text = Print(part);
            _shared[part] = prefix + Simd.Number((long)_shared.Count) + suffix;
            yield return $"var {_shared[part]} = {text};";
        }

        // The parts of what was counted already are in it; they count again only where they stand elsewhere too.
        void Count(Expression formula)
        {
            if (formula.Parts.Count == 0)
                return;
            counts[formula] = counts.TryGetValue(formula, out var count) ? count + 1 : 1;
            if (count > 0)
                return;
            foreach (var part in formula.Parts)
                Count(part);
            order.Add(formula);
        }
    }

    /// <summary>
    /// Declares a local for every sum that a product is added to, the innermost first. Printed as one expression, each product's operands would be loaded before
    /// the sum inside is computed, and wait for it in registers.
    /// </summary>
    public IEnumerable<string> Chain(Expression formula, string prefix)
    {
        if (_shared.ContainsKey(formula))
            yield break;
        foreach (var local in formula.Parts.SelectMany(part => Chain(part, prefix)))
            yield return local;
        if (formula is not Binary { Operation: BinaryOperation.Add, Left: Binary { Operation: BinaryOperation.Multiply }, Right: { Parts.Count: > 0 } inner } || _shared.ContainsKey(inner))
            yield break;
        var text = Print(inner);
        _shared[inner] = prefix + Simd.Number((long)_shared.Count);
        yield return $"var {_shared[inner]} = {text};";
    }

    /// <summary>What each result of a kernel is stored as: the formula, or where there are several a local that holds it, so that later ones can speak of it.</summary>
    public IReadOnlyList<string> Results(IReadOnlyList<Expression> formulas, CodeWriter code, string suffix = "")
    {
        foreach (var formula in formulas)
        {
            var text = Print(formula);
            var local = "r" + Simd.Number((long)_results.Count) + suffix;
            var isNamed = formulas.Count == 1 || formula.Parts.Count == 0;
            if (!isNamed)
                code.Line($"var {local} = {text};");
            _results.Add(isNamed ? text : local);
        }

        return _results;
    }

    public string Print(Expression expression) => _shared.TryGetValue(expression, out var name) ? name : expression switch
    {
        Program.Value => Value,
        Constant constant => Simd.Constant(constant.Number),
        Argument argument => Simd.Splat(argument.Text),
        Load load => Operand(load.Operand),
        Program.Total total => Total(total.Term),
        ResultOf result => _results[result.Index],
        RowScalar scalar => RowScalars[scalar.Step],
        LossScale => "lossScale",
        IsLabel => Simd.And(LabelMask(), Simd.Constant(1)),
        LabelIsNot not => $"(label == {not.Label.ToString(System.Globalization.CultureInfo.InvariantCulture)} ? {Simd.Zero} : {Simd.Constant(1)})",
        DropoutMask mask => $"T.Keep({Index}, key, {Threshold(mask.Rate)}, {Simd.Number(1 / (1 - mask.Rate))})",
        BatchCount count => Simd.Splat($"(float)(batch * {Simd.Number((long)count.Pixels)}L)"),
        Unary unary => Simd.Unary(unary.Operation, Print(unary.Operand)),
        Binary { Operation: BinaryOperation.Add, Left: Binary { Operation: BinaryOperation.Multiply } product } sum when !_shared.ContainsKey(product) =>
            Simd.MultiplyAdd(Print(product.Left), Print(product.Right), Print(sum.Right)),
        Binary binary => Simd.Binary(binary.Operation, Print(binary.Left), Print(binary.Right)),
        Choose { Condition: IsLabel } choose => Simd.Select(LabelMask(), Print(choose.WhenPositive), Print(choose.Otherwise)),
        Choose choose => Simd.Choose(Print(choose.Condition), Print(choose.WhenPositive), Print(choose.Otherwise)),
        _ => throw new InvalidOperationException("unknown expression " + expression.GetType().Name),
    };

    private string LabelMask() => Simd.EqualBits(Index, Label);

    /// <summary>Masks keep a lane where its hash is at least rate · 2³².</summary>
    private static string Threshold(float rate) => ((uint)Math.Min(uint.MaxValue, Math.Round((double)rate * 4294967296.0))).ToString(System.Globalization.CultureInfo.InvariantCulture) + "u";
}
