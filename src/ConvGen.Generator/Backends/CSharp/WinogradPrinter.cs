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
internal sealed partial class WinogradPrinter(MethodLibrary library, Winograd kernel) : KernelPrinter(library)
{
    /// <summary>A panel's first filter among all.</summary>
    private static readonly string Panel = $"panel * {Number(Packing.Width)}";

    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly WinogradTransform _transform = kernel.Transform;
    private readonly PatchPrinter _patches = new(library, kernel.Transform);

    private readonly bool _taps = kernel.Taps is not null;
    private readonly bool _keeps = kernel.Taps is null || kernel.KeepsFilters;
    private readonly bool _sharesPanels = kernel.SharesPanels;

    /// <summary>True where one image's filters are transformed on the way, and those of several were before.</summary>
    private bool IsBoth => kernel.KeepsFilters;

    private string Tile => Number(_transform.Tile);

    private string Patch => Number(_transform.Patch);

    private string Points => Number(_transform.Points);

    /// <summary>True where patches and filters are taken apart to phases, which lie side by side as channels do.</summary>
    private bool HasPhases => _transform.Stride > 1;

    private IEnumerable<int> Patches => Enumerable.Range(0, _transform.Patch);

    /// <summary>The shared method. Parameters: x, u, y, extras, begin, end, frame, sizes.</summary>
    public MethodCall Print()
    {
        const string image = "tileRows * tileColumns";
        var (rows, columns) = (_sizes.OfInt("rows", kernel.Height), _sizes.OfInt("columns", kernel.Width));
        var (tileRows, tileColumns) = (_sizes.OfInt("tileRows", kernel.TileRows), _sizes.OfInt("tileColumns", kernel.TileColumns));
        var (ofOne, ofMany) = (_sizes.OfInt("block", kernel.Plan.Tiles), _sizes.OfInt("blockOfMany", kernel.PlanOfMany.Tiles));
        var (channels, panels) = (_sizes.Of("channels", _transform.Depth(kernel.Channels)), _sizes.Of("panels", kernel.Columns / Packing.Width));
        _code.Line($"float* v = f->TakeScratch();");
        var (part, group) = _taps ? (_sizes.Of("part", kernel.ChannelsOfPart), _sizes.Of("group", kernel.PanelsOfGroup)) : ("", "");
        _code.Line($"nint bank = {channels} * {Number(Packing.Width)}, {(IsBoth ? "all" : "wide")} = {(_keeps ? panels : group)} * {Number(Packing.Width)};");
        _code.Line($"TileSteps s; Unsafe.SkipInit(out s); s.Row = channels; s.OutputRow = {(IsBoth ? "all" : "wide")}; s.N0 = {(_keeps ? channels : part)}; s.N1 = 1; s.N2 = 1; s.A0 = 1; s.A1 = 0; s.A2 = 0; s.B0 = {Number(Packing.Width)}; s.B1 = 0; s.B2 = 0; s.Second = 8; s.OutputSecond = 8;");
        if (_keeps)
            _code.Line($"TileSteps pair = s; pair.Second = bank; pair.OutputSecond = {Number(Packing.Width)};");
        if (_sharesPanels)
        {
            _code.Line($"int items = ((int){panels} + {_sizes.OfInt("itemPanels", kernel.PanelsOfItem)} - 1) / itemPanels;");
            _code.Open("while (begin < end)");
            _code.Line("int begun = begin % items, done = Math.Min(items, begun + end - begin), images = begun > 0 ? 1 : Math.Max(1, (end - begin) / items);");
            _code.Line($"int start = begin / items * {image}, last = start + images * {image}, most = images > 1 ? {ofMany} : {ofOne};");
            _code.Line($"nint firstPanel = begun * itemPanels, lastPanel = Math.Min({panels}, done * itemPanels){(_keeps ? $", lane = firstPanel * {Number(Packing.Width)}" : "")};");
            if (IsBoth)
            {
                _code.Line($"bool isOne = {HasWide} && images == 1 && !Processor.HasNearThirdCache;");
                _code.Line($"nint wide = isOne ? {group} * {Number(Packing.Width)} : all;");
            }
        }
        else
        {
            _code.Line($"int items = ({tileRows} + {_sizes.OfInt("itemRows", kernel.RowsOfItem)} - 1) / itemRows, start = First(begin, items, itemRows, {tileRows}) * {tileColumns}, last = First(end, items, itemRows, {tileRows}) * {tileColumns};");
            _code.Line($"int most = last - start > {image} ? {ofMany} : {ofOne};");
        }

        var isEven = !_taps && new[] { kernel.Plan, kernel.PlanOfMany }.All(plan => plan.Tiles == WinogradPlan.Room(plan.Tiles));
        var room = isEven ? "most" : "room";
        if (!isEven)
            _code.Line("int room = (most + 5) / 6 * 6;");
        _code.Line($"nint point = {room} * channels + {Number(WinogradPlan.Gap)}, product = {room} * wide + {Number(WinogradPlan.Gap)};");
        _code.Line($"float* m = v + {Points} * point, patch = m + {Points} * product, half = patch + {Points} * {channels}{(_taps ? $", filters = half + {Points} * {Number(Packing.Width)}" : "")};");
        _code.Open("for (int first = start; first < last; first += most)");
        _code.Line("int count = Math.Min(most, last - first);");
        _code.Line("nint image, row, column;");
        _code.Line($"int startColumn = first % {tileColumns}, startRow = first / {tileColumns} % {tileRows}, startImage = first / {tileColumns} / {tileRows};");
        EachTile(() =>
        {
            var (window, stride, lanes) = (Number(_transform.Window), _transform.Stride, HasPhases ? _sizes.Of("lanes", _transform.Lanes(kernel.Channels)) : channels);
            _code.Line($"float* from = {Place("x", kernel.Input, Tile)};");
            _code.Line($"nint down = {Scaled(rows, stride)} + {Number(_transform.FilterSize - stride)} - {Number(stride * _transform.Tile)} * row, right = {Scaled(columns, stride)} + {Number(_transform.FilterSize - stride)} - {Number(stride * _transform.Tile)} * column;");
            if (HasPhases)
                _code.Line($"nint pixelRow = xRow / {Number(stride)}, pixel = xPixel / {Number(stride)};");
            if (_transform.IsShallow)
                _code.Line("// A vector reaches past the pixels of its row, and so past the map after the last.");
            var (row, column) = HasPhases ? ("pixelRow", "pixel") : ("xRow", "xPixel");
            var step = _transform.IsShallow ? "pixel" : lanes;
            Branch($"if (down >{(_transform.IsShallow ? "" : "=")} {window} && right >= {window})", () => Inputs("from", row, column, "xRow", "xPixel"), isOnly: false);
            _code.Open("else");
            _code.Line(_transform.IsShallow
                ? $"{_patches.CopyRows(_transform.Window)}(from, patch, {step}, down, right, {row});"
                : $"{_patches.Copy(_transform.Window)}(from, patch, {step}, down, right, {row}, {column});");
            Inputs("patch", $"{window} * {step}", step, $"{Number(stride * _transform.Window)} * {step}", Scaled(step, stride));
            _code.Close();

            void Inputs(string from, string row, string column, string rowStep, string columnStep)
            {
                foreach (var phase in _transform.InputPhases)
                    _code.Line($"{_patches.Input(kernel.Channels, phase)}({Address(from, Term(phase.Row, row), Term(phase.Column, column))}, {Address("v + i * channels", Term(phase.Lanes, "1"), Term(phase.Channels, lanes))}, point, {lanes}, half, {rowStep}, {columnStep});");
            }
        });
        if (_taps)
            Branch("if (isOne)", ProductsOfTaps, isOnly: !IsBoth);
        if (_keeps)
            Branch("else", () =>
            {
                ProductsOfFilters();
                Outputs(_sharesPanels ? "lane" : "", _sharesPanels ? "lane" : "", _sharesPanels ? $"(lastPanel - firstPanel) * {Number(Packing.Width)}" : "wide");
            }, isOnly: !IsBoth);
        _code.Close();
        if (_sharesPanels)
        {
            _code.Line("begin += begun > 0 || done < items ? done - begun : images * items;");
            _code.Close();
        }

        _code.Line("f->ReturnScratch(v);");

        var method = new CodeWriter();
        var pointers = new[] { "x", "u" }.Concat(IsBoth ? ["g"] : []).Append("y").Concat(kernel.Extra.Select((_, i) => "e" + Number(i))).Select(name => "float* " + name);
        method.Line($"/// <summary>Convolution by F({Tile}×{Tile}, {Number(_transform.FilterSize)}×{Number(_transform.FilterSize)}){(HasPhases ? $" of stride {Number(_transform.Stride)}" : "")}: {TilePrinter.Escape(kernel.Epilogue.ToString())}, value = Σ.</summary>");
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

    /// <summary>A branch, or where there is no other way what it does.</summary>
    private void Branch(string head, System.Action body, bool isOnly)
    {
        if (isOnly)
            body();
        else
            _code.Block(head, body);
    }

    /// <summary>Transforms a block's products back, tile by tile, from so many filters on.</summary>
    private void Outputs(string firstProduct, string firstFilter, string filters)
    {
        var operands = new[] { ("y", kernel.Output) }.Concat(kernel.Extra.Select((extra, i) => ("e" + Number(i), extra))).ToList();
        EachTile(() =>
        {
            var places = operands.Select(operand => Place(operand.Item1, operand.Item2, Tile) + Plus(firstFilter));
            var steps = operands.Select(operand => Steps(operand.Item1, operand.Item2)).Where(step => step.Length > 0);
            _code.Line($"{Output()}(m + i * wide{Plus(firstProduct)}, product, {filters}, half, rows - {Tile} * row, columns - {Tile} * column, {string.Join(", ", places.Concat(steps))});");
        });

        static string Plus(string term) => term.Length == 0 ? "" : " + " + term;
    }

    /// <summary>Point by point, panel by panel: transformed filters go by once.</summary>
    private void ProductsOfFilters()
    {
        _code.Line("// Rows past the last tile are computed where that fills register tiles, and never read.");
        _code.Line("int tiles = (count + 5) / 6, tall = Math.Max(0, count - tiles * 5);");
        _code.Line("s.Next = TileSteps.Share(16, tiles); pair.Next = TileSteps.Share(32, tiles);");
        var (first, last) = _sharesPanels ? ("firstPanel", "lastPanel") : ("0", "panels");
        if (!_sharesPanels)
            _code.Line("float* w = u;");
        if (kernel.FetchesResults)
        {
            _code.Line("// What comes next into the cache are the rows of the result where the block's tiles are, and not filters, which are there.");
            _code.Line($"byte* ahead = (byte*)({Address("y", ("startImage", "yImage"), ("startRow", $"{Tile} * yRow"))});");
            _code.Line($"nint next = {Tile} * yRow * ((first + count - 1) / tileColumns - first / tileColumns + 1), steps = tiles * {_sizes.Of("terms", _transform.Products * kernel.Channels)} * panels;");
            _code.Line("s.Next = TileSteps.Share((int)next, (int)steps); pair.Next = TileSteps.Share((int)next, (int)steps / 2);");
        }

        _code.Open($"for (nint i = 0; i < {Points}; i++{(_sharesPanels ? "" : $", w += {Number(Packing.Width)}")})");
        if (_sharesPanels)
            _code.Line($"float* w = u + i * (panels * bank + {Number(Packing.Width)}) + firstPanel * bank;");
        if (HasPhases)
        {
            // At the last row of points, and at the last column, odd phases are zero.
            var (lastRow, lastColumn) = ($"i >= {Number(_transform.Points - _transform.Patch)}", $"i % {Patch} == {Number(_transform.Patch - 1)}");
            _code.Line($"nint skipped = {lastRow} ? lanes : 0;");
            if (_transform.IsShallow)
            {
                _code.Line($"s.N1 = {lastRow} ? 1 : 2; s.N0 = {lastColumn} ? {_sizes.Of("depth", kernel.Channels)} : 2 * depth; s.A1 = lanes - s.N0; s.B1 = s.A1 * {Number(Packing.Width)};");
                _code.Line("pair.N0 = s.N0; pair.N1 = s.N1; pair.A1 = s.A1; pair.B1 = s.B1;");
            }
            else
            {
                _code.Line($"s.N0 = pair.N0 = channels / (({lastRow} ? 2 : 1) * ({lastColumn} ? 2 : 1));");
            }
        }

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
            next = kernel.FetchesResults ? "ahead" : $"(byte*)({next})";
            var terms = _transform.IsShallow ? $"{steps}.N0 * {steps}.N1" : HasPhases ? $"{steps}.N0" : "channels";
            var (skipped, filters) = HasPhases ? (" + skipped", $" + skipped * {Number(Packing.Width)}") : ("", "");
            _code.Line($"{Products(6, false, isSingle)}{vectors}(v + i * point{skipped}, w{filters}, m + i * product + panel * {Number(Packing.Width)}, &{steps}, tall, {next});");
            _code.Line($"{Products(5, false, isSingle)}{vectors}(v + i * point + tall * 6 * channels{skipped}, w{filters}, m + i * product + tall * 6 * wide + panel * {Number(Packing.Width)}, &{steps}, tiles - tall, {next} + tall * {steps}.Next * {terms});");
            if (kernel.FetchesResults)
                _code.Line($"ahead += tiles * {steps}.Next * {terms};");
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

    private static string Scaled(string size, int factor) => factor == 1 ? size : $"{Number(factor)} * {size}";

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
