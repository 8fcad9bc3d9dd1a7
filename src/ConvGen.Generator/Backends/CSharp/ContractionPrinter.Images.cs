using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <content>Tiles whose rows are images, and what tiles read their sizes from.</content>
internal sealed partial class ContractionPrinter
{
    /// <summary>
    /// Items are images: tiles of six, the last one moved back to end with the last image (some rows are computed twice, to the same bits). Fewer than six
    /// images go one by one and take several panels at once, to hide the latency of their few sums.
    /// </summary>
    private void PrintImages()
    {
        if (kernel.Extra.Any(extra => extra.Region == kernel.Output.Region))
            throw new InvalidOperationException($"'{kernel.Name}' adds to its output, so tiles of images must not overlap");
        var six = Number(RowsOfImages);
        _code.Line($"nint images = end - begin, tiles = images / {six}, tail = images % {six} == 0 ? 0 : 1, first = begin, last = end - {six};");
        for (var i = 0; i < _tiling.Items.Count; i++)
            _code.Open($"for (nint i{Number(i)} = 0; i{Number(i)} < {_sizes.Of("items" + Number(i), _tiling.Items[i].Loop.Extent)}; i{Number(i)}++)");
        _code.Open("if (tiles > 0)");
        EachPanel(PrintImageTiles);
        _code.Close();
        _code.Open("else");
        PrintSingleImages();
        _code.Close();
        PrintFinish("first", "(int)images");
        for (var i = 0; i < _tiling.Items.Count; i++)
            _code.Close();
    }

    private void PrintImageTiles(PanelRun run, int exact, string panel)
    {
        PrintTile("a", "b", RowsOfImages, run, exact, panel, "first", "(int)tiles");
        PrintTile("a", "b", RowsOfImages, run, exact, panel, "last", "(int)tail");
    }

    private void PrintSingleImages()
    {
        // Two vectors of sixteen are no better than four of eight: either waits for its sums.
        if (_full <= 2 || Exact(_half ? PanelRun.Half : PanelRun.Full) > 0)
        {
            PrintSingleImages(MostPanels, isWide: false);
            return;
        }

        _code.Block($"if ({HasWide})", () => PrintSingleImages(MostWidePanels, isWide: true));
        _code.Block("else", () => PrintSingleImages(MostPanels, isWide: false));
    }

    private void PrintSingleImages(int most, bool isWide)
    {
        var (groups, rest, half) = Tiling.GroupsOf(kernel, most);
        if (groups > 0)
        {
            _code.Line($"nint groups = {_sizes.Of("panels", _full)} / {Number(most)}{(groups < _full / most ? " - 1" : "")};");
            PanelLoop("groups", () => PrintImage(most, false, 0, "panel * " + Number(most)));
        }

        if (isWide && half)
            _code.Line($"full.Half = {Number(rest)} * {_sizes.Of("bPanel", kernel.B.PanelStep)};");
        if (rest > 0 || half)
            PrintImage(rest, half, Exact(half ? PanelRun.Half : PanelRun.Full), groups == 0 ? "" : "groups * " + Number(most));

        void PrintImage(int panels, bool half, int exact, string panel) =>
            PrintTile("a", "b", TileForm.Of(kernel, _tiling, 1, panels, half, exact) with { IsWide = isWide }, panels > 0 ? PanelRun.Full : PanelRun.Half, panel, "first", "(int)images");
    }

    /// <summary>Full panels that one image's tile takes at once.</summary>
    private const int MostPanels = Tiling.MostPanels;

    /// <summary>The same in vectors of sixteen, a panel each: as many sums as take turns without waiting for one another.</summary>
    private const int MostWidePanels = 8;

    private (int Groups, int Remaining) Groups() => (Tiling.GroupsOf(kernel).Groups, Tiling.GroupsOf(kernel).Remaining);

    /// <summary>What the tiles of panels of this width read their extents and steps from.</summary>
    private void PrintSteps(int width, string name)
    {
        var list = new List<string>();
        var tile = _tiling.Tile;
        Set("Row", Moved("aRow", tile.A, width));
        Set("OutputRow", Moved("cRow", tile.Output, width));
        foreach (var extra in Extras)
            Set("E" + Number(extra), Moved($"e{Number(extra)}Row", tile.Extra[extra], width));
        if (width == Packing.Width)
        {
            Set("Second", Number(Packing.Half));
            Set("OutputSecond", Number(Packing.Half));
        }

        if (_tiling.TilesImages && width == Packing.Width)
        {
            Set("Panel", _sizes.Of("bPanel", kernel.B.PanelStep));
            Set("OutputPanel", kernel.Output.PanelStep == Packing.Width ? Number(Packing.Width) : _sizes.Of("cPanel", kernel.Output.PanelStep));
        }

        var levels = TileForm.LevelsOf(_tiling);
        for (var level = 0; level < levels; level++)
        {
            var loop = LoopAt(level);
            Set("N" + Number(level), loop?.Loop.IsBatch == true ? "batch" : _sizes.Of("n" + Number(level), loop?.Loop.Extent ?? 1));
        }

        for (var level = 0; level < levels; level++)
            Set("A" + Number(level), Net("a", level, loop => loop.A, width));
        for (var level = 0; level < levels; level++)
            Set("B" + Number(level), Net("b", level, loop => loop.B, width));
        if (_tiling.TilesImages && width == Packing.Width && _half)
        {
            Set("Half", $"{Number(Groups().Remaining)} * {_sizes.Of("bPanel", kernel.B.PanelStep)}");
            for (var level = 0; level < levels; level++)
                Set("H" + Number(level), Net("b", level, loop => loop.B, Packing.Half));
        }

        _code.Line($"TileSteps {name}; Unsafe.SkipInit(out {name}); {string.Join(" ", list.Select(field => $"{name}.{field};"))}");

        void Set(string field, string value)
        {
            if (value.Length > 0)
                list.Add($"{field} = {value}");
        }
    }

    /// <summary>The same for two panels side by side, whose second vector is the second panel.</summary>
    private void PrintPairSteps()
    {
        var output = kernel.Output.PanelStep == Packing.Width ? Number(Packing.Width) : _sizes.Of("cPanel", kernel.Output.PanelStep);
        _code.Line($"TileSteps pair = full; pair.Second = {_sizes.Of("bPanel", kernel.B.PanelStep)}; pair.OutputSecond = {output};");
    }

    /// <summary>Depth loops from the innermost on; null past the outermost.</summary>
    private TiledLoop? LoopAt(int level) => level < _tiling.Depth.Count ? _tiling.Depth[_tiling.Depth.Count - 1 - level] : null;

    /// <summary>What a pointer moves by at the end of a depth loop, which is the loop's step less what the loop inside has moved it.</summary>
    private string Net(string name, int level, Func<TiledLoop, Step> step, int width)
    {
        var (here, inside) = (Step(level), level == 0 ? default : Step(level - 1));
        var extent = level == 0 ? 0 : LoopAt(level - 1)?.Loop.Extent ?? 0;
        var net = here == default ? default : new Step(here.Floats - (extent * inside.Floats), here.Widths - (extent * inside.Widths));
        return _sizes.Of(name + Number(level) + (net.Widths == 0 ? "" : Suffix(width)), net.At(width));

        Step Step(int at) => LoopAt(at) is { } loop ? step(loop) : default;
    }
}
