using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>What becomes of totals of columns: vectors of formulas, of which a thread writes four lanes.</summary>
internal sealed class ColumnResults
{
    private const int Lanes = PixelLanes.Count;

    private readonly IReadOnlyList<Grid> _inputs;
    private readonly IReadOnlyList<Result> _results;
    private readonly List<int> _operands;
    private readonly int _lanes;

    /// <param name="inputs">Operands of formulas.</param>
    /// <param name="results">The formulas, and where they go.</param>
    /// <param name="lanes">Lanes that exist.</param>
    public ColumnResults(IReadOnlyList<Grid> inputs, IReadOnlyList<Result> results, int lanes)
    {
        (_inputs, _results, _lanes) = (inputs, results, Packing.Pad(lanes));
        _operands = [.. Enumerable.Range(0, inputs.Count).Where(operand => results.Any(result => result.Body.Any(node => node == new Load(operand))))];
    }

    /// <summary>The places that formulas read, then those of results.</summary>
    public IReadOnlyList<Place> Places => [.. _operands.Select(operand => Place.Of(_inputs[operand])), .. _results.Select(result => Place.Of(result.Output))];

    /// <summary>Written by the threads that run this.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="first">The first of its parameters that are <see cref="Places"/>.</param>
    /// <param name="at">The lanes.</param>
    /// <param name="totals">What the terms came to, four lanes each.</param>
    /// <param name="isNumber">True where the first lane is all there is.</param>
    public void Write(KernelBuilder k, int first, PixelLanes at, Float[] totals, bool isNumber)
    {
        var numbers = new FormulaNumbers(k);
        var values = _operands.Select((operand, i) => (operand, Lanes: at.Load(k.Place(first + i), _inputs[operand], _lanes))).ToDictionary(read => read.operand, read => read.Lanes);
        var written = _results.Select(_ => new Float[Lanes]).ToList();
        for (var lane = 0; lane < (isNumber ? 1 : Lanes); lane++)
        {
            var (i, done) = (lane, new List<Float>());
            var writer = new ExpressionWriter(k) { Operand = operand => values[operand][i], Total = term => totals[(term * Lanes) + i], Results = done };
            for (var result = 0; result < written.Count; result++)
            {
                done.Add(writer.Write(numbers.Lift(_results[result].Body)));
                written[result][lane] = done[result];
            }
        }

        for (var result = 0; result < written.Count; result++)
        {
            var place = k.Place(first + values.Count + result);
            if (isNumber)
                k.Store(place, 0, written[result][0]);
            else
                at.Store(place, _results[result].Output, written[result]);
        }
    }
}
