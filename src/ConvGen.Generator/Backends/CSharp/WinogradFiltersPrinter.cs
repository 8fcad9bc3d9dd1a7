using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the transform of filters for Winograd convolution, G g Gᵀ: eight filters of a channel at a time.</summary>
internal sealed class WinogradFiltersPrinter(MethodLibrary library, WinogradFilters kernel) : KernelPrinter(library)
{
    private const int Taps = 3;

    /// <summary>The shared method. Parameters: weights, u, begin, end (panels), sizes.</summary>
    public MethodCall Print()
    {
        var (transform, sizes) = (kernel.Transform, new Sizes());
        var (taps, patch) = (Enumerable.Range(0, Taps).ToList(), Enumerable.Range(0, transform.Patch).ToList());
        var (channels, width) = (sizes.Of("channels", kernel.Channels), Number(Packing.Width));
        var code = new CodeWriter();
        code.Line($"/// <summary>Transforms 3×3 filters to {Number(transform.Patch)}×{Number(transform.Patch)} points: columns first, then rows; t holds what lies between.</summary>");
        code.Line("[SkipLocalsInit]");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}(float* g, float* u, int begin, int end, nint channels, nint panels, nint tapRow, nint tapColumn)");
        code.Line($"float* t = stackalloc float[{Number(Taps * transform.Patch * Width)}];");
        code.Line($"nint bank = channels * {width}, point = panels * bank;");
        code.Open("for (nint panel = begin; panel < end; panel++)");
        code.Open($"for (nint lane = 0; lane < bank; lane += {Number(Width)})");
        code.Line($"float* from = g + panel * {Number(Taps * Taps)} * bank + lane, to = t, target = u + panel * bank + lane;");
        code.Open($"for (nint j = 0; j < {Number(Taps)}; j++, from += tapColumn, to += {Number(Width)})");
        code.Line($"V {string.Join(", ", taps.Select(j => $"d{Number(j)} = {Load(Address("from", (j == 1 ? "" : Number(j), j == 0 ? "" : "tapRow")))}"))};");
        foreach (var line in LinearPrinter.Print(transform.Filter, j => "d" + Number(j), j => "r" + Number(j)))
            code.Line(line);
        code.Line(string.Join(" ", patch.Select(j => Store($"to + {Number(Width * Taps * j)}", "r" + Number(j)))));
        code.Close();
        code.Line("from = t;");
        code.Open($"for (nint j = 0; j < {Number(transform.Patch)}; j++, from += {Number(Width * Taps)}, target += {Number(transform.Patch)} * point)");
        code.Line($"V {string.Join(", ", taps.Select(j => $"d{Number(j)} = {Load($"from + {Number(Width * j)}")}"))};");
        foreach (var line in LinearPrinter.Print(transform.Filter, j => "d" + Number(j), j => "r" + Number(j)))
            code.Line(line);
        code.Line(string.Join(" ", patch.Select(j => Store(Address("target", (j == 1 ? "" : Number(j), j == 0 ? "" : "point")), "r" + Number(j)))));
        code.Close();
        code.Close();
        code.Close();
        code.Close();
        _ = (sizes.Of("panels", kernel.Panels), sizes.Of("tapRow", kernel.RowStep), sizes.Of("tapColumn", kernel.ColumnStep), channels);
        return new MethodCall(Library.Add("TransformFilters", code.ToString()), sizes.Arguments);
    }
}
