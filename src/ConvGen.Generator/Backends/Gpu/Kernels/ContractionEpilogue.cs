using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>What becomes of a contraction's sums: four columns of a row at a time.</summary>
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

            var place = ContractionAddress.Column(k, k.Place(parameter + Distinct(shape).IndexOf(first)), shape, shape.Outputs[output].PanelStep, column, out var width);
            _outputs.Add((place.At(ContractionAddress.Offset(k, shape.Outer, outer, loop => loop.Output[at], width)), width));
        }

        if (ReadsPass(shape))
            _pass = k.Place(parameter + Distinct(shape).Count);
        for (var operand = 1; operand < shape.Outputs.Count; operand++)
            if (shape.Rows.All(loop => loop.Output[operand] == default))
                _shared.Add(operand, Load(operand, _outputs[operand].Place, 0));
    }

    /// <summary>The places that the epilogue reads and writes.</summary>
    public static List<Place> Places(ContractionShape shape)
    {
        List<Place> places = [.. Distinct(shape).Select(output => Place.Of(shape.Outputs[output]))];
        if (ReadsPass(shape))
            places.Add(Place.Pass);
        return places;
    }

    /// <summary>Writes a row's columns.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="sums">What they came to.</param>
    public void Write(Int row, IReadOnlyList<Float> sums)
    {
        var (image, rest) = ContractionAddress.Images(_k, _shape.Rows, row);
        var operands = new Dictionary<int, Float[]>();
        var results = new Float[Quad];
        for (var lane = 0; lane < Quad; lane++)
        {
            var at = lane;
            var writer = new ExpressionWriter(_k) { Value = sums[lane], Operand = operand => Load(operand + 1)[at], Pass = _pass };
            results[lane] = writer.Write(_shape.Kernel.Epilogue);
            if (_shape.Kernel.Finish is { } finish)
                results[lane] = new ExpressionWriter(_k) { Value = results[lane], Pass = _pass }.Write(finish);
        }

        Store(results);

        Float[] Load(int output)
        {
            if (_shared.TryGetValue(output, out var values) || operands.TryGetValue(output, out values))
                return values;
            var (place, index) = At(output);
            operands.Add(output, values = this.Load(output, place, index));
            return values;
        }

        void Store(Float[] values)
        {
            var (place, index) = At(0);
            var isWhole = !_shape.Kernel.ExactColumns || _shape.Kernel.Columns % Quad == 0;
            if (_shape.IsOutputAligned(0) && isWhole)
            {
                _k.Store(place, index, values, IsWritten(0));
                return;
            }

            for (var lane = 0; lane < Quad; lane++)
                _k.Store(place, index + lane, values[lane], IsWritten(lane));
        }

        (Pointer Place, Int Index) At(int output)
        {
            var (place, width) = _outputs[output];
            if (image is { } number)
                place = place.At(number, _shape.Rows[0].Output[output].Floats);
            return (place, ContractionAddress.Offset(_k, ContractionAddress.WithoutImages(_shape.Rows), rest, loop => loop.Output[output], width));
        }
    }

    private Float[] Load(int output, Pointer place, Int index) =>
        _shape.IsOutputAligned(output) ? _k.Load(place, index, Quad) : [.. Enumerable.Range(0, Quad).Select(lane => _k.Load(place, index + lane, IsWritten(lane)))];

    /// <summary>Null where the lane is written whatever the column.</summary>
    private Bool? IsWritten(int lane) => _shape.Kernel.ExactColumns && _shape.Kernel.Columns % Packing.Half != 0 ? _column + lane < _shape.Kernel.Columns : null;

    private static int FirstOf(ContractionShape shape, int output) => Enumerable.Range(0, output + 1).First(i => shape.Outputs[i].Equals(shape.Outputs[output]));

    private static List<int> Distinct(ContractionShape shape) => [.. Enumerable.Range(0, shape.Outputs.Count).Where(output => FirstOf(shape, output) == output)];

    private static bool ReadsPass(ContractionShape shape) => ExpressionWriter.ReadsPass(shape.Kernel.Epilogue) || (shape.Kernel.Finish is { } finish && ExpressionWriter.ReadsPass(finish));
}
