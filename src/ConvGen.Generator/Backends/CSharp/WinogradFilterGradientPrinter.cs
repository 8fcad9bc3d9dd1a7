using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the way back from transformed filters' gradients to filters', Gᵀ dU G, added to what is there: a vector of a channel's filters at a time.</summary>
internal sealed class WinogradFilterGradientPrinter(MethodLibrary library, WinogradFilterGradient kernel) : KernelPrinter(library)
{
    private readonly int _taps = kernel.Transform.FilterSize;

    /// <summary>The shared method. Parameters: u, gradients, begin, end (panels), sizes.</summary>
    public MethodCall Print()
    {
        var (transform, sizes) = (kernel.Transform, new Sizes());
        var matrix = WinogradTransform.Transposed(transform.Filter);
        var (extent, width) = (Number(transform.Patch), Number(Packing.Width));
        _ = (sizes.Of("channels", kernel.Channels), sizes.Of("panels", kernel.Panels));
        var code = new CodeWriter();
        code.Line($"/// <summary>Adds {Number(_taps)}×{Number(_taps)} filters' gradients, from those of {extent}×{extent} points: columns first, then rows; t holds what lies between.</summary>");
        code.Line("[SkipLocalsInit]");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* u, float* g, int begin, int end{sizes.Parameters}){TypeConstraints}");
        code.Line($"float* t = stackalloc float[{Number(_taps * transform.Patch)} * {AnyWidth}];");
        code.Line($"nint bank = channels * {width}, point = panels * bank;");
        code.Open("for (nint panel = begin; panel < end; panel++)");
        code.Open($"for (nint lane = 0; lane < bank; lane += {AnyWidth})");
        code.Line($"float* from = u + panel * bank + lane, to = t, target = g + panel * {Number(_taps * _taps)} * bank + lane;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {extent}; j++, from += point, to += {AnyWidth})", matrix, j => Address("from", (Number(j * transform.Patch), j == 0 ? "" : "point")), () =>
            LinearPrinter.StoreAll(code, matrix, j => LinearPrinter.Vectors("to", transform.Patch * j)));
        code.Line("from = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(_taps)}; j++, from += {Number(transform.Patch)} * {AnyWidth}, target += {Number(_taps)} * bank)", matrix, j => LinearPrinter.Vectors("from", j), () =>
            code.Line(string.Join(" ", Enumerable.Range(0, _taps).Select(j => Place(j) is var place ? Store(place, $"T.Add({Load(place)}, r{Number(j)})") : ""))));
        code.Close();
        code.Close();
        code.Close();
        return new MethodCall(Library.Add("AddFilterGradients", code.ToString()) + Widest, sizes.Arguments);

        static string Place(int tap) => Address("target", (tap == 1 ? "" : Number(tap), tap == 0 ? "" : "bank"));
    }
}
