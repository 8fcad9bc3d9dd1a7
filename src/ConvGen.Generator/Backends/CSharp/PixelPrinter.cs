using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a convolution of few columns with pixels in lanes: a driver over items (some rows of an image) and its leaves. What an item reads goes to planes in
/// memory of the thread; tiles sum vectors of pixels for all columns; then a block's vectors, one for each column, go through the epilogue and are stored
/// transposed, as pixels of eight channels. Only tiles and what stores their sums know how many pixels a vector has, and ask for it.
/// </summary>
internal sealed partial class PixelPrinter(MethodLibrary library, Contraction kernel, PixelTiling tiling) : KernelPrinter(library)
{
    /// <summary>Pixels of a vector, as the driver calls it.</summary>
    private const string Lanes = "P.Width";

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly int _columns = kernel.Columns;
    private readonly int _vectors = tiling.Vectors;

    /// <summary>What becomes of a sum: epilogue and finish in one.</summary>
    private readonly Expression _formula = kernel.Finish?.Map(leaf => leaf is Value ? kernel.Epilogue : leaf) ?? kernel.Epilogue;

    /// <summary>Operands of the epilogue that have a pointer of their own, by number.</summary>
    private IEnumerable<int> Extras => Enumerable.Range(0, kernel.Extra.Count).Where(i => !TileForm.IsOutput(kernel, i));

    /// <summary>True where the epilogue sees one number for each column, so that it can be applied to vectors of pixels: less of it, for there are no padding lanes.</summary>
    private bool IsPlanar => !kernel.ExactColumns && Enumerable.Range(0, kernel.Extra.Count).All(IsShared);

