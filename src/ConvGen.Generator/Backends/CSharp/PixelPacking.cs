using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the methods that copy maps to planes, where a channel's pixels are neighbours, row behind row.</summary>
internal sealed class PixelPacking(MethodLibrary library) : KernelPrinter(library)
{
    /// <summary>Rows of so many neighbouring pixels, as they are, with the widest vectors that they fill; a row's last vector may have been copied in part before.</summary>
    public string Rows(int pixels)
    {
        var name = Library.Once("PackRows", () =>
        {
            var code = Leaf("Copies rows of pixels to a plane, where they lie one behind the other.", "float* a, float* t, int rows, nint pixels, nint row", ofAnyWidth: true);
            code.Line("for (; rows > 0; rows--, a += row, t += pixels)");
            code.Line($"    for (nint i = 0; i < pixels; i += {AnyWidth})");
            code.Indented(2, () =>
            {
                code.Open();
                code.Line($"nint at = Math.Min(i, pixels - {AnyWidth});");
                code.Line(Store("t + at", Load("a + at")));
                code.Close();
            });
            code.Close();
            return Library.Add("PackRows", code.ToString());
        });
        return name + (pixels < PixelTiling.MostLanes ? Narrow : Widest);
    }

    /// <summary>Eight pixels of eight channels at a time become eight pixels of a plane each; a row's last eight may have been there before.</summary>
    public string Pixels() => Library.Once("PackPixels", () =>
    {
        var code = Leaf("Copies rows of pixels to planes, a channel each, where rows lie one behind the other.", "float* a, float* t, int rows, nint pixels, nint row, nint pixel, nint plane, nint lanes");
        code.Line("for (; rows > 0; rows--, a += row, t += pixels)");
        code.Line($"    for (nint i = 0; i < pixels; i += {Number(Width)})");
        code.Indented(2, () =>
        {
            code.Open();
            code.Line($"nint at = Math.Min(i, pixels - {Number(Width)});");
            code.Line("float* x = a + at * pixel, p = t + at;");
            code.Open($"for (nint lane = 0; lane < lanes; lane += {Number(Width)}, x += {Number(Width)}, p += {Number(Width)} * plane)");
            code.Line($"V {string.Join(", ", Enumerable.Range(0, Width).Select(i => $"x{Number(i)} = {Load("x" + (i == 0 ? "" : i == 1 ? " + pixel" : $" + {Number(i)} * pixel"))}"))};");
            code.Line($"T.StoreTransposed(p, plane, {Number(Width)}, {string.Join(", ", Enumerable.Range(0, Width).Select(i => "x" + Number(i)))});");
            code.Close();
            code.Close();
        });
        code.Close();
        return Library.Add("PackPixels", code.ToString());
    });
}
