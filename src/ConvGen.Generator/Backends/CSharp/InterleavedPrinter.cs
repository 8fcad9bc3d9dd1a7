using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a convolution over interleaved maps: an item is a row of a group's result. Tiles sum some pixels' vectors of images for some columns, over those tap rows and columns that meet the map with
/// one of their pixels; a costly formula then goes over the row, which is in the first cache.
/// </summary>
internal sealed class InterleavedPrinter(MethodLibrary library, Contraction kernel) : KernelPrinter(library)
{
    private const int Images = Interleaved.Images;

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly int _width = kernel.Rows[3].Extent;
    private readonly ImageTile _tile = ImageTile.Of(kernel.Rows[3].Extent, kernel.Columns);

    /// <summary>Floats from one step over the depth to the next in the filters.</summary>
    private readonly int _panel = kernel.Columns > Packing.Half ? Packing.Width : Packing.Half;

    /// <summary>Nested loops over the depth: channels are none where there is one.</summary>
    private bool HasChannels => kernel.Depth[2].Extent > 1;

    /// <summary>Operands of the epilogue that have a pointer of their own, by number.</summary>
    private IEnumerable<int> Extras => Enumerable.Range(0, kernel.Extra.Count).Where(i => !TileForm.IsOutput(kernel, i));

