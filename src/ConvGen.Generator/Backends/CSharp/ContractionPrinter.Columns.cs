using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <content>Items that are groups of columns: dense layers whose weights come from memory.</content>
internal sealed partial class ContractionPrinter
{
    /// <summary>Steps over the depth after which the next images take their turn: the columns' part is in a near cache meanwhile.</summary>
    private const int StepsOfPart = 512;

    /// <summary>Images that go through a group of columns together.</summary>
    private const int MostImages = 48;

    /// <summary>Sums of a panel: of whole tiles, and of one that ends with the last image.</summary>
    private const int SumsOfPanel = (MostImages + RowsOfImages) * Packing.Width;

    /// <summary>
    /// An item is a few panels of columns, whatever the images, so that weights go by once for all images and each thread reads its own. The depth is cut into parts:
    /// all images meet a part while it is in the cache, and keep their sums in between. So sums are rounded alike however many images there are.
    /// </summary>
    private void PrintColumns()
    {
        var (groups, rest) = Groups();
        var depth = _sizes.Of("depth", _tiling.Depth[0].Loop.Extent);
        PrintSteps(Packing.Width, "part");
        _code.Line($"part.OutputPanel = {Number(Packing.Width)};");
        if (_half)
            PrintSteps(Packing.Half, "halfPart");
        if (groups > 0)
        {
            PrintPairSteps();
            _code.Line("TileSteps pairPart = pair;");
        }

        _code.Line($"float* sums = stackalloc float[{Number(SumsOfPanel * (MostPanels + 1))}];");
        _code.Open("for (int item = begin; item < end; item++)");
        _code.Line($"nint panel = item * {Number(MostPanels)};");
        _code.Open($"for (int first = 0; first < batch; first += {Number(MostImages)})");
        _code.Line($"int images = Math.Min({Number(MostImages)}, batch - first), tiles = images / {Number(RowsOfImages)}, tail = images % {Number(RowsOfImages)} == 0 ? 0 : 1;");
        _code.Line($"part.Next = TileSteps.Share(16, Math.Max(1, tiles + tail)); full.Next = part.Next;{(_half ? " halfPart.Next = part.Next; half.Next = part.Next;" : "")}{(groups > 0 ? " pairPart.Next = pair.Next = 2 * part.Next;" : "")}");
        _code.Line($"new Span<float>(sums, {Number(SumsOfPanel * (MostPanels + 1))}).Clear();");
        _code.Open($"for (nint k = 0; k < {depth}; k += {Number(StepsOfPart)})");
        _code.Line($"nint steps = Math.Min({Number(StepsOfPart)}, {depth} - k);");
        var row = Moved("aRow", _tiling.Tile.A, Packing.Width);
        _code.Line($"float* x = a + first * {row} + k, y = a + (first + images - {Number(RowsOfImages)}) * {row} + k;");
        _code.Line($"part.N0 = steps; full.N0 = steps;{(_half ? " halfPart.N0 = steps; half.N0 = steps;" : "")}{(groups > 0 ? " pairPart.N0 = pair.N0 = steps;" : "")}");
        _code.Open($"if (k + steps < {depth})");
        Part(isLast: false);
        _code.Close();
        _code.Open("else");
        Part(isLast: true);
        _code.Close();
        _code.Close();
        _code.Close();
        _code.Close();

        void Part(bool isLast)
        {
            if (groups == 0 || (rest == 0 && !_half))
            {
                Group(groups > 0 ? MostPanels : rest, groups == 0 && _half, isLast);
                return;
            }

            _code.Open($"if (item < {_sizes.OfInt("groups", groups)})");
            Group(MostPanels, false, isLast);
            _code.Close();
            _code.Open("else");
            Group(rest, _half, isLast);
            _code.Close();
        }
    }

