using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a contraction as a driver over work items and panels of columns, and leaf methods for its register tiles (<see cref="TilePrinter"/>).
/// Drivers and tiles know structure, not sizes: those are arguments, so that layers share them.
/// </summary>
internal sealed partial class ContractionPrinter(MethodLibrary library, Contraction kernel) : KernelPrinter(library)
{
    /// <summary>Rows of tiles over images.</summary>
    private const int RowsOfImages = PanelRun.RowsOfTwoVectors;

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly Tiling _tiling = Tiling.Of(kernel);
    private readonly int _full = Packing.Pad(kernel.Columns) / Packing.Width;
    private readonly bool _half = Packing.Pad(kernel.Columns) % Packing.Width != 0;

    /// <summary>Full panels all of whose lanes are written: those that vectors of sixteen take.</summary>
    private int Whole => Exact(PanelRun.Full) == 0 ? _full : _full - 1;

    /// <summary>Operands of the epilogue that have a pointer of their own, by number.</summary>
    private IEnumerable<int> Extras => Enumerable.Range(0, kernel.Extra.Count).Where(i => !TileForm.IsOutput(kernel, i));

    /// <summary>The pointers of a call: a, b, output, extras.</summary>
    public static IEnumerable<Operand> Pointers(Contraction kernel) =>
        new[] { kernel.A, kernel.B, kernel.Output }.Concat(kernel.Extra.Where((_, i) => !TileForm.IsOutput(kernel, i)));

