using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the gradient of transformed filters as a driver over slices of channels and, in each, blocks of tiles of all images. A block's patches and its gradient's
/// tiles are transformed to <c>v[point][tile][channel]</c> and <c>w[point][tile][filter]</c>; point by point ordinary register tiles add their products.
/// </summary>
internal sealed class WinogradGradientPrinter(MethodLibrary library, WinogradGradient kernel) : KernelPrinter(library)
{
    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly WinogradTransform _transform = kernel.Transform;
    private readonly PatchPrinter _patches = new(library, kernel.Transform);

    /// <summary>The shared method. Parameters: x, dy, u, begin, end (slices), frame, sizes.</summary>
    public MethodCall Print()
    {
        var (tile, patch, points, past) = (Number(_transform.Tile), Number(_transform.Patch), Number(_transform.Points), Number(_transform.FilterSize - 1));
        var (rows, columns, tileRows, tileColumns) = (_sizes.OfInt("rows", kernel.Height), _sizes.OfInt("columns", kernel.Width), _sizes.OfInt("tileRows", kernel.TileRows), _sizes.OfInt("tileColumns", kernel.TileColumns));
        var (most, channels, slice, panels) = (_sizes.OfInt("block", kernel.Plan.Tiles), _sizes.Of("channels", kernel.Channels), "taken", _sizes.Of("panels", kernel.Columns / Packing.Width));
        var (xImage, xRow, xPixel) = (_sizes.Of("xImage", kernel.Input.ImageStep), _sizes.Of("xRow", kernel.Input.RowStep), _sizes.Of("xPixel", kernel.Input.PixelStep));
        var (dyImage, dyRow, dyPixel) = (_sizes.Of("dyImage", kernel.Gradient.ImageStep), _sizes.Of("dyRow", kernel.Gradient.RowStep), _sizes.Of("dyPixel", kernel.Gradient.PixelStep));
        _code.Line($"nint taken = (end - begin) * {_sizes.Of("slice", kernel.SliceChannels)};");
        _code.Line($"x += begin * slice; u += begin * slice * {Number(Packing.Width)};");
        _code.Line($"nint filters = {panels} * {Number(Packing.Width)}, point = {most} * {slice} + {Number(WinogradPlan.Gap)}, product = {most} * filters + {Number(WinogradPlan.Gap)}, bank = {channels} * {Number(Packing.Width)};");
        _code.Line($"float* v = f->TakeScratch(), w = v + {points} * point, half = w + {points} * product, patch = half + {points} * {Number(Packing.Width)};");
        _code.Line($"TileSteps s; Unsafe.SkipInit(out s); s.Row = 1; s.OutputRow = {Number(Packing.Width)}; s.N1 = 1; s.N2 = 1; s.A0 = {slice}; s.B0 = filters; s.B1 = 0; s.B2 = 0; s.A1 = 0; s.A2 = 0; s.Second = 8; s.OutputSecond = 8;");
        _code.Line($"TileSteps pair = s; pair.Second = {Number(Packing.Width)}; pair.OutputSecond = bank;");
        _code.Line($"int tiles = ((int){slice} + 5) / 6, tall = (int){slice} - tiles * 5, last = f->Batch * {tileRows} * {tileColumns};");
        _code.Line($"for (nint i = 0; i < {points} * {panels}; i++)");
        _code.Line($"    new Span<float>(u + i * bank, (int){slice} * {Number(Packing.Width)}).Clear();");
        _code.Open($"for (int first = 0; first < last; first += {most})");
        _code.Line($"int count = Math.Min({most}, last - first);");
        _code.Line($"nint column = first % {tileColumns}, row = first / {tileColumns} % {tileRows}, image = first / {tileColumns} / {tileRows};");
        _code.Open("for (nint i = 0; i < count; i++)");
        _code.Line($"float* from = x + image * {xImage} + row * {tile} * {xRow} + column * {tile} * {xPixel}, back = dy + image * {dyImage} + row * {tile} * {dyRow} + column * {tile} * {dyPixel};");
        _code.Line($"nint down = {rows} - {tile} * row, right = {columns} - {tile} * column;");
        _code.Open($"if (down >= {tile} && right >= {tile})");
        _code.Line($"{_patches.Input(kernel.SliceChannels)}(from, v + i * {slice}, point, {slice}, half, {xRow}, {xPixel});");
        _code.Line($"{_patches.Gradient(kernel.Columns)}(back, w + i * filters, product, filters, half, {dyRow}, {dyPixel});");
        _code.Close();
        _code.Open("else");
        _code.Line($"{_patches.Copy(_transform.Patch)}(from, patch, {slice}, down + {past}, right + {past}, {xRow}, {xPixel});");
        _code.Line($"{_patches.Input(kernel.SliceChannels)}(patch, v + i * {slice}, point, {slice}, half, {patch} * {slice}, {slice});");
        _code.Line($"{_patches.Copy(_transform.Tile)}(back, patch, filters, down, right, {dyRow}, {dyPixel});");
        _code.Line($"{_patches.Gradient(kernel.Columns)}(patch, w + i * filters, product, filters, half, {tile} * filters, filters);");
        _code.Close();
        _code.Line($"if (++column == {tileColumns}) {{ column = 0; if (++row == {tileRows}) {{ row = 0; image++; }} }}");
        _code.Close();
        _code.Line("s.N0 = count; pair.N0 = count;");
        _code.Line("float* sum = u;");
        _code.Open($"for (nint i = 0; i < {points}; i++)");
        _code.Line("nint panel = 0;");
        _code.Block($"if ({HasWide})", () =>
        {
            _code.Block($"for (; panel + 1 < {panels}; panel += 2, sum += 2 * bank)", () => Tiles(Widest, "pair"));
            if (kernel.Columns / Packing.Width % 2 == 1 && kernel.SliceChannels == Packing.Width)
                _code.Block($"if (panel < {panels})", () =>
                {
                    _code.Line($"{ProductsOfSlice()}{Widest}(v + i * point, w + i * product + panel * {Number(Packing.Width)}, sum, &s, (int){slice} / {Number(Packing.Width)});");
                    _code.Line("panel++; sum += bank;");
                });
        });
        _code.Block($"for (; panel < {panels}; panel++, sum += bank)", () => Tiles(Narrow, "s"));
        _code.Close();
        _code.Close();
        _code.Line("f->ReturnScratch(v);");

        var method = new CodeWriter();
        method.Line($"/// <summary>The gradient of filters transformed for F({tile}×{tile}, {Number(_transform.FilterSize)}×{Number(_transform.FilterSize)}), a slice of channels an item.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}(float* x, float* dy, float* u, int begin, int end, Frame* f{_sizes.Parameters})");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add("WinogradGradient", method.ToString()), _sizes.Arguments);
    }

    private void Tiles(string vectors, string steps)
    {
        _code.Line($"{Products(6)}{vectors}(v + i * point, w + i * product + panel * {Number(Packing.Width)}, sum, &{steps}, tall);");
        _code.Line($"{Products(5)}{vectors}(v + i * point + tall * 6, w + i * product + panel * {Number(Packing.Width)}, sum + tall * {Number(6 * Packing.Width)}, &{steps}, tiles - tall);");
    }

    /// <summary>A slice's channels and one panel: sixteen sums, of as many vectors of sixteen.</summary>
    private string ProductsOfSlice() => new TilePrinter(Library, new TileForm(Packing.Width, 0, true, 0, 1, TileForm.UsualLevels, Value.Instance + new Load(0), [TileOperand.Output])).Print();

    /// <summary>Register tiles of so many rows: sums that are added to what is there.</summary>
    private string Products(int rows) => new TilePrinter(Library, new TileForm(rows, 1, false, 0, null, TileForm.UsualLevels, Value.Instance + new Load(0), [TileOperand.Output])).Print();
}
