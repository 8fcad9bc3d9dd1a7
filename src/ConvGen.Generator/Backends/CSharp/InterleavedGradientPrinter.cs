using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the filters' gradient of a convolution over interleaved maps: block of rows by block of rows of a group, items (a row of taps with some filters) add products of the map with its result's
/// gradient to vectors of sums.
/// </summary>
internal sealed class InterleavedGradientPrinter(MethodLibrary library, InterleavedGradient kernel) : KernelPrinter(library)
{
    private const int Images = Interleaved.Images;

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly ImageTile _tile = kernel.Tile;
    private readonly Operand _map = kernel.Of.A, _gradient = kernel.Of.B;
    private readonly IReadOnlyList<Loop> _taps = kernel.Of.Rows, _pixels = kernel.Of.Depth;

    /// <summary>The shared method. Parameters: map, gradient, sums, begin, end, sizes.</summary>
    public MethodCall Print()
    {
        var (height, tapRows, items) = (_sizes.OfInt("height", _pixels[1].Extent), _sizes.OfInt("tapRows", kernel.TapRows), _sizes.OfInt("items", kernel.ItemsPerImage));
        _code.Line($"TileSteps s; s.Row = {Step("aTap", _map, _map.Rows[2], _taps[2])}; s.N0 = {_sizes.Of("width", _pixels[2].Extent)};");
        _code.Line($"s.A0 = {Step("aPixel", _map, _map.Depth[2], _pixels[2])}; s.B0 = {Step("bPixel", _gradient, _gradient.Depth[2], _pixels[2])};");
        _code.Line($"s.A1 = {Step("aDown", _map, _map.Depth[1], _pixels[1])} - s.N0 * s.A0; s.B1 = {Step("bDown", _gradient, _gradient.Depth[1], _pixels[1])} - s.N0 * s.B0;");
        _code.Line($"s.OutputRow = {_sizes.Of("sumsOfTap", kernel.Channels * kernel.Filters * Images)};");
        _code.Open("for (int next = begin; next < end;)");
        _code.Line($"int at = next, group = at / {items};");
        _code.Line($"next = Math.Min(end, (group + 1) * {items});");
        _code.Open($"for (int first = 0; first < {height}; first += {_sizes.OfInt("rowsOfBlock", kernel.RowsOfBlock)})");
        _code.Open("for (int item = at; item < next; item++)");
        _code.Line($"int tapRow = item % {items} % {tapRows}, block = item % {items} / {tapRows}, from = first, to = Math.Min({height}, first + {_sizes.OfInt("rowsOfBlock", kernel.RowsOfBlock)});");
        if (kernel.TapRows > 1 && kernel.Of.MapRows is { } map)
        {
            var step = _sizes.OfInt("mapStep", map.Step);
            _code.Line("// Rows whose tap lies above the map or below it meet zeros.");
            _code.Line($"int top = {_sizes.OfInt("mapFirst", map.First)} + tapRow * {_sizes.OfInt("mapTapStep", map.TapStep)};");
            _code.Line($"from = Math.Max(from, ({step} - 1 - top) / {step});");
            _code.Line($"to = Math.Max(from, Math.Min(to, ({_sizes.OfInt("mapRows", map.Size)} + {step} - 1 - top) / {step}));");
        }

        _code.Line("s.N1 = to - from;");
        _code.Line($"float* x = {Address("a", ("group", _sizes.Of("aGroup", SideBySide.Group(_map.Region))), ("from", _pixels[1].Extent == 1 ? "" : "aDown"), ("tapRow", kernel.TapRows == 1 ? "" : _sizes.Of("aTapRow", SideBySide.Place(_map.Region, _map.Rows[1].Floats))))};");
        _code.Line($"float* d = {Address("b", ("group", _sizes.Of("bGroup", SideBySide.Group(_gradient.Region))), ("from", _pixels[1].Extent == 1 ? "" : "bDown"), ("block", kernel.Blocks == 1 ? "" : Number(_tile.Columns * Images)))};");
        _code.Line($"float* t = {Address("c", ("group", _sizes.Of("cGroup", (long)Images * kernel.Sums.Floats)), ("tapRow", kernel.TapRows == 1 ? "" : _sizes.Of("cTapRow", kernel.TapColumns * kernel.Channels * kernel.Filters * Images)), ("block", kernel.Blocks == 1 ? "" : Number(_tile.Columns * Images)))};");
        _code.Line("s.N2 = first;");
        _code.Open($"for (nint channel = {_sizes.Of("channels", kernel.Channels)}; channel > 0; channel--, x += {Number(Images)}, t += {_sizes.Of("filters", kernel.Filters)} * {Number(Images)})");
        if (kernel.Filters % _tile.Columns is > 0 and var rest)
        {
            _code.Block($"if (block < {Number(kernel.Blocks - 1)})", () => Taps(_tile.Columns));
            _code.Block("else", () => Taps(rest));
        }
        else
        {
            Taps(_tile.Columns);
        }

        _code.Close();
        _code.Close();
        _code.Close();
        _code.Close();

        var method = new CodeWriter();
        method.Line($"/// <summary>A filter's gradient of {Number(kernel.Filters)} columns: sums of products over each group's pixels, images in lanes.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}(float* a, float* b, float* c, int begin, int end{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("InterleavedGradient", method.ToString()), _sizes.Arguments);
    }

    private string Step(string name, Operand operand, Step step, Loop loop) => loop.Extent == 1 ? "0" : _sizes.Of(name, SideBySide.Place(operand.Region, step.Floats));

    private void Taps(int filters)
    {
        var (full, rest) = (kernel.TapColumns / _tile.Pixels * _tile.Pixels, kernel.TapColumns % _tile.Pixels);
        if (full == _tile.Pixels)
            Call("0", _tile.Pixels, filters);
        else
            _code.Block($"for (nint tap = 0; tap < {_sizes.Of("fullTaps", full)}; tap += {Number(_tile.Pixels)})", () => Call("tap", _tile.Pixels, filters));
        if (rest > 0)
            Call(_sizes.Of("fullTaps", full), rest, filters);
    }

    private void Call(string tap, int taps, int filters)
    {
        (string, string) Of(string step) => tap == "0" ? ("", "") : (tap, step);
        _code.Line($"for (nint lane = 0; lane < {Number(Images)}; lane += P.Width)");
        _code.Line($"    {Tile(taps, filters)}{Widest}({Address("x", Of("s.Row"), ("lane", "1"))}, d + lane, {Address("t", Of("s.OutputRow"), ("lane", "1"))}, &s);");
    }

    /// <summary>Products of some taps' vectors with some filters' gradients, pixel by pixel, added to what is there.</summary>
    private string Tile(int taps, int filters) => Library.Once(("TileTapImages", taps, filters), () =>
    {
        var code = Leaf(
            $"{Number(taps)} {(taps == 1 ? "tap" : "taps")} × {Number(filters)} {(filters == 1 ? "filter" : "filters")}: sums over rows and pixels, images in lanes, from zero or what is there.",
            "float* a, float* b, float* t, TileSteps* s", ofAnyWidth: true);
        code.Line("nint r = s->Row, next = s->OutputRow;");
        for (var tap = 0; tap < taps; tap++)
            code.Line($"V {string.Join(", ", Enumerable.Range(0, filters).Select(filter => $"{ImageProducts.Sum(tap, filter)} = {Zero}"))};");
        code.Open("if (s->N2 > 0)");
        for (var tap = 0; tap < taps; tap++)
            code.Line(string.Join(" ", Enumerable.Range(0, filters).Select(filter => $"{ImageProducts.Sum(tap, filter)} = {Load(Place(tap, filter))};")));
        code.Close();
        code.Line("nint a0 = s->A0, b0 = s->B0;");
        code.Line("for (nint n1 = s->N1; n1 > 0; n1--, a += s->A1, b += s->B1)");
        code.Line("    for (nint n0 = s->N0; n0 > 0; n0--, a += a0, b += b0)");
        code.Indented(2, () => ImageProducts.Print(code, taps, filters, tap => Load("a" + (tap == 0 ? "" : tap == 1 ? " + r" : $" + {Number(tap)} * r")), filter => Load("b" + (filter == 0 ? "" : " + " + Number(filter * Images)))));
        for (var tap = 0; tap < taps; tap++)
            code.Line(string.Join(" ", Enumerable.Range(0, filters).Select(filter => Store(Place(tap, filter), ImageProducts.Sum(tap, filter)))));
        code.Close();
        return Library.Add($"TileTapImages{Number(taps)}x{Number(filters)}_", code.ToString());

        static string Place(int tap, int filter) => "t" + (tap == 0 ? "" : tap == 1 ? " + next" : $" + {Number(tap)} * next") + (filter == 0 ? "" : " + " + Number(filter * Images));
    });
}
