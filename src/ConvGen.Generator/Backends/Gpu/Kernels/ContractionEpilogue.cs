using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// What becomes of a contraction's sums: four columns of a row at a time. A costly formula is applied to what is stored, by the thread that stored it: written out for every
/// sum it would be most of the kernel.
/// </summary>
internal sealed class ContractionEpilogue
{
    private const int Quad = ContractionShape.Quad;

    private readonly KernelBuilder _k;
    private readonly ContractionShape _shape;
    private readonly Int _column;
    private readonly List<(Pointer Place, Int Width)> _outputs = [];

    /// <summary>The epilogue's operands that are the same for all rows, read once, before any of them.</summary>
    private readonly Dictionary<int, Float[]> _shared = [];

    private readonly Pointer? _pass;

    /// <summary>True where the formula mentions the sum more than once.</summary>
    private readonly bool _isRepeated;

    /// <param name="k">The kernel.</param>
    /// <param name="shape">The contraction.</param>
    /// <param name="parameter">The first of the kernel's parameters that are <see cref="Places"/>.</param>
    /// <param name="outer">Which run of the outer loops.</param>
    /// <param name="column">The first of four columns; those behind the last may be asked for and must not be written.</param>
    public ContractionEpilogue(KernelBuilder k, ContractionShape shape, int parameter, Int outer, Int column)
    {
        (_k, _shape, _column) = (k, shape, column);
        for (var output = 0; output < shape.Outputs.Count; output++)
        {
            // An operand that is the output itself is the same place.
            var at = output;
            var first = FirstOf(shape, output);
            if (first < output)
            {
                _outputs.Add(_outputs[first]);
                continue;
            }

            var place = ContractionAddress.Column(k, Role(output), k.Place(parameter + Distinct(shape).IndexOf(first)), shape, shape.Outputs[output].PanelStep, column, out var width);
            _outputs.Add((place.At(ContractionAddress.Offset(k, "outer", Role(output), shape.Outer, outer, loop => loop.Output[at], width)), width));
        }

        _isRepeated = Mentions(shape.Kernel.Epilogue) > 1;
        if (ReadsPass(shape))
            _pass = k.Place(parameter + Distinct(shape).Count);
        for (var operand = 1; operand < shape.Outputs.Count; operand++)
            if (FirstOf(shape, operand) > 0 && shape.Rows.All(loop => loop.Output[operand] == default))
                _shared.Add(operand, Load(operand, _outputs[operand].Place, 0));
    }

    /// <summary>What becomes of a sum, in words.</summary>
    public static string Formula(ContractionShape shape) =>
        shape.Kernel.Epilogue + (shape.Kernel.Finish is { } finish ? $", then {finish}" : "") + (shape.Kernel.Statistics is null ? "" : ", and statistics of columns");

    /// <summary>The places that the epilogue reads and writes; statistics of columns go to the last one.</summary>
    public static List<Place> Places(ContractionShape shape)
    {
        List<Place> places = [.. Distinct(shape).Select(output => Place.Of(shape.Outputs[output]))];
        if (ReadsPass(shape))
            places.Add(Place.Pass);
        if (shape.Kernel.Statistics is { } statistics)
            places.Add(Place.Of(statistics.Parts));
        return places;
    }

    /// <summary>Writes a row's columns, and gives what was written.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="sums">What they came to.</param>
    public Float[] Write(Int row, IReadOnlyList<Float> sums)
    {
        var (image, rest) = ContractionAddress.Images(_k, "row", _shape.Rows, row);
        var operands = new Dictionary<int, Float[]>();
        var results = new Float[Quad];
        for (var lane = 0; lane < Quad; lane++)
        {
            var at = lane;
            var writer = new ExpressionWriter(_k) { Value = _isRepeated ? _k.Now(sums[lane]) : sums[lane], Operand = operand => Load(operand + 1)[at], Pass = _pass };
            results[lane] = writer.Write(_shape.Kernel.Epilogue);
        }

        Store(image, rest, results);
        return results;

        Float[] Load(int output)
        {
            if (_shared.TryGetValue(output, out var values) || operands.TryGetValue(output, out values))
                return values;
            var (place, index) = At(output, image, rest);
            operands.Add(output, values = this.Load(output, place, index));
            return values;
        }
    }

    /// <summary>Applies the costly formula to a row's columns, which this thread has written.</summary>
    public void Finish(Int row)
    {
        var (image, rest) = ContractionAddress.Images(_k, "row", _shape.Rows, row);
        var (place, index) = At(0, image, rest);
        Store(image, rest, [.. Load(0, place, index).Select(value => new ExpressionWriter(_k) { Value = value, Pass = _pass }.Write(_shape.Kernel.Finish!))]);
    }

    private void Store(Int? image, Int rest, Float[] values)
    {
        var (place, index) = At(0, image, rest);
        var isWhole = !_shape.Kernel.ExactColumns || _shape.Kernel.Columns % Quad == 0;
        if (_shape.IsOutputAligned(0) && isWhole)
        {
            _k.Store(place, index, values, IsWritten(0));
            return;
        }

        for (var lane = 0; lane < Lanes; lane++)
            _k.Store(place, index + lane, values[lane], IsWritten(lane));
    }

    private (Pointer Place, Int Index) At(int output, Int? image, Int rest)
    {
        var (place, width) = _outputs[output];
        place = ContractionAddress.Image(_k, "row", Role(output), place, image, image is null ? 0 : _shape.Rows[0].Output[output].Floats);
        return (place, ContractionAddress.Offset(_k, "row", Role(output), _shape.Rows, rest, loop => loop.Output[output], width));
    }

    private Float[] Load(int output, Pointer place, Int index) =>
        _shape.IsOutputAligned(output) ? _k.Load(place, index, Quad) : [.. Enumerable.Range(0, Quad).Select(lane => lane < Lanes ? _k.Load(place, index + lane, IsWritten(lane)) : 0)];

    /// <summary>Lanes that may be written: the only column is a quad's first.</summary>
    private int Lanes => _shape.Kernel.ExactColumns && _shape.Kernel.Columns == 1 ? 1 : Quad;

    /// <summary>Null where the lane is written whatever the column.</summary>
    private Bool? IsWritten(int lane) => _shape.Kernel.ExactColumns && _shape.Kernel.Columns % Packing.Half != 0 ? _column + lane < _k.Size("exact columns", _shape.Kernel.Columns) : null;

    private static int Mentions(Expression formula) => formula is Value ? 1 : formula.Parts.Sum(Mentions);

    private static string Role(int output) => FormattableString.Invariant($"output {output}");

    private static int FirstOf(ContractionShape shape, int output) => Enumerable.Range(0, output + 1).First(i => shape.Outputs[i].Equals(shape.Outputs[output]));

    private static List<int> Distinct(ContractionShape shape) => [.. Enumerable.Range(0, shape.Outputs.Count).Where(output => FirstOf(shape, output) == output)];

    private static bool ReadsPass(ContractionShape shape) => ExpressionWriter.ReadsPass(shape.Kernel.Epilogue) || (shape.Kernel.Finish is { } finish && ExpressionWriter.ReadsPass(finish));
}
