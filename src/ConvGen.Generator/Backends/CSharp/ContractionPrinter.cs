using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a contraction as a driver over work items and panels of columns, and leaf methods for its register tiles (<see cref="TilePrinter"/>).
/// </summary>
internal sealed class ContractionPrinter(VectorTarget target, MethodLibrary library) : KernelPrinter(target, library)
{
    /// <summary>Rows of a tile of a full panel, and of tiles over images, whose number is known only at run time.</summary>
    private const int RowsOfFullPanel = 6;

    /// <summary>The shared method for this contraction. Parameters: a, b, output, extras, begin, end, batch.</summary>
    public string Print(Contraction kernel)
    {
        var tiling = Tiling.Of(kernel);
        var code = new CodeWriter();
        code.Lines(Comment(kernel, tiling).TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}({Parameters(kernel)}, int begin, int end, int batch)");
        if (tiling.SumsOverImages)
        {
            var position = kernel.Depth.ToList().FindIndex(loop => loop.IsBatch);
            code.Line("// Image by image, so that both operands stay in the cache; each image's sums are added to what is there.");
            code.Open("for (nint image = 0; image < batch; image++)");
            code.Line($"float* aImage = {Address("a", ("image", kernel.A.Depth[position].Floats))}, bImage = {Address("b", ("image", kernel.B.Depth[position].Floats))};");
            PrintItems(code, kernel, tiling, "aImage", "bImage");
            code.Close();
        }
        else if (tiling.TilesImages)
        {
            PrintImages(code, kernel, tiling);
        }
        else
        {
            PrintItems(code, kernel, tiling, "a", "b");
        }

        code.Close();
        return Library.Add("Contraction", code.ToString());
    }

    private static string Parameters(Contraction kernel) =>
        "float* a, float* b, float* c" + string.Concat(Enumerable.Range(0, kernel.Extra.Count).Select(i => ", float* e" + Number(i)));

    private static string Comment(Contraction kernel, Tiling tiling)
    {
        var rows = string.Join(", ", kernel.Rows.Where(loop => loop.Extent != 1));
        var depth = string.Join(", ", kernel.Depth.Where(loop => loop.Extent != 1));
        var finish = kernel.Finish is null ? "" : $"; then {kernel.Finish}";
        var text = $"out[{rows} | column<{Number(kernel.Columns)}] = {kernel.Epilogue}, value = Σ a·b over {depth}{finish}. Tiles over {(tiling.TilesImages ? "images" : tiling.Tile.Loop.Name)}.";
        return $"/// <summary>{text.Replace("<", "&lt;").Replace(">", "&gt;")}</summary>";
    }

    /// <summary>Items are combinations of the outer row loops; the tile loop has a fixed length and is cut into nearly equal tiles.</summary>
    private void PrintItems(CodeWriter code, Contraction kernel, Tiling tiling, string a, string b)
    {
        code.Open("for (int item = begin; item < end; item++)");
        var indices = tiling.Items.Select((loop, i) => "i" + Number(i)).ToList();
        if (indices.Count > 0)
            Decompose(code, "item", [.. tiling.Items.Select((loop, i) => (indices[i], loop.Loop.Extent))]);
        var columns = new Packing(kernel.Columns, 1);
        var (full, half) = (columns.PaddedRows / Packing.Width, columns.PaddedRows % Packing.Width != 0);
        if (full > 0)
            PanelLoop(code, full, () => PrintTiles(code, kernel, tiling, a, b, indices, Packing.Width, full == 1 ? "" : "panel", Exact(kernel, half, isHalf: false)));
        if (half)
            PrintTiles(code, kernel, tiling, a, b, indices, Packing.Half, full == 0 ? "" : Number(full), Exact(kernel, half, isHalf: true));
        if (kernel.Finish is not null)
            code.Line($"{FinishMethod(kernel, tiling.Tile)}({Place("c", kernel.Output, tiling, loop => loop.Output, indices, Packing.Width, "")}, {Number(tiling.Tile.Loop.Extent)});");
        code.Close();
    }

    private static void PanelLoop(CodeWriter code, int panels, Action body)
    {
        if (panels == 1)
        {
            body();
            return;
        }

        code.Open($"for (nint panel = 0; panel < {Number(panels)}; panel++)");
        body();
        code.Close();
    }