    /// <summary>A group's panels, for tiles of images or, where these are too few, image by image.</summary>
    private void Group(int panels, bool half, bool isLast)
    {
        var bPanel = _sizes.Of("bPanel", kernel.B.PanelStep);
        _code.Open("if (tiles > 0)");
        if (panels > 0)
        {
            _code.Line("nint q = 0;");
            var (b, column, sums) = ($"b + (panel + q) * {bPanel}", $"(panel + q) * {Number(Packing.Width)}", $"sums + q * {Number(SumsOfPanel)}");
            if (panels == MostPanels && !half)
            {
                _code.Open($"if ({HasWide})");
                SumsApart(Pair(isLast), 2 * Packing.Width);
                _code.Open($"for (; q + 1 < {Number(panels)}; q += 2)");

                // One part after another the next two of the one panel and of the other.
                Tiles(1, false, b, $"b + (panel + q + k / {Number(StepsOfPart)} % 2) * {bPanel}", column, sums, isLast, wide: true);
                _code.Close();
                _code.Close();
            }

            SumsApart(Steps(false, isLast), Packing.Width);
            _code.Open($"for (; q < {Number(panels)}; q++)");
            Tiles(1, false, b, b, column, sums, isLast);
            _code.Close();
        }

        if (half)
        {
            SumsApart(Steps(true, isLast), Packing.Width);
            var b = $"b + (panel + {Number(panels)}) * {bPanel}";
            Tiles(0, true, b, b, $"(panel + {Number(panels)}) * {Number(Packing.Width)}", $"sums + {Number(panels * SumsOfPanel)}", isLast);
        }

        _code.Close();
        _code.Open("else");

        // Here sums lie image by image, panel beside panel.
        SumsApart(Steps(panels == 0, isLast), (panels + 1) * Packing.Width);
        if (panels > 0 && half)
            _code.Line($"{Steps(false, isLast)}.Half = {Number(panels)} * {bPanel} - k * {Number(Packing.Width - Packing.Half)}; // whose steps are half as long");
        Tile(1, panels, half, "x", $"b + panel * {bPanel}", "", $"panel * {Number(Packing.Width)}", "sums", Steps(panels == 0, isLast), "images", isLast, fetches: false);
        _code.Close();

        // How far the sums of an image lie from those of the next.
        void SumsApart(string steps, int floats) => _code.Line($"{steps}.{(isLast ? "E" + Number(kernel.Extra.Count) : "OutputRow")} = {Number(floats)};");
    }

    private static string Steps(bool half, bool isLast) => half ? isLast ? "half" : "halfPart" : isLast ? "full" : "part";

    private static string Pair(bool isLast) => isLast ? "pair" : "pairPart";

    private void Tiles(int panels, bool half, string b, string next, string column, string sums, bool isLast, bool wide = false)
    {
        var width = Number(half ? Packing.Half : Packing.Width);
        var (steps, vectors) = wide ? (Pair(isLast), Widest) : (Steps(half, isLast), Narrow);
        Tile(RowsOfImages, panels, half, "x", b, $"(byte*)({next} + (k + steps) * {width})", column, sums, steps, "tiles", isLast, fetches: true, vectors: vectors);
        Tile(RowsOfImages, panels, half, "y", b, $"(byte*)({next} + (k + steps) * {width}) + tiles * {steps}.Next * steps", column,
            $"{sums} + tiles * {Number(RowsOfImages * Packing.Width * (wide ? 2 : 1))}", steps, "tail", isLast, fetches: true, place: $"(first + images - {Number(RowsOfImages)})", vectors: vectors);
    }

    /// <summary>Adds to sums, or after the last part finishes them.</summary>
    private void Tile(
        int rows, int panels, bool half, string a, string b, string next, string column, string sums, string steps, string count, bool isLast, bool fetches, string place = "first", string vectors = Narrow)
    {
        var (form, own) = (TileForm.Of(kernel, _tiling, rows, panels, half, 0) with { Fetches = fetches }, new Load(kernel.Extra.Count));
        form = isLast
            ? form with { Epilogue = kernel.Epilogue.Map(leaf => leaf is Value ? Value.Instance + own : leaf), Operands = [.. form.Operands, TileOperand.PerRow] }
            : form with { Epilogue = Value.Instance + new Load(0), Operands = [TileOperand.Output] };
        var output = isLast ? $"c + {place} * {Moved("cRow", _tiling.Tile.Output, Packing.Width)} + {column}" : sums;
        var extras = isLast ? string.Concat(Extras.Select(i => $", e{Number(i)} + {column}")) + ", " + sums : "";
        _code.Line($"{new TilePrinter(Library, form).Print()}{(form.IsOfAnyWidth ? vectors : "")}({a}, {b} + k * {Number(panels > 0 ? Packing.Width : Packing.Half)}, {output}{extras}, &{steps}, {count}{(fetches ? ", " + next : "")});");
    }
}