    /// <summary>The shared method. Parameters: the pointers, begin, end, batch, sizes.</summary>
    public MethodCall Print()
    {
        if (Extras.Any(i => kernel.Extra[i].PanelStep != Packing.Width))
            throw new InvalidOperationException($"'{kernel.Name}': columns of the epilogue's operands must be neighbours");
        if (_full > 0)
            PrintSteps(Packing.Width, "full");
        if (Whole > 1 && _tiling.PanelsOfItem == 0)
            PrintPairSteps();
        if (Whole % 2 == 1 && _tiling.PanelsOfItem == 0)
            _code.Line("TileSteps odd = full;");
        if (_half)
            PrintSteps(Packing.Half, "half");
        if (_tiling.PanelsOfItem > 0)
            PrintColumns();
        else if (_tiling.SumsOverImages)
            PrintSums();
        else if (_tiling.TilesImages)
            PrintImages();
        else
            PrintItems("a", "b");

        var method = new CodeWriter();
        var pointers = string.Join(", ", new[] { "a", "b", "c" }.Concat(Extras.Select(i => "e" + Number(i))).Select(name => "float* " + name));
        method.Line($"/// <summary>{TilePrinter.Escape(Formula())} over columns of {(_full > 0 ? _half ? "full panels and a half one" : "full panels" : "a half panel")}; tiles run over {(_tiling.TilesImages ? "images" : "rows")}{(_tiling.PanelsOfItem > 0 ? ", items over columns" : "")}.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}({pointers}, int begin, int end, int batch{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("Contraction", method.ToString()), _sizes.Arguments);
    }

    private string Formula() => $"{kernel.Epilogue}, value = Σ a·b{(kernel.Finish is null ? "" : $"; then {kernel.Finish}")}";

    private void PrintSums()
    {
        var position = kernel.Depth.ToList().FindIndex(loop => loop.IsBatch);
        _code.Line("// Image by image, so that both operands stay in the cache; each image's sums are added to what is there.");
        _code.Open("for (nint image = 0; image < batch; image++)");
        var (a, b) = (_sizes.Step("aImage", kernel.A.Depth[position].Floats), _sizes.Step("bImage", kernel.B.Depth[position].Floats));
        _code.Line($"float* aNow = {Address("a", ("image", a))}, bNow = {Address("b", ("image", b))};");
        if (_tiling.StepsTogether > 0)
            PrintTogether();
        else
            PrintItems("aNow", "bNow");
        _code.Close();
    }

    /// <summary>Some steps of the outermost summed loop for all items, and then the next ones.</summary>
    private void PrintTogether()
    {
        var (outermost, level) = (_tiling.Depth[0], Number(_tiling.Depth.Count - 1));
        var (extent, steps) = (_sizes.Of("n" + level, outermost.Loop.Extent), _sizes.Of("together", _tiling.StepsTogether));
        _code.Open($"for (nint left = {extent}; left > 0; left -= {steps}, aNow += {_sizes.Of("aTogether", _tiling.StepsTogether * outermost.A.Floats)}, bNow += {_sizes.Of("bTogether", _tiling.StepsTogether * outermost.B.Floats)})");
        var tiles = new[] { _full > 0 ? "full" : "", Whole > 1 ? "pair" : "", Whole % 2 == 1 ? "odd" : "", _half ? "half" : "" }.Where(name => name.Length > 0);
        _code.Line($"{string.Join(" = ", tiles.Select(name => $"{name}.N{level}"))} = Math.Min(left, {steps});");
        PrintItems("aNow", "bNow");
        _code.Close();
    }

    /// <summary>Items are combinations of the outer row loops; the tile loop has a fixed length and is cut into nearly equal tiles.</summary>
    private void PrintItems(string a, string b)
    {
        if (_full > 0)
            PrintCut(PanelRun.Full);
        if (Whole > 1 && Suffix(PanelRun.Pair).Length > 0)
            PrintCut(PanelRun.Pair);
        if (Whole % 2 == 1)
            PrintCut(PanelRun.Odd);
        if (_half)
            PrintCut(PanelRun.Half);
        StartItems();
        if (_tiling.ItemsOfBlock > 0)
        {
            PrintBlocks(a, b);
            return;
        }

        _code.Open("for (int item = begin; item < end; item++)");
        EachPanel((run, exact, panel) => PrintTiles(a, b, run, exact, panel));
        PrintFinish("", _sizes.OfInt("rows", _tiling.Tile.Loop.Extent));
        NextItem();
        _code.Close();
    }

    /// <summary>
    /// Where columns are too many for the second cache, blocks of items go through a panel together, so that it comes from further away once a block; and tiles
    /// fetch the next panel meanwhile, each its part.
    /// </summary>
    private void PrintBlocks(string a, string b)
    {
        var (block, depth) = (_sizes.OfInt("block", _tiling.ItemsOfBlock), _sizes.Of("depth", Terms));
        if (_full > 0)
            Fetch(PanelRun.Full);
        if (Whole > 1)
            Fetch(PanelRun.Pair);
        if (Whole % 2 == 1)
            Fetch(PanelRun.Odd);
        if (_half)
            Fetch(PanelRun.Half);
        var (indices, starts) = (Enumerable.Range(0, _tiling.Items.Count).Select(i => "i" + Number(i)).ToList(), Enumerable.Range(0, _tiling.Items.Count).Select(i => "start" + Number(i)).ToList());
        _code.Open($"for (int item = begin; item < end; item += {block})");
        _code.Line($"int stop = Math.Min(item + {block}, end);");
        _code.Line($"nint {string.Join(", ", starts.Zip(indices, (start, index) => $"{start} = {index}"))};");
        EachPanel(EachItem);
        if (kernel.Finish is not null)
            Restart("", () => PrintFinish("", _sizes.OfInt("rows", _tiling.Tile.Loop.Extent)));
        _code.Close();

        // What the tiles of a block fetch together: the next panels, as many as they take, to the last line.
        void Fetch(PanelRun run) => _code.Line($"{run.Steps}.Next = TileSteps.Share({Number(run.Width * Math.Max(1, run.Panels))}, Math.Min({block}, end - begin) * tiles{Suffix(run)});");

        void EachItem(PanelRun run, int exact, string panel)
        {
            var place = panel.Length == 0 ? "0" : panel;
            var next = "next" + run.Suffix + (exact > 0 ? "Part" : "");
            Restart(
                $"byte* {next} = (byte*)({b} + ({place} + {Number(Math.Max(1, run.Panels))}) * {_sizes.Of("bPanel", kernel.B.PanelStep)}); ",
                () => PrintTiles(a, b, run, exact, panel, depth, next));
        }

        void Restart(string before, Action body)
        {
            _code.Line(before + string.Join(" ", indices.Zip(starts, (index, start) => $"{index} = {start};")));
            _code.Open("for (int at = item; at < stop; at++)");
            body();
            NextItem();
            _code.Close();
        }
    }

    /// <summary>The indices of the first item; after that they are counted on, because dividing for each item would cost as much as a short tile.</summary>
    private void StartItems()
    {
        var indices = new List<string>();
        for (var i = _tiling.Items.Count - 1; i >= 0; i--)
        {
            var inside = string.Concat(Enumerable.Range(i + 1, _tiling.Items.Count - i - 1).Select(j => " / " + Items(j)));
            indices.Add($"i{Number(i)} = begin{inside}{(i == 0 ? "" : " % " + Items(i))}");
        }

        if (indices.Count > 0)
            _code.Line($"nint {string.Join(", ", indices)};");
    }

    private void NextItem()
    {
        var carry = "i0++;";
        for (var i = 1; i < _tiling.Items.Count; i++)
            carry = $"if (++i{Number(i)} == {Items(i)}) {{ i{Number(i)} = 0; {carry} }}";
        if (_tiling.Items.Count > 0)
            _code.Line(carry);
    }

    private string Items(int loop) => _sizes.OfInt("items" + Number(loop), _tiling.Items[loop].Loop.Extent);

    /// <summary>
    /// All panels: the full ones one by one, or two by two where there are vectors of sixteen, the last by itself where only some of its lanes may be written; then
    /// the half one.
    /// </summary>
    /// <param name="print">Prints the columns that one tile takes; given are what they are, how many of the last eight lanes may be written, 0 for all, and the first panel.</param>
    private void EachPanel(Action<PanelRun, int, string> print)
    {
        if (_full > 0)
        {
            var (panels, exact) = (_sizes.Of("panels", _full), Exact(PanelRun.Full));
            var whole = exact > 0 ? panels + " - 1" : panels;
            if (Whole > 0)
            {
                _code.Line("nint panel = 0;");
                _code.Block($"if ({Simd.HasWide})", () =>
                {
                    if (Whole > 1)
                        _code.Block($"for (; panel + 1 < {whole}; panel += 2)", () => print(PanelRun.Pair, 0, "panel"));
                    if (Whole % 2 == 1)
                    {
                        print(PanelRun.Odd, 0, "panel");
                        _code.Line("panel++;");
                    }
                });
                _code.Block($"for (; panel < {whole}; panel++)", () => print(PanelRun.Full, 0, "panel"));
            }

            if (exact > 0)
                print(PanelRun.Full, exact, _full == 1 ? "" : $"({panels} - 1)");
        }

        if (_half)
            print(PanelRun.Half, Exact(PanelRun.Half), _full == 0 ? "" : "panels");
    }

    private void PanelLoop(string panels, Action body)
    {
        _code.Block($"for (nint panel = 0; panel < {panels}; panel++)", body);
    }

    /// <summary>How many tiles of either height the rows are cut into: computed, because layers of all sizes share the text.</summary>
    private void PrintCut(PanelRun run)
    {
        var (most, parts, suffix) = (MostRows(run), Parts(run), Suffix(run));
        var rows = _sizes.OfInt("rows", _tiling.Tile.Loop.Extent);
        _code.Line(parts.Count == 1
            ? $"int tiles{suffix} = {rows} / {Number(parts[0].Rows)};"
            : $"int tiles{suffix} = ({rows} + {Number(most - 1)}) / {Number(most)}, tall{suffix} = {rows} - tiles{suffix} * {Number(parts[1].Rows)}, start{suffix} = tall{suffix} * {Number(parts[0].Rows)};");
    }

    /// <param name="a">The left operand.</param>
    /// <param name="b">The right operand.</param>
    /// <param name="run">The columns.</param>
    /// <param name="exact">Lanes of the last eight that may be written; 0 for all.</param>
    /// <param name="panel">Their first panel's number.</param>
    /// <param name="depth">Steps over the depth, where tiles fetch the next panel; else empty.</param>
    /// <param name="next">What they fetch next.</param>
    private void PrintTiles(string a, string b, PanelRun run, int exact, string panel, string depth = "", string next = "")
    {
        var (parts, suffix) = (Parts(run), Suffix(run));
        Print(parts[0].Rows, "", (parts.Count == 1 ? "tiles" : "tall") + suffix);
        if (parts.Count > 1)
            Print(parts[1].Rows, "start" + suffix, $"(tiles{suffix} - tall{suffix})");

        void Print(int rows, string first, string tiles)
        {
            PrintTile(a, b, rows, run, exact, panel, first, tiles, next);
            if (depth.Length > 0)
                _code.Line($"{next} += {tiles} * {run.Steps}.Next * {depth};");
        }
    }

    /// <summary>A call of the tile with this form at the item's place, <paramref name="first"/> rows further.</summary>
    private void PrintTile(string a, string b, int rows, PanelRun run, int exactLanes, string panel, string first, string tiles, string next = "") =>
        PrintTile(a, b, TileForm.Of(kernel, _tiling, rows, run.IsSingle ? 0 : 1, run.IsSingle, exactLanes) with { Fetches = next.Length > 0 }, run, panel, first, tiles, next);

    private void PrintTile(string a, string b, TileForm form, PanelRun run, string panel, string first, string tiles, string next = "")
    {
        var tile = new TilePrinter(Library, form).Print() + (form.IsWide ? Widest : form.IsOfAnyWidth ? run.Vectors : "");
        var width = run.Width;
        var places = new List<string>
        {
            Place(a, "a", kernel.A, loop => loop.A, width, "", first),
            Place(b, "b", kernel.B, loop => loop.B, width, panel, ""),
            Place("c", "c", kernel.Output, loop => loop.Output, width, panel, first),
        };
        places.AddRange(Extras.Select(i => Place("e" + Number(i), "e" + Number(i), kernel.Extra[i], loop => loop.Extra[i], width, panel, first)));
        _code.Line($"{tile}({string.Join(", ", places)}, &{run.Steps}, {tiles}{(form.Fetches ? ", " + next : "")});");
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

    /// <summary>How many of the last eight lanes of the last panel may be written: 0 for all. No other panel is ever partly used.</summary>
    private int Exact(PanelRun run) => kernel.ExactColumns && _half == (run.Width == Packing.Half) ? kernel.Columns % Packing.Half : 0;

    /// <summary>Where an operand's part of the item begins.</summary>
    private string Place(string pointer, string name, Operand operand, Func<TiledLoop, Step> step, int width, string panel, string first)
    {
        var terms = _tiling.Items.Select((loop, i) => ("i" + Number(i), Moved($"{name}Item{Number(i)}", step(loop), width))).ToList();
        if (panel.Length > 0)
            terms.Add((panel, operand.PanelStep == Packing.Width ? Number(Packing.Width) : _sizes.Of(name + "Panel", operand.PanelStep)));
        if (first.Length > 0)
            terms.Add((first, Moved(name + "Row", step(_tiling.Tile), width)));
        return Address(pointer, [.. terms]);
    }

    /// <summary>A step's parameter; one that depends on the panel's width has one for each.</summary>
    private string Moved(string name, Step step, int width) => _sizes.Step(step.Widths == 0 ? name : name + Suffix(width), step.At(width));

    private string Suffix(int width) => width == Packing.Half ? Suffix(PanelRun.Half) : "";

    private string Suffix(PanelRun run) => run == PanelRun.Half && _full == 0 ? "" : run == PanelRun.Pair && Parts(run).SequenceEqual(Parts(PanelRun.Full)) ? "" : run.Suffix;

    /// <summary>The tiles that rows are cut into.</summary>
    private List<(int Rows, int Count)> Parts(PanelRun run) => [.. Cut(_tiling.Tile.Loop.Extent, MostRows(run))];

    private int MostRows(PanelRun run) => _tiling.SumsOverImages ? run.MostRowsOfSums : run.MostRows(_tiling.Tile.Loop.Extent, Terms);

    private int Terms => _tiling.Depth.Where(loop => !loop.Loop.IsBatch).Aggregate(1, (product, loop) => product * loop.Loop.Extent);

    /// <summary>Calls a method that applies the costly formula to rows just stored.</summary>
    private void PrintFinish(string first, string rows)
    {
        if (kernel.Finish is null)
            return;
        var (lanes, step) = (Packing.Pad(kernel.Columns), _tiling.Tile.Output.Floats);
        var sizes = new Sizes();
        var code = new CodeWriter();
        var formula = $"{{ var v = {Simd.Load("c")}; {Simd.Store("c", new ExpressionPrinter() { Value = "v" }.Print(kernel.Finish))} }}";
        var length = sizes.Of("lanes", lanes);

        // The widest vectors, where they fill a row.
        var isWide = lanes % Packing.Width == 0;
        var (vector, parameters, constraints) = isWide ? (AnyWidth, TypeParameters, TypeConstraints) : (Number(Simd.Width), "", "");
        if (step == lanes)
        {
            code.Line($"for (float* end = c + (nint)rows * {length}; c < end; c += {vector})");
            code.Line("    " + formula);
        }
        else
        {
            code.Line($"for (; rows > 0; rows--, c += {sizes.Of("rest", step - lanes)})");
            code.Line($"    for (float* end = c + {length}; c < end; c += {vector})");
            code.Line("        " + formula);
        }

        var method = new CodeWriter();
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}{parameters}(float* c, int rows{sizes.Parameters}){constraints}");
        method.Lines(code.ToString());
        method.Close();
        var arguments = step == lanes ? _sizes.Of("lanes", lanes) : $"{_sizes.Of("lanes", lanes)}, {_sizes.Of("rest", step - lanes)}";
        _code.Line($"{Library.Add("Finish", method.ToString())}{(isWide ? Widest : "")}({Place("c", "c", kernel.Output, loop => loop.Output, Packing.Width, "", first)}, {rows}, {arguments});");
    }
}