    private void PrintTiles(CodeWriter code, Contraction kernel, Tiling tiling, string a, string b, List<string> indices, int width, string panel, int lanes)
    {
        var most = width == Packing.Width ? RowsOfFullPanel : Target.RowsOfHalfPanel;
        var start = 0;
        foreach (var (rows, count) in Cut(tiling.Tile.Loop.Extent, most))
        {
            var tile = new TilePrinter(Target, Library, kernel, tiling, rows, width == Packing.Width ? 1 : 0, width == Packing.Half, lanes).Print();
            code.Line($"{tile}({Arguments(kernel, tiling, a, b, indices, width, panel, start)}, {Number(count)}, batch);");
            start += rows * count;
        }
    }

    /// <summary>Cuts a length into tiles of at most <paramref name="most"/> rows whose sizes differ by one at most: 28 by 6 is 3 · 6 + 2 · 5.</summary>
    private static IEnumerable<(int Rows, int Count)> Cut(int length, int most)
    {
        var tiles = (length + most - 1) / most;
        var (rows, larger) = (length / tiles, length % tiles);
        if (larger > 0)
            yield return (rows + 1, larger);
        yield return (rows, tiles - larger);
    }

    /// <summary>
    /// How many of the last eight lanes of a panel may be written: 0 for all. Only the last panel is ever partly used; with several full panels in
    /// one loop the caution costs the others a masked store, which is right too because their lanes are written again by nobody else.
    /// </summary>
    private static int Exact(Contraction kernel, bool half, bool isHalf) => kernel.ExactColumns && half == isHalf ? kernel.Columns % Packing.Half : 0;

    /// <summary>
    /// Items are images: tiles of six, the last one moved back to end with the last image (some rows are computed twice, to the same bits). Fewer than six
    /// images go one by one and take several panels at once, to hide the latency of their few sums.
    /// </summary>
    private void PrintImages(CodeWriter code, Contraction kernel, Tiling tiling)
    {
        var indices = tiling.Items.Select((loop, i) => "i" + Number(i)).ToList();
        code.Line($"nint images = end - begin, tiles = images / {Number(RowsOfFullPanel)}, tail = images % {Number(RowsOfFullPanel)} == 0 ? 0 : 1, first = begin, last = end - {Number(RowsOfFullPanel)};");
        for (var i = 0; i < indices.Count; i++)
            code.Open($"for (nint {indices[i]} = 0; {indices[i]} < {Number(tiling.Items[i].Loop.Extent)}; {indices[i]}++)");
        var columns = new Packing(kernel.Columns, 1);
        var (full, half) = (columns.PaddedRows / Packing.Width, columns.PaddedRows % Packing.Width != 0);
        code.Open("if (tiles > 0)");
        if (full > 0)
            PanelLoop(code, full, () => PrintImageTiles(code, kernel, tiling, indices, Packing.Width, full == 1 ? "" : "panel", Exact(kernel, half, isHalf: false)));
        if (half)
            PrintImageTiles(code, kernel, tiling, indices, Packing.Half, full == 0 ? "" : Number(full), Exact(kernel, half, isHalf: true));
        code.Close();
        code.Open("else");
        PrintSingleImages(code, kernel, tiling, indices, full, half);
        code.Close();
        if (kernel.Finish is not null)
            code.Line($"{FinishMethod(kernel, tiling.Tile)}({Place("c", kernel.Output, tiling, loop => loop.Output, indices, Packing.Width, "", ("first", tiling.Tile.Output.Floats))}, (int)images);");
        for (var i = 0; i < indices.Count; i++)
            code.Close();
    }

    private void PrintImageTiles(CodeWriter code, Contraction kernel, Tiling tiling, List<string> indices, int width, string panel, int lanes)
    {
        if (kernel.Extra.Any(extra => extra.Region == kernel.Output.Region))
            throw new InvalidOperationException($"'{kernel.Name}' adds to its output, so tiles of images must not overlap");
        var tile = new TilePrinter(Target, Library, kernel, tiling, RowsOfFullPanel, width == Packing.Width ? 1 : 0, width == Packing.Half, lanes).Print();
        code.Line($"{tile}({ImageArguments(kernel, tiling, indices, width, panel, "first")}, (int)tiles, batch);");
        code.Line($"{tile}({ImageArguments(kernel, tiling, indices, width, panel, "last")}, (int)tail, batch);");
    }

