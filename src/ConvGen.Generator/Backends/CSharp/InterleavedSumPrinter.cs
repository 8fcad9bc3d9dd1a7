using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints sums over interleaved maps: of each group over its pixels, and of all groups and lanes. Vectors of eight do for both: memory is what takes time.</summary>
internal sealed class InterleavedSumPrinter(MethodLibrary library) : KernelPrinter(library)
{
    private const int Images = Interleaved.Images;

    /// <summary>Each group's sums over pixels. Parameters: map, sums, begin, end (some channels of a group each), sizes.</summary>
    public MethodCall Print(InterleavedSum kernel)
    {
        var (code, sizes, map, together) = (new CodeWriter(), new Sizes(), SideBySide.Stretch(kernel.Of.Inputs[0]), kernel.Together);
        var sums = Enumerable.Range(0, 2 * together).Select(i => $"s{(i % 2 == 0 ? "L" : "H")}{Number(i / 2)}").ToList();
        var (items, step) = (sizes.OfInt("items", kernel.ItemsPerImage), Number(together * Images));
        code.Open("for (int item = begin; item < end; item++)");
        code.Line($"nint group = item / {items}, part = item % {items};");
        code.Line($"V {string.Join(", ", sums.Select(sum => $"{sum} = {Zero}"))};");
        code.Open($"for (nint row = 0; row < {sizes.Of("height", kernel.Of.Height)}; row++)");
        code.Line($"float* x = {Address("d", ("group", sizes.Of("dGroup", map.ImageStep)), ("row", kernel.Of.Height == 1 ? "" : sizes.Of("dDown", map.RowStep)), ("part", step))};");
        code.Open($"for (nint pixel = {sizes.Of("width", kernel.Of.Width)}; pixel > 0; pixel--, x += {sizes.Of("dPixel", map.PixelStep)})");
        for (var i = 0; i < sums.Count; i++)
            code.Line($"{sums[i]} = {Binary(BinaryOperation.Add, sums[i], Load("x" + (i == 0 ? "" : " + " + Number(i * Packing.Half))))};");
        code.Close();
        code.Close();
        code.Line($"float* t = {Address("o", ("group", sizes.Of("oGroup", (long)Images * kernel.Sums.Floats)), ("part", step))};");
        for (var i = 0; i < sums.Count; i++)
            code.Line(Store("t" + (i == 0 ? "" : " + " + Number(i * Packing.Half)), sums[i]));
        code.Close();
        return Method(
            "SumImages", $"Sums over the pixels of {Number(together)} {(together == 1 ? "channel" : "channels")} each, images in lanes.", "float* d, float* o, int begin, int end", code, sizes);
    }

    /// <summary>All groups' sums as numbers. Parameters: sums, target, begin, end (rows of columns), batch, sizes.</summary>
    public MethodCall Print(AddGroups kernel)
    {
        var (code, sizes) = (new CodeWriter(), new Sizes());
        var (columns, panel) = (sizes.OfInt("columns", kernel.Columns), Number(kernel.Panel));
        code.Line($"nint groups = (batch + {Number(Images - 1)}) / {Number(Images)};");
        code.Open("for (int item = begin; item < end; item++)");
        code.Open($"for (int column = 0; column < {columns}; column++)");
        code.Line($"float* from = t + ((nint)item * {columns} + column) * {Number(Images)};");
        code.Line($"V low = {Load("from")}, high = {Load("from + " + Number(Packing.Half))};");
        code.Open("for (nint group = groups - 1; group > 0; group--)");
        code.Line($"from += {sizes.Of("groupFloats", (long)Images * kernel.Sums.Floats)};");
        code.Line($"low = {Binary(BinaryOperation.Add, "low", Load("from"))}; high = {Binary(BinaryOperation.Add, "high", Load("from + " + Number(Packing.Half)))};");
        code.Close();
        code.Line($"c[item * {panel} + column] {(kernel.Adds ? "+=" : "=")} T.Sum({Binary(BinaryOperation.Add, "low", "high")});");
        code.Close();
        code.Close();
        return Method("AddGroups", "Adds up groups, then lanes" + (kernel.Adds ? ", and adds that to what is there." : "."), "float* t, float* c, int begin, int end, int batch", code, sizes);
    }

    private MethodCall Method(string name, string summary, string parameters, CodeWriter body, Sizes sizes)
    {
        var method = new CodeWriter();
        method.Line($"/// <summary>{summary}</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}({parameters}{sizes.Parameters})");
        method.Lines(body.ToString());
        method.Close();
        return new MethodCall(Library.Add(name, method.ToString()), sizes.Arguments);
    }
}
