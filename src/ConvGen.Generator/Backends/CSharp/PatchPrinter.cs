using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the leaves, for vectors of any width, that Winograd convolutions and their filters' gradients share: patches of pixels to points, and copies of patches at the edge.</summary>
internal sealed class PatchPrinter(MethodLibrary library, WinogradTransform transform) : KernelPrinter(library)
{
    /// <summary>Bᵀ d B of a patch of inputs of so many channels.</summary>
    public string Input(int channels) => Transform("TransformInput", transform.Input) + Vectors(channels);

    /// <summary>A d Aᵀ of a tile of the result's gradient of so many channels: what the transform back to pixels does, read backwards.</summary>
    public string Gradient(int channels) => Transform("TransformGradient", WinogradTransform.Transposed(transform.Output)) + Vectors(channels);

    /// <summary>The widest vectors, where channels fill them.</summary>
    public static string Vectors(int channels) => channels % Packing.Width == 0 ? Widest : Narrow;

    /// <summary>A copy of a patch, zeros where it leaves what there is.</summary>
    public string Copy(int size) => Library.Once(("patch", size), () =>
    {
        var code = new CodeWriter();
        var extent = Number(size);
        code.Line($"/// <summary>Copies what there is of a patch of {extent}×{extent} pixels; zeros stand for the rest.</summary>");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        code.Open($"private static void {MethodLibrary.Name}(float* x, float* patch, nint channels, nint rows, nint columns, nint row, nint pixel)");
        code.Line($"new Span<float>(patch, {Number(size * size)} * (int)channels).Clear();");
        code.Line($"for (nint i = 0; i < Math.Min(rows, {extent}); i++)");
        code.Line($"    for (nint j = 0; j < Math.Min(columns, {extent}); j++)");
        code.Line($"        new Span<float>(x + i * row + j * pixel, (int)channels).CopyTo(new Span<float>(patch + (i * {extent} + j) * channels, (int)channels));");
        code.Close();
        return Library.Add("CopyPatch", code.ToString());
    });

    /// <summary>M d Mᵀ of a patch, a vector of channels at a time, each point to a place of its own.</summary>
    private string Transform(string name, float[,] matrix) => Library.Once((name, transform), () =>
    {
        var (points, pixels) = (Enumerable.Range(0, matrix.GetLength(0)).ToList(), Enumerable.Range(0, matrix.GetLength(1)).ToList());
        var (to, from) = (Number(points.Count), Number(pixels.Count));
        var code = new CodeWriter();
        code.Line($"/// <summary>Transforms a patch of {from}×{from} pixels to {to}×{to} points: columns first, then rows; t holds what lies between.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* x, float* v, nint point, nint channels, float* t, nint row, nint pixel){TypeConstraints}");
        code.Line($"nint {string.Join(", ", pixels.Skip(2).Select(j => $"row{Number(j)} = {Number(j)} * row").Concat(points.Skip(2).Select(j => $"point{Number(j)} = {Number(j)} * point")))};");
        code.Open($"for (nint lane = 0; lane < channels; lane += {AnyWidth})");
        code.Line("float* from = x + lane, to = t, target = v + lane;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {from}; j++, from += pixel, to += {AnyWidth})", matrix, j => "from" + Times(j, "row"), () =>
            LinearPrinter.StoreAll(code, matrix, j => LinearPrinter.Vectors("to", pixels.Count * j)));
        code.Line("from = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {to}; j++, from += {Number(pixels.Count)} * {AnyWidth}, target += {to} * point)", matrix, j => LinearPrinter.Vectors("from", j), () =>
            LinearPrinter.StoreAll(code, matrix, j => "target" + Times(j, "point")));
        code.Close();
        code.Close();
        return Library.Add(name, code.ToString());
    });

    private static string Times(int count, string step) => count == 0 ? "" : count == 1 ? " + " + step : $" + {step}{Number(count)}";
}
