using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints Winograd convolution as a driver over blocks of tiles. A block's patches are transformed to <c>v[point][tile][channel]</c>; point by point ordinary
/// register tiles multiply them into <c>m[point][tile][filter]</c>, which is transformed back and stored. So transformed filters go by once a block, and a
/// point's patches stay in the first cache meanwhile. Patches that reach past the frame of zeros around the map are copied to one that does not.
/// </summary>
internal sealed class WinogradPrinter(MethodLibrary library, Winograd kernel) : KernelPrinter(library)
{
    /// <summary>Of filters that are transformed on the way, which have 3×3.</summary>
    private const int TapsOfFilter = 9;

    /// <summary>A panel's first filter among all.</summary>
    private static readonly string Panel = $"panel * {Number(Packing.Width)}";

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly WinogradTransform _transform = kernel.Transform;
    private readonly PatchPrinter _patches = new(library, kernel.Transform);

    private readonly bool _taps = kernel.Taps is not null;
    private readonly bool _sharesPanels = kernel.SharesPanels;

    private string Tile => Number(_transform.Tile);

    private string Patch => Number(_transform.Patch);

    private string Points => Number(_transform.Points);

    private IEnumerable<int> Patches => Enumerable.Range(0, _transform.Patch);

    /// <summary>The shared method. Parameters: x, u, y, extras, begin, end, frame, sizes.</summary>
    public MethodCall Print()
    {
        const string image = "tileRows * tileColumns";
        var (rows, columns) = (_sizes.OfInt("rows", kernel.Height), _sizes.OfInt("columns", kernel.Width));
        var (tileRows, tileColumns) = (_sizes.OfInt("tileRows", kernel.TileRows), _sizes.OfInt("tileColumns", kernel.TileColumns));
        var (ofOne, ofMany) = (_sizes.OfInt("block", kernel.Plan.Tiles), _sizes.OfInt("blockOfMany", kernel.PlanOfMany.Tiles));
        var (channels, panels) = (_sizes.Of("channels", kernel.Channels), _sizes.Of("panels", kernel.Columns / Packing.Width));
        _code.Line($"float* v = f->TakeScratch();");
        _code.Line($"nint wide = {panels} * {Number(Packing.Width)}, bank = {channels} * {Number(Packing.Width)};");
        _code.Line($"TileSteps s; Unsafe.SkipInit(out s); s.Row = channels; s.OutputRow = wide; s.N0 = {(_taps ? _sizes.Of("part", kernel.ChannelsOfPart) : channels)}; s.N1 = 1; s.N2 = 1; s.A0 = 1; s.A1 = 0; s.A2 = 0; s.B0 = {Number(Packing.Width)}; s.B1 = 0; s.B2 = 0; s.Second = 8; s.OutputSecond = 8;");
        _code.Line($"TileSteps pair = s; pair.Second = {(_taps ? $"{Points} * (part + 1) * {Number(Packing.Width)}" : "bank")}; pair.OutputSecond = {Number(Packing.Width)};");
        if (_sharesPanels)
        {
            _code.Line($"int items = ((int){panels} + {_sizes.OfInt("itemPanels", kernel.PanelsOfItem)} - 1) / itemPanels;");
            _code.Open("while (begin < end)");
            _code.Line("int begun = begin % items, done = Math.Min(items, begun + end - begin), images = begun > 0 ? 1 : Math.Max(1, (end - begin) / items);");
            _code.Line($"int start = begin / items * {image}, last = start + images * {image}, most = images > 1 ? {ofMany} : {ofOne};");
            _code.Line($"nint firstPanel = begun * itemPanels, lastPanel = Math.Min({panels}, done * itemPanels), lane = firstPanel * {Number(Packing.Width)};");
        }
        else
        {
            _code.Line($"int items = ({tileRows} + {_sizes.OfInt("itemRows", kernel.RowsOfItem)} - 1) / itemRows, start = First(begin, items, itemRows, {tileRows}) * {tileColumns}, last = First(end, items, itemRows, {tileRows}) * {tileColumns};");
            _code.Line($"int most = last - start > {image} ? {ofMany} : {ofOne};");
        }

        _code.Line($"nint point = most * channels + {Number(WinogradPlan.Gap)}, product = most * wide + {Number(WinogradPlan.Gap)};");
        _code.Line($"float* m = v + {Points} * point, patch = m + {Points} * product, half = patch + {Points} * {channels}{(_taps ? $", filters = half + {Points} * {Number(Packing.Width)}" : "")};");
        _code.Open("for (int first = start; first < last; first += most)");
        _code.Line("int count = Math.Min(most, last - first);");
        _code.Line("nint image, row, column;");
        _code.Line($"int startColumn = first % {tileColumns}, startRow = first / {tileColumns} % {tileRows}, startImage = first / {tileColumns} / {tileRows};");
        EachTile(() =>
        {
            var past = Number(_transform.FilterSize - 1);
            _code.Line($"float* from = {Place("x", kernel.Input, Tile)};");
            _code.Line($"nint down = {rows} + {past} - {Tile} * row, right = {columns} + {past} - {Tile} * column;");
            _code.Line($"if (down >= {Patch} && right >= {Patch})");
            _code.Line($"    {_patches.Input(kernel.Channels)}(from, v + i * channels, point, {channels}, half, xRow, xPixel);");
            _code.Open("else");
            _code.Line($"{_patches.Copy(_transform.Patch)}(from, patch, {channels}, down, right, xRow, xPixel);");
            _code.Line($"{_patches.Input(kernel.Channels)}(patch, v + i * channels, point, {channels}, half, {Patch} * {channels}, {channels});");
            _code.Close();
        });
        _code.Line("// Rows past the last tile are computed where that fills register tiles, and never read.");
        _code.Line("int tiles = (count + 5) / 6, tall = Math.Max(0, count - tiles * 5);");
        if (!_taps)
            _code.Line("s.Next = TileSteps.Share(16, tiles); pair.Next = TileSteps.Share(32, tiles);");
        if (_taps)
            ProductsOfTaps();
        else
            ProductsOfFilters();
        EachTile(() =>
        {
            var places = new[] { Place("y", kernel.Output, Tile) }.Concat(kernel.Extra.Select((extra, i) => Place("e" + Number(i), extra, Tile))).Select(place => _sharesPanels ? place + " + lane" : place);
            var steps = new[] { Steps("y", kernel.Output) }.Concat(kernel.Extra.Select((extra, i) => Steps("e" + Number(i), extra))).Where(step => step.Length > 0);
            _code.Line($"{Output()}(m + i * wide{(_sharesPanels ? " + lane" : "")}, product, {(_sharesPanels ? $"(lastPanel - firstPanel) * {Number(Packing.Width)}" : "wide")}, half, {rows} - {Tile} * row, {columns} - {Tile} * column, {string.Join(", ", places.Concat(steps))});");
        });
        _code.Close();
        if (_sharesPanels)
        {
            _code.Line("begin += begun > 0 || done < items ? done - begun : images * items;");
            _code.Close();
        }

        _code.Line("f->ReturnScratch(v);");

        var method = new CodeWriter();
        var pointers = new[] { "x", "u", "y" }.Concat(kernel.Extra.Select((_, i) => "e" + Number(i))).Select(name => "float* " + name);
        method.Line($"/// <summary>Convolution by F({Tile}×{Tile}, {Number(_transform.FilterSize)}×{Number(_transform.FilterSize)}): {TilePrinter.Escape(kernel.Epilogue.ToString())}, value = Σ.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}({string.Join(", ", pointers)}, int begin, int end, Frame* f{_sizes.Parameters})");
        method.Lines(_code.ToString());
        if (!_sharesPanels)
        {
            method.Line();
            method.Line("static int First(int item, int items, int itemRows, int tileRows) => item / items * tileRows + Math.Min(item % items * itemRows, tileRows);");
        }

        method.Close();
        return new MethodCall(Library.Add("Winograd", method.ToString()), _sizes.Arguments);
    }

