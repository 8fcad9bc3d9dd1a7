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
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(Taps)}; j++, from += tapColumn, to += {Number(Width)})", transform.Filter, j => Address("from", (j == 1 ? "" : Number(j), j == 0 ? "" : "tapRow")), () =>
            LinearPrinter.StoreAll(code, transform.Filter, j => $"to + {Number(Width * Taps * j)}"));
        code.Line("from = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(transform.Patch)}; j++, from += {Number(Width * Taps)}, target += {Number(transform.Patch)} * point)", transform.Filter, j => $"from + {Number(Width * j)}", () =>
            LinearPrinter.StoreAll(code, transform.Filter, j => Address("target", (j == 1 ? "" : Number(j), j == 0 ? "" : "point"))));
        code.Close();
        code.Close();
        code.Close();
        _ = (sizes.Of("panels", kernel.Panels), sizes.Of("tapRow", kernel.RowStep), sizes.Of("tapColumn", kernel.ColumnStep), channels);
        return new MethodCall(Library.Add("TransformFilters", code.ToString()), sizes.Arguments);
    }
}
