using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the filters' gradient of a convolution of few columns with pixels in lanes: image by image, map and gradient go to planes of the thread, and items (some
/// taps) add their products to vectors of sums; at the end of the batch these become numbers and are added to what is there.
/// </summary>
internal sealed class PixelGradientPrinter(MethodLibrary library, Contraction kernel, PixelGradient gradient) : KernelPrinter(library)
{
    private static readonly string Lanes = Number(PixelTiling.MostLanes);

    private readonly int _taps = gradient.Taps;
    private readonly int _columns = gradient.Results;

    /// <summary>The shared method. Parameters: a, b, c, begin, end, frame, sizes.</summary>
    public MethodCall Print()
    {
        var (code, sizes) = (new CodeWriter(), new Sizes());
        var (plane, filterPlane, width) = (sizes.Of("plane", gradient.Plane), sizes.Of("filterPlane", gradient.GradientPlane), sizes.Of("width", gradient.Width));
        var tapColumns = sizes.OfInt("tapColumns", gradient.TapColumns);
        var group = Number(_taps * _columns * PixelTiling.MostLanes);
        code.Line($"float* planes = f->TakeScratch(), filters = planes + {tapColumns} * {plane} + {Lanes}, sums = planes + {sizes.Of("planeFloats", gradient.PlaneFloats)};");
        code.Line("// Vectors reach past the last row, where zeros meet zeros.");
        code.Line($"new Span<float>(planes, (int)planeFloats + {sizes.OfInt("sumFloats", gradient.SumFloats)}).Clear();");
        code.Open("for (nint image = 0; image < f->Batch; image++)");
        var (packRows, packPixels) = (new PixelPacking(Library).Rows(gradient.Width), new PixelPacking(Library).Pixels());
        code.Block($"for (nint tap = 0; tap < {tapColumns}; tap++)", () => code.Line(
            $"{packRows}({Address("a", ("image", sizes.Step("aImage", kernel.A.Depth[0].Floats)), ("tap", gradient.TapColumns == 1 ? "" : sizes.Step("aTap", kernel.A.Rows[2].Floats)))}, planes + tap * {plane}, {sizes.OfInt("rows", gradient.Rows)}, {width}, {sizes.Of("aRow", kernel.A.Depth[1].Floats)});"));
        code.Line(
            $"{packPixels}({Address("b", ("image", sizes.Step("bImage", kernel.B.Depth[0].Floats)))}, filters, {sizes.OfInt("height", gradient.Height)}, {width}, {sizes.Of("bRow", kernel.B.Depth[1].Floats)}, {sizes.Of("bPixel", kernel.B.Depth[2].Floats)}, {filterPlane}, {Number(Packing.Half)});");
        code.Open("for (int item = begin; item < end; item++)");

        // The last group's taps past the end meet the last tap again, and are not added.
        for (var i = 0; i < _taps; i++)
            code.Line($"int tap{Number(i)} = {(i == 0 ? $"item * {Number(_taps)}" : $"Math.Min(tap0 + {Number(i)}, {sizes.OfInt("taps", gradient.TapRows * gradient.TapColumns)} - 1)")};");
        var places = Enumerable.Range(0, _taps).Select(i => $"planes + tap{Number(i)} % {tapColumns} * {plane} + tap{Number(i)} / {tapColumns} * {sizes.Of("down", gradient.Down * gradient.Width)}");
        code.Line("// Sixteen sums a tap and column on every processor, so that the order of a sum is one.");
        code.Open($"for (nint lane = 0; lane < {Lanes}; lane += P.Width)");
        code.Line($"{Tile()}{Widest}({string.Join(", ", places.Select(place => place + " + lane"))}, filters + lane, {filterPlane}, sums + item * {group} + lane, {sizes.OfInt("vectors", gradient.GradientPlane / PixelTiling.MostLanes)});");
        code.Close();
        code.Close();
        code.Close();
        code.Line($"int first = begin * {Number(_taps)}, last = Math.Min(end * {Number(_taps)}, {sizes.OfInt("taps", gradient.TapRows * gradient.TapColumns)});");
        code.Line($"{AddTaps()}(sums + begin * {group}, c + first * {Number(Packing.Half)}, last - first);");
        code.Line("f->ReturnScratch(planes);");

        var method = new CodeWriter();
        method.Line($"/// <summary>A filter's gradient of {Number(_columns)} columns: sums of products over images and pixels, which are in lanes, added to what is there.</summary>");
        method.Open($"private static void {MethodLibrary.Name}(float* a, float* b, float* c, int begin, int end, Frame* f{sizes.Parameters})");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(Library.Add("PixelGradient", method.ToString()), sizes.Arguments);
    }