    /// <summary>Point by point, panel by panel: transformed filters go by once.</summary>
    private void ProductsOfFilters()
    {
        var (first, last) = _sharesPanels ? ("firstPanel", "lastPanel") : ("0", "panels");
        if (!_sharesPanels)
            _code.Line("float* w = u;");
        _code.Open($"for (nint i = 0; i < {Points}; i++{(_sharesPanels ? "" : $", w += {Number(Packing.Width)}")})");
        if (_sharesPanels)
            _code.Line($"float* w = u + i * (panels * bank + {Number(Packing.Width)}) + firstPanel * bank;");
        _code.Line($"nint panel = {first};");
        _code.Block($"if ({HasWide})", () =>
        {
            _code.Block($"for (; panel + 1 < {last}; panel += 2, w += 2 * bank)", () => Tiles(Widest, "pair", "w + 2 * bank"));
            if (kernel.Columns / Packing.Width % 2 == 1)
                _code.Block($"if (panel < {last})", () =>
                {
                    Tiles(Widest, "s", "w + bank", isSingle: true);
                    _code.Line("panel++; w += bank;");
                });
        });
        _code.Block($"for (; panel < {last}; panel++, w += bank)", () => Tiles(Narrow, "s", "w + bank"));
        _code.Close();

        void Tiles(string vectors, string steps, string next, bool isSingle = false)
        {
            _code.Line($"{Products(6, false, isSingle)}{vectors}(v + i * point, w, m + i * product + panel * {Number(Packing.Width)}, &{steps}, tall, (byte*)({next}));");
            _code.Line($"{Products(5, false, isSingle)}{vectors}(v + i * point + tall * 6 * channels, w, m + i * product + tall * 6 * wide + panel * {Number(Packing.Width)}, &{steps}, tiles - tall, (byte*)({next}) + tall * {steps}.Next * channels);");
        }
    }

