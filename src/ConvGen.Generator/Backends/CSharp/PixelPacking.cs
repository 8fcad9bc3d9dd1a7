using System.Linq;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the methods that copy maps to planes, where a channel's pixels are neighbours, row behind row. They work with vectors of eight: so many channels are padded to.</summary>
internal sealed class PixelPacking(MethodLibrary library)
{
    /// <summary>Rows of neighbouring pixels, as they are; a row's last eight may have been copied before.</summary>
    public string Rows() => library.Once("PackRows", () =>
    {
        var code = Leaf("Copies rows of pixels to a plane, where they lie one behind the other.", "float* a, float* t, int rows, nint pixels, nint row");
        code.Line("for (; rows > 0; rows--, a += row, t += pixels)");
        code.Line($"    for (nint i = 0; i < pixels; i += {Number(Width)})");
        code.Indented(2, () =>
        {
            code.Open();
            code.Line($"nint at = Math.Min(i, pixels - {Number(Width)});");
            code.Line(Store("t + at", Load("a + at")));
            code.Close();
        });
        code.Close();
        return library.Add("PackRows", code.ToString());
    });

    /// <summary>Eight pixels of eight channels at a time become eight pixels of a plane each; a row's last eight may have been there before.</summary>
    public string Pixels() => library.Once("PackPixels", () =>
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
        return library.Add("PackPixels", code.ToString());
    });

    private static CodeWriter Leaf(string summary, string parameters)
    {
        var code = new CodeWriter();
        code.Line($"/// <summary>{summary}</summary>");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        code.Open($"private static void {MethodLibrary.Name}({parameters})");
        return code;
    }
}