    private void PrintSingleImages(CodeWriter code, Contraction kernel, Tiling tiling, List<string> indices, int full, bool half)
    {
        var most = Target.Width == 8 ? 4 : 2;
        var (groups, rest) = (full / most, full % most);
        if (half && rest == 0 && groups > 0)
            (groups, rest) = (groups - 1, most);
        if (groups > 0)
        {
            var tile = new TilePrinter(Target, Library, kernel, tiling, 1, most, false, rest == 0 && !half ? Exact(kernel, half, isHalf: false) : 0).Print();
            PanelLoop(code, groups, () => code.Line($"{tile}({ImageArguments(kernel, tiling, indices, Packing.Width, groups == 1 ? "" : $"panel * {Number(most)}", "first")}, (int)images, batch);"));
        }

        if (rest > 0 || half)
        {
            var tile = new TilePrinter(Target, Library, kernel, tiling, 1, rest, half, Exact(kernel, half, isHalf: half)).Print();
            code.Line($"{tile}({ImageArguments(kernel, tiling, indices, rest > 0 ? Packing.Width : Packing.Half, groups == 0 ? "" : Number(groups * most), "first")}, (int)images, batch);");
        }
    }

    private static string ImageArguments(Contraction kernel, Tiling tiling, List<string> indices, int width, string panel, string start)
    {
        var arguments = new List<string>
        {
            Place("a", kernel.A, tiling, loop => loop.A, indices, width, "", (start, tiling.Tile.A.At(width))),
            Place("b", kernel.B, tiling, loop => loop.B, indices, width, panel),
            Place("c", kernel.Output, tiling, loop => loop.Output, indices, width, panel, (start, tiling.Tile.Output.At(width))),
        };
        for (var i = 0; i < kernel.Extra.Count; i++)
        {
            var extra = i;
            arguments.Add(Place("e" + Number(i), kernel.Extra[i], tiling, loop => loop.Extra[extra], indices, width, panel, (start, tiling.Tile.Extra[extra].At(width))));
        }

        return string.Join(", ", arguments);
    }

    private static string Arguments(Contraction kernel, Tiling tiling, string a, string b, List<string> indices, int width, string panel, int start)
    {
        var arguments = new List<string>
        {
            Place(a, kernel.A, tiling, loop => loop.A, indices, width, "", ("", (long)start * tiling.Tile.A.At(width))),
            Place(b, kernel.B, tiling, loop => loop.B, indices, width, panel),
            Place("c", kernel.Output, tiling, loop => loop.Output, indices, width, panel, ("", (long)start * tiling.Tile.Output.At(width))),
        };
        for (var i = 0; i < kernel.Extra.Count; i++)
        {
            var extra = i;
            arguments.Add(Place("e" + Number(i), kernel.Extra[i], tiling, loop => loop.Extra[extra], indices, width, panel, ("", (long)start * tiling.Tile.Extra[extra].At(width))));
        }

        return string.Join(", ", arguments);
    }

    private static string Place(string pointer, Operand operand, Tiling tiling, Func<TiledLoop, Step> step, List<string> indices, int width, string panel, params (string Index, long Step)[] more)
    {
        var terms = tiling.Items.Select((loop, i) => (indices[i], (long)step(loop).At(width))).ToList();
        if (panel.Length > 0)
            terms.Add((panel, operand.PanelStep));
        return Address(pointer, [.. terms, .. more]);
    }

    /// <summary>A method that applies the costly formula to rows just stored.</summary>
    private string FinishMethod(Contraction kernel, TiledLoop tile)
    {
        var lanes = Packing.Pad(kernel.Columns);
        var code = new CodeWriter();
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}(float* c, int rows)");
        var step = tile.Output.Floats;
        if (step == lanes)
            code.Open($"for (float* end = c + (nint)rows * {Number(lanes)}; c < end; c += {Number(Target.Width)})");
        else
        {
            code.Open($"for (; rows > 0; rows--, c += {Number(step - lanes)})");
            code.Open($"for (float* end = c + {Number(lanes)}; c < end; c += {Number(Target.Width)})");
        }

        var formula = new ExpressionPrinter(Target) { Value = Target.Load("c") }.Print(kernel.Finish!);
        code.Line(Target.Store("c", formula));
        code.Close();
        if (step != lanes)
            code.Close();
        code.Close();
        return Library.Add("Finish", code.ToString());
    }
}