    /// <summary>Panel by panel, and of each some channels at a time: their filters are transformed and stay in the cache for all points, whose products fetch the next ones' taps.</summary>
    private void ProductsOfTaps()
    {
        var adds = kernel.ChannelsOfPart < kernel.Channels;
        var transform = new WinogradFiltersPrinter(Library, kernel.Taps!).Print().Name;
        _code.Line($"nint filterPoint = part * {Number(Packing.Width)} + {Number(Packing.Width)}, panel = firstPanel;");
        if (adds)
            _code.Line($"for (nint i = 0; i < {Points}; i++) new Span<float>(m + i * product, count * (int)wide).Clear();");
        if (kernel.IsSmall)
            ProductsOfFewTiles();

        _code.Line($"s.Next = TileSteps.Share({Share(1)}, tiles); pair.Next = TileSteps.Share({Share(2)}, tiles);");
        _code.Line($"if ({HasWide})");
        _code.Block("    for (; panel + 1 < lastPanel; panel += 2)", () => Parts(Widest, "pair", 2));
        _code.Block("for (; panel < lastPanel; panel++)", () => Parts(Narrow, "s", 1));

        // Floats of taps for each point and channel. Half of a tap's next part, or a quarter, with F(4×4): all of them. F(2×2), which is for the smallest maps, has parts that reach past a tap's and misses some.
        string Share(int panels) => Number(TapsOfFilter * panels * Packing.Width / _transform.Points);

        void Parts(string vectors, string steps, int panels)
        {
            var (rows, taps) = (kernel.IsSmall && panels == 1 ? WinogradPlan.SmallTiles : 0, Number(TapsOfFilter * panels));
            _code.Open("for (nint channel = 0; channel < channels; channel += part)");
            _code.Line($"{TapsOfPart(panels)}, w = filters;");
            _code.Line($"{transform}(taps, filters, 0, 1, part, filterPoint, {TapSteps});");
            if (panels > 1)
                _code.Line($"{transform}(taps + {Number(TapsOfFilter)} * bank, filters + pair.Second, 0, 1, part, filterPoint, {TapSteps});");
            _code.Open($"for (nint i = 0; i < {Points}; i++, w += filterPoint)");
            _code.Line($"nint tap = i * {taps} / {Points};");
            _code.Line($"byte* ahead = (byte*)(next + tap / {Number(TapsOfFilter)} * {Number(TapsOfFilter)} * bank + tap % {Number(TapsOfFilter)} / 3 * tapRow + tap % 3 * tapColumn + i * {taps} % {Points} * part * {Number(Packing.Width)} / {Points});");
            if (rows > 0)
            {
                _code.Open($"if (count <= {Number(rows)})");
                _code.Line($"{Products(rows, adds)}{vectors}(v + i * point + channel, w, m + i * product + {Panel}, &{steps}, 1, ahead);");
                _code.Line("continue;");
                _code.Close();
            }

            _code.Line($"{Products(6, adds)}{vectors}(v + i * point + channel, w, m + i * product + {Panel}, &{steps}, tall, ahead);");
            _code.Line($"{Products(5, adds)}{vectors}(v + i * point + tall * 6 * channels + channel, w, m + i * product + tall * 6 * wide + {Panel}, &{steps}, tiles - tall, ahead + tall * {steps}.Next * part);");
            _code.Close();
            _code.Close();
        }
    }