    /// <summary>The shared method. Parameters: pointers as contractions have them, begin, end (rows of groups), sizes.</summary>
    public MethodCall Print()
    {
        var height = _sizes.OfInt("height", kernel.Rows[1].Extent);
        _code.Line($"TileSteps s; s.Row = {Step("aPixel", kernel.A, 3)}; s.OutputRow = {Step("cPixel", kernel.Output, 3)};{string.Concat(Extras.Where(i => !IsShared(i)).Select(i => $" s.E{Number(i)} = {Step($"e{Number(i)}Pixel", kernel.Extra[i], 3)};"))}");
        _code.Line($"s.N0 = {_sizes.Of("channels", kernel.Depth[2].Extent)};");
        _code.Open("for (int item = begin; item < end; item++)");
        _code.Line($"int row = item % {height};");
        _code.Line("nint group = item / height;");
        Clip("Rows", "row", 1, kernel.MapRows, kernel.Depth[0].Extent);
        _code.Line("s.N2 = countRows;");
        _code.Open($"for (nint lane = 0; lane < {Number(Images)}; lane += P.Width)");
        _code.Line($"float* aRow = {Address("a", ("group", Step("aGroup", kernel.A, 0)), ("row", kernel.Rows[1].Extent == 1 ? "" : Step("aDown", kernel.A, 1)), ("tapRows", Depth("aTapRow", 0)), ("lane", "1"))};");
        _code.Line($"float* w = {Address("b", ("tapRows", _sizes.Of("filterRow", FilterStep(0))))};");
        _code.Line($"float* {string.Join(", ", Places().Select(place => $"{place.Name}Row = {Address(place.Name, ("group", Step(place.Name + "Group", place.Operand, 0)), ("row", kernel.Rows[1].Extent == 1 ? "" : Step(place.Name + "Down", place.Operand, 1)), ("lane", "1"))}"))};");
        var (full, rest) = (_width / _tile.Pixels * _tile.Pixels, _width % _tile.Pixels);
        if (full == _tile.Pixels && rest == 0)
            Column("0", _tile.Pixels);
        else
            _code.Block($"for (int x = 0; x < {_sizes.OfInt("full", full)}; x += {Number(_tile.Pixels)})", () => Column("x", _tile.Pixels));
        if (rest > 0)
        {
            _code.Open();
            Column(_sizes.OfInt("rest", full), rest);
            _code.Close();
        }

        _code.Close();
        if (kernel.Finish is not null)
        {
            var row = Address("c", ("group", Step("cGroup", kernel.Output, 0)), ("row", kernel.Rows[1].Extent == 1 ? "" : Step("cDown", kernel.Output, 1)));
            _code.Line($"{Finish()}{Widest}({row}, s.OutputRow, {_sizes.Of("width", _width)}, {_sizes.Of("lanesOfPixel", kernel.Columns * Images)});");
        }

        _code.Close();
        var method = new CodeWriter();
        var pointers = new[] { "a", "b", "c" }.Concat(Extras.Select(i => "e" + Number(i))).Select(name => "float* " + name);
        method.Line($"/// <summary>{TilePrinter.Escape((kernel.Finish?.Map(leaf => leaf is Value ? kernel.Epilogue : leaf) ?? kernel.Epilogue).ToString())}, value = Σ a·b over {Number(kernel.Columns)} columns; images in lanes.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}({string.Join(", ", pointers)}, int begin, int end{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("Interleaved", method.ToString()), _sizes.Arguments);
    }

    private bool IsShared(int extra) => Interleaved.IsVector(kernel, kernel.Extra[extra]);

    /// <summary>What moves with groups, rows and pixels beside the map: the result, and operands of the epilogue.</summary>
    private IEnumerable<(string Name, Operand Operand)> Places() =>
        new[] { ("c", kernel.Output) }.Concat(Extras.Where(i => !IsShared(i)).Select(i => ("e" + Number(i), kernel.Extra[i])));

    private string Step(string name, Operand operand, int loop) =>
        loop == 0 ? _sizes.Of(name, SideBySide.Group(operand.Region)) : kernel.Rows[loop].Extent == 1 ? "0" : _sizes.Of(name, SideBySide.Place(operand.Region, operand.Rows[loop].Floats));

    private string Depth(string name, int loop) => kernel.Depth[loop].Extent == 1 ? "" : _sizes.Of(name, SideBySide.Place(kernel.A.Region, kernel.A.Depth[loop].Floats));

    /// <summary>Floats of the filters that a tap row or column has.</summary>
    private int FilterStep(int loop) => _panel * kernel.Depth.Skip(loop + 1).Aggregate(1, (product, next) => product * next.Extent);

    /// <summary>Which taps of a direction meet the map with one of some pixels: the first, and how many.</summary>
    private void Clip(string direction, string at, int pixels, MapTaps? map, int taps)
    {
        var (all, name) = (_sizes.OfInt("taps" + direction, taps), direction);
        if (taps == 1 || map is not { TapStep: 1 or -1 } known)
        {
            _code.Line($"int tap{name} = 0, count{name} = {all};");
            return;
        }

        var (size, step) = (_sizes.OfInt("map" + name, known.Size), _sizes.OfInt("step" + name, known.Step));
        _code.Line($"int first{name} = {_sizes.OfInt("first" + name + "OfMap", known.First)} + {at} * {step}{(pixels == 1 ? "" : $", last{name} = first{name} + {Number(pixels - 1)} * {step}")};");
        var last = pixels == 1 ? "first" + name : "last" + name;
        _code.Line(known.TapStep > 0
            ? $"int tap{name} = Math.Max(0, -{last}), count{name} = Math.Min({all}, {size} - first{name}) - tap{name};"
            : $"int tap{name} = Math.Max(0, first{name} + 1 - {size}), count{name} = Math.Min({all}, {last} + 1) - tap{name};");
    }

    /// <summary>Some neighbouring pixels, for all columns.</summary>
    private void Column(string x, int pixels)
    {
        Clip("Columns", x, pixels, kernel.MapColumns, kernel.Depth[1].Extent);
        var (channels, tapColumn) = (kernel.Depth[2].Extent, Depth("aTapColumn", 1));
        _code.Line($"s.N1 = countColumns; s.A1 = {(tapColumn.Length == 0 ? "0" : tapColumn)}{(HasChannels ? $" - {Number(Images)} * s.N0" : "")};");
        _code.Line($"s.A2 = {(kernel.Depth[0].Extent == 1 ? "0" : Depth("aTapRow", 0))}; s.B2 = {_sizes.Of("filterRow", FilterStep(0))};");
        _code.Line($"float* from = {Address("aRow", (x == "0" ? "" : x, x == "0" ? "" : "s.Row"), ("tapColumns", tapColumn))}, filters = w + tapColumns * {_sizes.Of("filterColumn", FilterStep(1))};");
        _code.Line($"float* {string.Join(", ", Places().Select(place => $"{place.Name}At = {Address(place.Name + "Row", (x == "0" ? "" : x, x == "0" ? "" : place.Name == "c" ? "s.OutputRow" : "s.E" + place.Name.Substring(1)))}"))};");
        var (full, rest) = (kernel.Columns / _tile.Columns, kernel.Columns % _tile.Columns);
        if (full == 1)
            _code.Line(Call(pixels, _tile.Columns, 0));
        else
            _code.Block($"for (nint k = 0; k < {Number(full * _tile.Columns)}; k += {Number(_tile.Columns)})", () => _code.Line(Call(pixels, _tile.Columns, null)));
        if (rest > 0)
            _code.Line(Call(pixels, rest, full * _tile.Columns));
    }

    private string Call(int pixels, int columns, int? first)
    {
        var (k, images) = (first is { } known ? Number(known) : "k", Number(Images));
        string At(string pointer, bool isMap) => first == 0 ? pointer : isMap ? $"{pointer} + {k} * {images}" : $"{pointer} + {k}";
        return $"{Tile(pixels, columns)}{Widest}(from, {At("filters", false)}, {At("cAt", true)}, {string.Concat(Extras.Select(i => (IsShared(i) ? At("e" + Number(i), false) : At($"e{Number(i)}At", true)) + ", "))}&s);";
    }

    /// <summary>Sums of some pixels' vectors for some columns, in registers through the whole depth, and what the epilogue makes of them.</summary>
    private string Tile(int pixels, int columns) => Library.Once(("TileImages", pixels, columns, _panel, HasChannels, kernel.Epilogue, string.Join(" ", Enumerable.Range(0, kernel.Extra.Count).Select(i => TileForm.IsOutput(kernel, i) ? "output" : IsShared(i) ? "shared" : "map"))), () =>
    {
        var code = Leaf(
            $"{TilePrinter.Escape(kernel.Epilogue.ToString())} of {Number(pixels)} {(pixels == 1 ? "pixel" : "pixels")} × {Number(columns)} {(columns == 1 ? "column" : "columns")}, images in lanes.",
            $"float* a, float* b, float* c, {string.Concat(Extras.Select(i => $"float* e{Number(i)}, "))}TileSteps* s", ofAnyWidth: true);
        code.Line("nint r = s->Row;");
        for (var p = 0; p < pixels; p++)
            code.Line($"V {string.Join(", ", Enumerable.Range(0, columns).Select(c => $"{ImageProducts.Sum(p, c)} = {Zero}"))};");
        code.Open("for (nint n2 = s->N2; n2 > 0; n2--, a += s->A2, b += s->B2)");
        code.Line("float* x = a, w = b;");
        code.Line($"for (nint n1 = s->N1; n1 > 0; n1--, x += s->A1{(HasChannels ? "" : $", w += {Number(_panel)}")})");
        if (HasChannels)
            code.Line($"    for (nint n0 = s->N0; n0 > 0; n0--, x += {Number(Images)}, w += {Number(_panel)})");
        code.Indented(HasChannels ? 2 : 1, () => ImageProducts.Print(code, pixels, columns, pixel => Simd.Load("x" + Times(pixel, "r")), column => Broadcast("w" + (column == 0 ? "" : " + " + Number(column)))));
        code.Close();
        for (var p = 0; p < pixels; p++)
            for (var c = 0; c < columns; c++)
                Result(code, p, c);
        code.Close();
        return Library.Add($"TileImages{Number(pixels)}x{Number(columns)}_", code.ToString());
    });

    private void Result(CodeWriter code, int pixel, int column)
    {
        string Map(string pointer, string step) => pointer + Times(pixel, step) + (column == 0 ? "" : " + " + Number(column * Images));
        string Operand(int extra) => TileForm.IsOutput(kernel, extra) ? Simd.Load(Map("c", "s->OutputRow"))
            : IsShared(extra) ? Broadcast("e" + Number(extra) + (column == 0 ? "" : " + " + Number(column)))
            : Simd.Load(Map("e" + Number(extra), "s->E" + Number(extra)));
        var named = Enumerable.Range(0, kernel.Extra.Count).Where(i => ExpressionPrinter.Reads([kernel.Epilogue], i) > 1).ToList();
        var suffix = $"_{Number(pixel)}_{Number(column)}";
        var locals = named.Select(i => $"var v{Number(i)}{suffix} = {Operand(i)};").ToList();
        var printer = new ExpressionPrinter { Value = ImageProducts.Sum(pixel, column), Operand = i => named.Contains(i) ? $"v{Number(i)}{suffix}" : Operand(i) };
        locals.AddRange(printer.Share([kernel.Epilogue], "u", suffix));
        code.Line(string.Concat(locals.Select(local => local + " ")) + Store(Map("c", "s->OutputRow"), printer.Print(kernel.Epilogue)));
    }

    /// <summary>Applies the costly formula to a row of the result.</summary>
    private string Finish() => Library.Once(("FinishImages", kernel.Finish), () =>
    {
        var code = Leaf($"{TilePrinter.Escape(kernel.Finish!.ToString())}, pixel by pixel, images in lanes.", "float* c, nint pixel, nint pixels, nint lanes", ofAnyWidth: true);
        code.Line("for (; pixels > 0; pixels--, c += pixel)");
        code.Open($"    for (nint lane = 0; lane < lanes; lane += {AnyWidth})");
        code.Line($"V value = {Simd.Load("c + lane")};");
        var printer = new ExpressionPrinter { Value = "value" };
        foreach (var local in printer.Share([kernel.Finish!], "u", ""))
            code.Line(local);
        code.Line(Store("c + lane", printer.Print(kernel.Finish!)));
        code.Close();
        code.Close();
        return Library.Add("FinishImages", code.ToString());
    });

    private static string Times(int count, string step) => count == 0 ? "" : count == 1 ? " + " + step : $" + {Number(count)} * {step}";
}