    private IEnumerable<int> Taps => Enumerable.Range(0, _taps);

    private IEnumerable<int> Columns => Enumerable.Range(0, _columns);

    private static string Sum(int tap, int column) => $"s{(char)('A' + tap)}{Number(column)}";

    private static string Pixels(int tap) => "a" + Number(tap);

    /// <summary>Products of some taps with all columns, added to vectors of sums: what there is less of, taps or columns, is held.</summary>
    private string Tile() => Library.Once(("TileTaps", _columns, _taps), () =>
    {
        var code = Leaf(
            $"{Number(_taps)} {(_taps == 1 ? "tap" : "taps")} × {Number(_columns)} {(_columns == 1 ? "column" : "columns")}: sums over vectors of pixels, {Lanes} apart, added to what is there.",
            $"{string.Join(", ", Taps.Select(tap => "float* " + Pixels(tap)))}, float* b, nint plane, float* t, int vectors", ofAnyWidth: true);
        foreach (var tap in Taps)
            code.Line($"V {string.Join(", ", Columns.Select(column => $"{Sum(tap, column)} = {Load(Place(tap, column))}"))};");
        code.Open($"for (; vectors > 0; vectors--, {string.Join(", ", Taps.Select(tap => $"{Pixels(tap)} += {Lanes}"))}, b += {Lanes})");
        if (_columns >= _taps)
        {
            code.Line($"V {string.Join(", ", Taps.Select(tap => $"x{Number(tap)} = {Load(Pixels(tap))}"))};");
            foreach (var column in Columns)
                code.Line((_taps == 1 ? "" : $"var w{Number(column)} = {Filter(column)}; ") + string.Join(" ", Taps.Select(tap => Add(tap, column, $"x{Number(tap)}", _taps == 1 ? Filter(column) : "w" + Number(column)))));
        }
        else
        {
            code.Line($"V {string.Join(", ", Columns.Select(column => $"w{Number(column)} = {Filter(column)}"))};");
            foreach (var tap in Taps)
                code.Line((_columns == 1 ? "" : $"var x{Number(tap)} = {Load(Pixels(tap))}; ") + string.Join(" ", Columns.Select(column => Add(tap, column, $"w{Number(column)}", _columns == 1 ? Load(Pixels(tap)) : "x" + Number(tap)))));
        }

        code.Close();
        foreach (var tap in Taps)
            code.Line(string.Join(" ", Columns.Select(column => Store(Place(tap, column), Sum(tap, column)))));
        code.Close();
        return Library.Add($"TileTaps{Number(_taps)}x{Number(_columns)}_", code.ToString());

        static string Add(int tap, int column, string left, string right) => $"{Sum(tap, column)} = {MultiplyAdd(left, right, Sum(tap, column))};";

        static string Filter(int column) => Load("b" + (column == 0 ? "" : column == 1 ? " + plane" : $" + {Number(column)} * plane"));

        string Place(int tap, int column) => (tap * _columns) + column is var at && at == 0 ? "t" : $"t + {Number(at * PixelTiling.MostLanes)}";
    });

    /// <summary>Adds up the lanes of sums, and adds them to the gradient.</summary>
    private string AddTaps()
    {
        var code = Leaf($"Adds sums of {Number(_columns)} columns, {Lanes} numbers each, to the gradient of their taps.", "float* t, float* c, int taps");
        code.Open($"for (; taps > 0; taps--, t += {Number(_columns * PixelTiling.MostLanes)}, c += {Number(Packing.Half)})");
        foreach (var column in Columns)
            code.Line($"c[{Number(column)}] += T.Sum({Binary(BinaryOperation.Add, Load(Address("t", ("", column * PixelTiling.MostLanes))), Load(Address("t", ("", (column * PixelTiling.MostLanes) + Packing.Half))))});");
        code.Close();
        code.Close();
        return Library.Add("AddTaps", code.ToString());
    }
}