    /// <summary>Declares where the taps of a part of some panels' channels begin, and where those of the next one do.</summary>
    private static string TapsOfPart(int panels) =>
        $"float* taps = u + {Number(TapsOfFilter)} * panel * bank + channel * {Number(Packing.Width)}, next = taps + (channel + part < channels ? part * {Number(Packing.Width)} : {Number(TapsOfFilter * panels)} * bank - channel * {Number(Packing.Width)})";

    /// <summary>From a row of taps to the next, from a tap to its right neighbour.</summary>
    private string TapSteps => $"{_sizes.Of("tapRow", kernel.Taps!.RowStep)}, {_sizes.Of("tapColumn", kernel.Taps.ColumnStep)}";

    /// <summary>An image's only tiles, where registers hold the sums of as many: filters are transformed there.</summary>
    private void ProductsOfFewTiles()
    {
        var (printer, isOne) = (new TapsTilePrinter(Library, kernel), kernel.TilesTogether == 1);
        _code.Open(isOne ? "if (count == 1)" : $"if ({HasWide} && count <= {Number(kernel.TilesTogether)})");
        _code.Line($"float* packed = filters + {Number(Winograd.PanelsTogether)} * {Points} * filterPoint;");
        _code.Line($"{printer.Pack()}(v, packed, channels, point);");
        _code.Open("for (; panel < lastPanel; panel++)");
        _code.Open("for (nint channel = 0; channel < channels; channel += part)");
        _code.Line($"{TapsOfPart(1)}, to = m + {Panel};");
        if (isOne)
            _code.Open($"if ({HasWide})");
        Rows(fewRegisters: false, Widest, "");
        if (isOne)
        {
            _code.Close();
            _code.Open("else");
            Rows(fewRegisters: true, Narrow, "");
            Rows(fewRegisters: true, Narrow, $" + {Number(Packing.Half)}");
            _code.Close();
        }

        _code.Close();
        _code.Close();
        _code.Close();

        void Rows(bool fewRegisters, string vectors, string at)
        {
            foreach (var rows in printer.Print(fewRegisters))
                _code.Line($"{rows}{vectors}(taps{at}, packed + channel * {Number(kernel.PackedStep)}, to{at}, next, part, channels * {Number(kernel.PackedStep)}, wide, product, {TapSteps});");
        }
    }

    /// <summary>A block's tiles one after the other, row by row through the images.</summary>
    private void EachTile(System.Action body)
    {
        _code.Line("(image, row, column) = (startImage, startRow, startColumn);");
        _code.Open("for (nint i = 0; i < count; i++)");
        body();
        _code.Line("if (++column == tileColumns) { column = 0; if (++row == tileRows) { row = 0; image++; } }");
        _code.Close();
    }

    /// <summary>The tile's first pixel.</summary>
    private string Place(string name, Grid grid, string tile) => Address(
        name, ("image", _sizes.Step(name + "Image", grid.ImageStep)), ("row", Scaled(_sizes.Step(name + "Row", grid.RowStep), tile)), ("column", Scaled(_sizes.Step(name + "Pixel", grid.PixelStep), tile)));

    private static string Scaled(string step, string factor) => step.Length == 0 ? "" : $"{factor} * {step}";

    /// <summary>Steps of row and pixel as arguments, where the operand has any.</summary>
    private string Steps(string name, Grid grid) => IsShared(grid) ? "" : $"{_sizes.Of(name + "Row", grid.RowStep)}, {_sizes.Of(name + "Pixel", grid.PixelStep)}";

    private static bool IsShared(Grid grid) => grid is { RowStep: 0, PixelStep: 0 };

