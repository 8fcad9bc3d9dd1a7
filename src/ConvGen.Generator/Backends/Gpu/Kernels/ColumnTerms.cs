using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// What one thread folds of a column reduction: the terms of four lanes over some of the pixels, one after the other in a few runs side by side, which hides the
/// latency of adding and of memory, and keeps sums short.
/// </summary>
internal sealed class ColumnTerms
{
    private const int Lanes = PixelLanes.Count;

    private readonly ColumnReduction _kernel;
    private readonly KernelBuilder _k;
    private readonly List<int> _operands;

    private readonly List<Expression> _terms;

    /// <param name="kernel">The reduction.</param>
    /// <param name="k">With the places of <see cref="Operands"/> first.</param>
    public ColumnTerms(ColumnReduction kernel, KernelBuilder k) =>
        (_kernel, _k, _operands, _terms) = (kernel, k, Operands(kernel, kernel.Terms), [.. kernel.Terms.Select(new FormulaNumbers(k).Lift)]);

    private int Runs => _kernel.Terms.Count == 1 ? 4 : _kernel.Terms.Count <= 3 ? 2 : 1;

    /// <summary>The inputs that formulas read.</summary>
    public static List<int> Operands(ColumnReduction kernel, IEnumerable<Expression> formulas) =>
        [.. Enumerable.Range(0, kernel.Inputs.Count).Where(operand => formulas.Any(formula => formula.Any(node => node == new Load(operand))))];

    /// <summary>Folds one into another. A NaN must come through a maximum wherever it stands.</summary>
    public static Func<Float, Float, Float> Join(KernelBuilder k, RowFold fold) => fold == RowFold.Sum
        ? (one, other) => one + other
        : (one, other) => k.Select(other.Is(other), k.Maximum(one, other), other);

    /// <summary>What the terms come to, four lanes each, over elements <paramref name="first"/>, <paramref name="first"/> + <paramref name="threads"/> … below <paramref name="end"/>.</summary>
    /// <param name="first">The first element.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="threads">That the elements are shared out to, or one.</param>
    /// <param name="element">Where an element's lanes are.</param>
    /// <param name="shared">Lanes that stand for those of all elements, for what all of them see.</param>
    /// <param name="isShared">True for operands that all elements see alike.</param>
    public Float[] Fold(Int first, Int end, int threads, Func<Int, PixelLanes> element, PixelLanes shared, Func<Grid, bool> isShared)
    {
        var seen = _operands.Where(operand => isShared(_kernel.Inputs[operand])).ToDictionary(operand => operand, operand => Load(operand, shared));
        Float start = _kernel.Fold == RowFold.Sum ? 0 : float.NegativeInfinity;
        var isOne = first.Constant == 0 && end.Constant == 1;
        List<FloatVariable[]> runs = [.. Enumerable.Range(0, isOne ? 1 : Runs).Select(_ => Enumerable.Range(0, _kernel.Terms.Count * Lanes).Select(_ => _k.Variable(start)).ToArray())];

        // As long as there is an element for each run; what remains goes to the first.
        var rest = first;
        Int step = threads == 1 ? 1 : _k.Parameter("members", threads);
        if (runs.Count > 1)
        {
            var stride = _k.Divisor("members of runs", Runs * threads);
            Int[] more = [.. Enumerable.Range(0, Runs).Select(run => run * step)];
            rest = first + (_k.DivideRemainder(_k.Maximum(end - first + (step - 1), 0), stride).Quotient * stride.Number);
            _k.For(first, rest, stride.Number, at =>
            {
                for (var run = 0; run < runs.Count; run++)
                    Add(runs[run], element(at + more[run]), seen);
            });
        }

        if (isOne)
            Add(runs[0], element(0), seen);
        else
            _k.For(rest, end, step, at => Add(runs[0], element(at), seen));
        List<Float[]> sums = [.. runs.Select(run => run.Select(variable => variable.Value).ToArray())];
        while (sums.Count > 1)
            sums = [.. Enumerable.Range(0, sums.Count / 2).Select(i => sums[2 * i].Zip(sums[(2 * i) + 1], Join(_k, _kernel.Fold)).ToArray())];
        return sums[0];
    }

    private void Add(FloatVariable[] sums, PixelLanes element, Dictionary<int, Float[]> seen)
    {
        var values = _operands.ToDictionary(operand => operand, operand => seen.TryGetValue(operand, out var known) ? known : Load(operand, element));
        for (var lane = 0; lane < Lanes; lane++)
        {
            var at = lane;
            var writer = new ExpressionWriter(_k) { Operand = operand => values[operand][at] };
            for (var term = 0; term < _kernel.Terms.Count; term++)
            {
                var sum = sums[(term * Lanes) + lane];
                writer.Value = sum.Value;
                _k.Set(sum, _kernel.Fold == RowFold.Sum ? writer.Write(_terms[term] + Value.Instance) : Join(_k, RowFold.Maximum)(sum.Value, writer.Write(_terms[term])));
            }
        }
    }

    private Float[] Load(int operand, PixelLanes element) => element.Load(_k.Place(_operands.IndexOf(operand)), _kernel.Inputs[operand], Packing.Pad(_kernel.Lanes));
}