    /// <summary>The shared method. Parameters: pointers as contractions have them, begin, end, frame, sizes.</summary>
    public MethodCall Print()
    {
        var (items, rowsOfItem) = (_sizes.OfInt("items", tiling.ItemsPerImage), _sizes.OfInt("rowsOfItem", tiling.RowsOfItem));
        _code.Line($"float* planes = f->TakeScratch(), sums = planes + {_sizes.Of("planeFloats", tiling.PlaneFloats)}{(IsPlanar ? "" : $", pixels = sums + {_sizes.Of("sumFloats", tiling.SumFloats)}")};");
        PrintSteps();
        _code.Open("for (int item = begin; item < end; item++)");
        _code.Line($"nint image = item / {items}, first = item % {items} * {rowsOfItem};");
        _code.Line($"int rows = Math.Min({rowsOfItem}, {_sizes.OfInt("height", tiling.Height)} - (int)first);");
        PrintPack();
        _code.Line($"float* {string.Join(", ", new[] { ("c", kernel.Output) }.Concat(Extras.Where(i => !IsShared(i)).Select(i => ("e" + Number(i), kernel.Extra[i]))).Select(pair => $"{pair.Item1}At = {Item(pair.Item1, pair.Item2)}"))};");
        if (tiling.IsFlat)
            PrintRun();
        else
            PrintRows();
        _code.Close();
        _code.Line("f->ReturnScratch(planes);");

        var method = new CodeWriter();
        var pointers = new[] { "a", "b", "c" }.Concat(Extras.Select(i => "e" + Number(i))).Select(name => "float* " + name);
        method.Line($"/// <summary>{TilePrinter.Escape(_formula.ToString())}, value = Σ a·b over {Number(_columns)} columns; pixels in lanes{(tiling.IsFlat ? ", row behind row" : "")}.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}({string.Join(", ", pointers)}, int begin, int end, Frame* f{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("Pixels", method.ToString()), _sizes.Arguments);
    }

    private bool IsShared(int extra) =>
        !TileForm.IsOutput(kernel, extra) && Enumerable.Range(0, kernel.Rows.Count).All(i => kernel.Rows[i].Extent == 1 || kernel.Extra[extra].Rows[i] == default);

    /// <summary>What tiles read their loops from: the step between a tile's vectors, and the terms of the depth within the planes.</summary>
    private void PrintSteps()
    {
        var fields = new List<string> { $"s.Row = {(tiling.IsFlat ? Lanes : _sizes.Of("tileRow", tiling.Rows.Steps * tiling.Pitch))};" };
        for (var level = 0; level < tiling.Depth.Count; level++)
        {
            // Less what the loop inside has moved.
            var (extent, step) = tiling.Depth[level];
            var net = extent == 1 ? 0 : step - (level == 0 ? 0 : tiling.Depth[level - 1].Extent * tiling.Depth[level - 1].Step);
            fields.Add($"s.N{Number(level)} = {_sizes.Of("n" + Number(level), extent)}; s.A{Number(level)} = {_sizes.Of("a" + Number(level), net)};");
        }

        _code.Line($"TileSteps s; {string.Join(" ", fields)}");
    }

    /// <summary>Where an operand's part of the item begins.</summary>
    private string Item(string name, Operand operand) => Address(name, ("image", Moved(name + "Image", operand, 0)), ("first", Moved(name + "Row", operand, 1)));

    /// <summary>An operand's step over images, rows or pixels; nothing where there is one.</summary>
    private string Moved(string name, Operand operand, int loop) => kernel.Rows[loop].Extent == 1 ? "" : _sizes.Step(name, operand.Rows[loop].Floats);

    /// <summary>What the item reads goes to planes: rows as they are, or eight channels at a time transposed.</summary>
    private void PrintPack()
    {
        var (rows, columns) = (tiling.Rows, tiling.Columns);
        var more = tiling.RowsFor(1) - rows.Steps;
        _code.Line($"int read = rows * {_sizes.OfInt("rowSteps", rows.Steps)}{(more == 0 ? "" : " + " + _sizes.OfInt("rowsMore", more))};");
        _code.Line($"float* from = {Address("a", ("", _sizes.Step("aStart", tiling.Start)), ("image", Moved("aImage", kernel.A, 0)), ("first", Moved("aRow", kernel.A, 1)))};");
        var (from, to) = ("from", "planes");
        if (tiling.Shifts > 1)
        {
            _code.Open($"for (nint tap = 0; tap < {_sizes.Of("tapColumns", tiling.Shifts)}; tap++)");
            (from, to) = (Address("from", ("tap", _sizes.Step("aTap", columns.TapSteps))), Address("planes", ("tap", _sizes.Of("tapFloats", tiling.PaddedChannels * tiling.Plane))));
        }

        var arguments = $"{from}, {to}, read, {_sizes.Of("pitch", tiling.Pitch)}, {_sizes.Of("unit", rows.Step)}";
        _code.Line(tiling.Copies
            ? $"{new PixelPacking(Library).Rows(tiling.Pitch)}({arguments});"
            : $"{new PixelPacking(Library).Pixels()}({arguments}, {_sizes.Of("pixel", columns.Step)}, {_sizes.Of("plane", tiling.Plane)}, {_sizes.Of("lanes", tiling.PaddedChannels)});");
        if (tiling.Shifts > 1)
            _code.Close();
    }

    /// <summary>All pixels of the item as one row; a few tiles, then their pixels, while the sums are in the first cache.</summary>
    private void PrintRun()
    {
        var run = $"{Number(PixelTiling.TilesOfRun * _vectors)} * {Lanes}";
        _code.Line($"nint count = rows * {_sizes.Of("width", tiling.Width)};");
        _code.Open($"for (nint at = 0; at < count; at += {run})");
        _code.Line($"nint left = Math.Min({run}, count - at), vectors = (left + {Lanes} - 1) / {Lanes};");
        _code.Line($"{Tile()}{Widest}({Origin()} + at, b, sums, &s, (int)(vectors + {Number(_vectors - 1)}) / {Number(_vectors)});");
        PrintStore("vectors", $"{Lanes} * ", "left", Lanes);
        if (!IsPlanar)
            _code.Line($"{Finish()}(pixels, {string.Join(", ", Places("", "at"))}, left{Steps()});");
        _code.Close();
    }

    /// <summary>Vectors of one place in their rows, of all rows of the item.</summary>
    private void PrintRows()
    {
        var width = _sizes.Of("width", tiling.Width);
        _code.Open($"for (nint at = 0; at < {width}; at += {Lanes})");
        _code.Line($"nint left = Math.Min({Lanes}, {width} - at);");
        if (tiling.Map is { } map)
            PrintTiles(map);
        else
            _code.Line($"{Tile()}{Widest}({Origin()} + at, b, sums, &s, (rows + {Number(_vectors - 1)}) / {Number(_vectors)});");
        PrintStore("rows", "", "left", "0");
        if (!IsPlanar)
            _code.Block("for (nint row = 0; row < rows; row++)", () => _code.Line($"{Finish()}(pixels + row * {Number(Packing.Half)} * {Lanes}, {string.Join(", ", Places("row", "at"))}, left{Steps()});"));
        _code.Close();
    }

    /// <summary>Tile by tile, each without the tap rows that meet zeros around the map with all of its rows.</summary>
    private void PrintTiles(MapTaps map)
    {
        var (height, taps, step) = (_sizes.OfInt("mapRows", map.Size), _sizes.OfInt("tapRows", tiling.Rows.Taps), _sizes.OfInt("mapStep", map.Step));
        var level = tiling.Depth.Count - 1;
        while (tiling.Depth[level].Extent == 1)
            level--;
        _code.Open($"for (int row = 0; row < rows; row += {Number(_vectors)})");
        _code.Line($"int top = {_sizes.OfInt("mapFirst", map.First)} + ((int)first + row) * {step}, bottom = top + {Number(_vectors - 1)} * {step};");
        _code.Line(map.TapStep > 0
            ? $"int tap = Math.Max(0, -bottom); s.N{Number(level)} = Math.Min({taps}, {height} - top) - tap;"
            : $"int tap = Math.Max(0, top + 1 - {height}); s.N{Number(level)} = Math.Min({taps}, bottom + 1) - tap;");
        _code.Line($"{Tile()}{Widest}({Origin()} + at + row * s.Row + tap * {_sizes.Of("tapStep", tiling.Depth[level].Step)}, b + tap * {_sizes.Of("tapWeights", Packing.Half * tiling.Depth.Take(level).Aggregate(1, (product, loop) => product * loop.Extent))}, sums + row * {Number(_columns)} * {Lanes}, &s, 1);");
        _code.Close();
    }

    private string Origin() => Address("planes", ("", _sizes.Step("origin", tiling.Origin)));

    /// <summary>Stores a block's sums as pixels: where they belong, or where the epilogue that needs other pixels' operands finds them.</summary>
    private void PrintStore(string vectors, string times, string left, string less)
    {
        var pixel = _sizes.Of("cPixel", kernel.Output.Rows[3].Floats);
        if (!IsPlanar)
            _code.Line($"{StorePixels(Value.Instance)}{Widest}(sums, pixels, {vectors}, {Number(Packing.Half)} * {Lanes}, {Number(Packing.Half)}, {left}, {less});");
        else
            _code.Line($"{StorePixels(_formula)}{Widest}(sums, {Address("cAt", ("at", pixel))}, {string.Concat(Extras.Select(i => $"e{Number(i)}, "))}{vectors}, {(times.Length > 0 ? times + pixel : tiling.Height == 1 ? "0" : _sizes.Of("cRow", kernel.Output.Rows[1].Floats))}, {pixel}, {left}, {less});");
    }

    /// <summary>Where output and operands of the epilogue have a run of pixels.</summary>
    private IEnumerable<string> Places(string row, string pixel)
    {
        yield return Place("c", kernel.Output);
        foreach (var i in Extras)
            yield return IsShared(i) ? "e" + Number(i) : Place("e" + Number(i), kernel.Extra[i]);

        string Place(string name, Operand operand) => Address(name + "At", (row, row.Length == 0 ? "" : Moved(name + "Row", operand, 1)), (pixel, Moved(name + "Pixel", operand, 3)));
    }

    /// <summary>Steps from pixel to pixel, as arguments.</summary>
    private string Steps() => string.Concat(
        new[] { _sizes.Of("cPixel", kernel.Output.Rows[3].Floats) }.Concat(Extras.Where(i => !IsShared(i)).Select(i => _sizes.Of($"e{Number(i)}Pixel", kernel.Extra[i].Rows[3].Floats))).Select(step => ", " + step));
}