    /// <summary>Register tiles of so many rows: plain sums, or added to what is there; of two vectors of filters, or a single one.</summary>
    private string Products(int rows, bool adds, bool isSingle = false) => new TilePrinter(
        Library, new TileForm(rows, isSingle ? 0 : 1, isSingle, 0, null, TileForm.UsualLevels, adds ? Value.Instance + new Load(0) : Value.Instance, adds ? [TileOperand.Output] : [], Fetches: true)).Print();

    /// <summary>Aᵀ m A of a tile, a vector of filters at a time, and the epilogue; pixels past the map are not written.</summary>
    private string Output()
    {
        var tile = Enumerable.Range(0, _transform.Tile).ToList();
        var grids = new[] { kernel.Output }.Concat(kernel.Extra).ToList();
        var names = new[] { "y" }.Concat(kernel.Extra.Select((_, i) => "e" + Number(i))).ToList();
        var code = new CodeWriter();
        code.Line($"/// <summary>Transforms a tile's products back to {Tile}×{Tile} pixels, those that exist: {TilePrinter.Escape(kernel.Epilogue.ToString())}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        var steps = names.Zip(grids, (name, grid) => (name, grid)).Where(pair => !IsShared(pair.grid)).Select(pair => $"nint {pair.name}Row, nint {pair.name}Pixel");
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* m, nint product, nint filters, float* t, nint rows, nint columns, {string.Join(", ", names.Select(name => "float* " + name).Concat(steps))}){TypeConstraints}");
        code.Line($"nint {string.Join(", ", Patches.Skip(2).Select(j => $"product{Number(j)} = {Number(j)} * {Patch} * product"))}, down = {Patch} * product;");
        code.Open($"for (nint lane = 0; lane < filters; lane += {AnyWidth})");
        code.Line("float* from = m + lane, to = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Patch}; j++, from += product, to += {AnyWidth})", _transform.Output, j => "from" + (j == 0 ? "" : j == 1 ? " + down" : $" + product{Number(j)}"), () =>
            LinearPrinter.StoreAll(code, _transform.Output, j => LinearPrinter.Vectors("to", _transform.Patch * j)));
        code.Line("from = t;");
        code.Line($"float* {string.Join(", ", names.Select(name => $"{name}At = {name} + lane"))};");
        for (var i = 0; i < kernel.Extra.Count; i++)
            if (IsShared(kernel.Extra[i]))
                code.Line($"V shared{Number(i)} = {Load($"e{Number(i)}At")};");
        var bumps = names.Zip(grids, (name, grid) => (name, grid)).Where(pair => !IsShared(pair.grid)).Select(pair => $"{pair.name}At += {pair.name}Row");
        LinearPrinter.Loop(code, $"for (nint i = Math.Min(rows, {Tile}); i > 0; i--, from += {Number(_transform.Patch)} * {AnyWidth}, {string.Join(", ", bumps)})", _transform.Output, j => LinearPrinter.Vectors("from", j), () =>
        {
            foreach (var j in tile)
            {
                // An operand that is read twice is loaded once, and what stands in the formula twice is computed once.
                var named = Enumerable.Range(0, kernel.Extra.Count).Where(operand => !IsShared(kernel.Extra[operand]) && ExpressionPrinter.Reads([kernel.Epilogue], operand) > 1).ToList();
                var printer = new ExpressionPrinter
                {
                    Value = "r" + Number(j),
                    Operand = operand => IsShared(kernel.Extra[operand]) ? "shared" + Number(operand) : named.Contains(operand) ? "v" + Number(operand) : Vector(operand),
                };
                List<string> locals = [.. named.Select(operand => $"var v{Number(operand)} = {Vector(operand)};"), .. printer.Share([kernel.Epilogue], "u", "")];
                var store = Store(Pixel("y", j), printer.Print(kernel.Epilogue));
                if (locals.Count > 0)
                    store = $"{{ {string.Join(" ", locals)} {store} }}";
                code.Line((j == 0 ? "" : $"if (columns > {Number(j)}) ") + store);

                string Vector(int operand) => Load(Pixel("e" + Number(operand), j));
            }
        });
        code.Close();
        code.Close();
        return Library.Add("TransformOutput", code.ToString()) + Widest;
    }

    private static string Pixel(string name, int column) => column == 0 ? name + "At" : $"{name}At + {(column == 1 ? "" : Number(column) + " * ")}{name}Pixel";
}
