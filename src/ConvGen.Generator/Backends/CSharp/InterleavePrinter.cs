using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints what lays images side by side and takes them apart again: blocks of eight numbers of eight images, transposed. A run's last block may lie over the one before.</summary>
internal sealed class InterleavePrinter(MethodLibrary library) : KernelPrinter(library)
{
    private static readonly string _images = Number(Interleaved.Images);

    /// <summary>The shared method. Parameters: source, target, begin, end (groups), batch, sizes.</summary>
    public MethodCall Print(Interleave kernel)
    {
        var (code, sizes) = (new CodeWriter(), new Sizes());
        var image = sizes.Of("image", kernel.Image);
        var run = sizes.Of("run", kernel.Run);
        code.Open("for (nint item = begin; item < end; item++)");
        code.Line($"nint first = {_images} * item, images = Math.Min({_images}, batch - first);");
        var group = $"item * {sizes.Of("group", SideBySide.Group(kernel.Together))}";
        var (from, to) = kernel.TakesApart ? (group, $"first * {image}") : ($"first * {image}", group);
        code.Line($"float* from = s + {from}, to = t + {to};");
        var leaf = kernel.TakesApart ? TakeApart(kernel.Channels > 0) : LaySideBySide(kernel.Repeats);
        var call = $"{leaf}(from, to, {image}, images, {run}{(kernel.Channels > 0 ? $", {sizes.Of("channels", kernel.Channels)}" : "")});";
        if (kernel.Rows == 1)
            code.Line(call);
        else
            code.Block($"for (nint row = {sizes.Of("rows", kernel.Rows)}; row > 0; row--, from += {sizes.Of("fromRow", kernel.TakesApart ? kernel.Row.Together : kernel.Row.Apart)}, to += {sizes.Of("toRow", kernel.TakesApart ? kernel.Row.Apart : kernel.Row.Together)})", () => code.Line(call));
        code.Close();

        var method = new CodeWriter();
        method.Line($"/// <summary>{(kernel.TakesApart ? "Takes groups of images apart" : "Lays images side by side")}.</summary>");
        method.Line(Driver);
        method.Open($"private static void {MethodLibrary.Name}(float* s, float* t, int begin, int end, int batch{sizes.Parameters})");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(Library.Add(kernel.TakesApart ? "Apart" : "SideBySide", method.ToString()), sizes.Arguments);
    }

    private string LaySideBySide(bool repeats) => Library.Once(("LayRun", repeats), () =>
    {
        var code = Leaf(
            $"Lays a run of numbers of up to {_images} images side by side; in the places of missing ones {(repeats ? "the last image stands" : "zeros stand")}.",
            "float* s, float* t, nint image, nint images, nint run");
        code.Open($"for (nint half = 0; half < {_images}; half += {Number(Width)}, t += {Number(Width)})");
        code.Line($"nint {string.Join(", ", Enumerable.Range(0, Width).Select(i => $"i{Number(i)} = Math.Min(half + {Number(i)}, images - 1) * image"))};");
        code.Open($"for (nint i = 0; i < run; i += {Number(Width)})");
        code.Line($"nint at = Math.Min(i, run - {Number(Width)});");
        code.Line($"V {string.Join(", ", Enumerable.Range(0, Width).Select(i => $"x{Number(i)} = {Load($"s + i{Number(i)} + at")}"))};");
        if (!repeats)
            code.Block($"if (half + {Number(Width)} > images)", () =>
            {
                for (var i = 0; i < Width; i++)
                    code.Line($"if (half + {Number(i)} >= images) x{Number(i)} = {Zero};");
            });
        code.Line($"T.StoreTransposed(t + {_images} * at, {_images}, {Number(Width)}, {string.Join(", ", Enumerable.Range(0, Width).Select(i => "x" + Number(i)))});");
        code.Close();
        code.Close();
        code.Close();
        return Library.Add("LayRun", code.ToString());
    });

    private string TakeApart(bool hasPadding) => Library.Once(("TakeRun", hasPadding), () =>
    {
        var code = Leaf(
            $"Takes a run of numbers of up to {_images} images apart{(hasPadding ? "; those past the channels become zeros" : "")}.",
            "float* s, float* t, nint image, nint images, nint run" + (hasPadding ? ", nint channels" : ""));
        code.Open($"for (nint half = 0; half < images; half += {Number(Width)}, s += {Number(Width)}, t += {Number(Width)} * image)");
        code.Line($"nint left = Math.Min({Number(Width)}, images - half);");
        code.Open($"for (nint at = 0; at < run; at += {Number(Width)})");
        if (hasPadding)
            code.Line("nint valid = channels - at;");
        for (var i = 0; i < Width; i++)
            code.Line($"V x{Number(i)} = {(hasPadding ? $"{Number(i)} < valid ? " : "")}{Load($"s + {_images} * (at + {Number(i)})")}{(hasPadding ? " : " + Zero : "")};");
        code.Line($"T.StoreTransposed(t + at, image, left, {string.Join(", ", Enumerable.Range(0, Width).Select(i => "x" + Number(i)))});");
        code.Close();
        code.Close();
        code.Close();
        return Library.Add("TakeRun", code.ToString());
    });
}
