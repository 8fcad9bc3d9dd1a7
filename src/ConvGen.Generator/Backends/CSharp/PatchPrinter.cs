using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the leaves, for vectors of any width, that Winograd convolutions and their filters' gradients share: patches of pixels to points, and copies of patches at the edge.</summary>
internal sealed class PatchPrinter(MethodLibrary library, WinogradTransform transform) : KernelPrinter(library)
{
    /// <summary>Points of a row that registers hold beside the pixels that they are made of.</summary>
    private const int MostHeld = 6;

    /// <summary>Bᵀ d B of a patch of inputs of so many channels, or of those of a phase.</summary>
    public string Input(int channels, WinogradTransform.Phase phase = default) => Transform("TransformInput", transform.InputOf(phase.Row), transform.InputOf(phase.Column), phase) + Vectors(transform.Lanes(channels));

    /// <summary>A d Aᵀ of a tile of the result's gradient of so many channels: what the transform back to pixels does, read backwards.</summary>
    public string Gradient(int channels) => Transform("TransformGradient", WinogradTransform.Transposed(transform.Output), WinogradTransform.Transposed(transform.Output)) + Vectors(channels);

    /// <summary>The widest vectors, where channels fill them.</summary>
    public static string Vectors(int channels) => channels % Packing.Width == 0 ? Widest : Narrow;

    /// <summary>A copy of a patch whose pixels lie side by side, channels and all; zeros where it leaves what there is.</summary>
    public string CopyRows(int size) => Library.Once(("patch of rows", size), () =>
    {
        var (code, extent) = (new CodeWriter(), Number(size));
        code.Line($"/// <summary>Copies what there is of a patch of {extent}×{extent} pixels, row by row; zeros stand for the rest.</summary>");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        code.Open($"private static void {MethodLibrary.Name}(float* x, float* patch, nint channels, nint rows, nint columns, nint row)");
        code.Line($"new Span<float>(patch, {Number(size * size)} * (int)channels).Clear();");
        code.Line($"for (nint i = 0; i < Math.Min(rows, {extent}); i++)");
        code.Line($"    new Span<float>(x + i * row, (int)(Math.Min(columns, {extent}) * channels)).CopyTo(new Span<float>(patch + i * {extent} * channels, {extent} * (int)channels));");
        code.Close();
        return Library.Add("CopyPatch", code.ToString());
    });

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

    /// <summary>M d Nᵀ of a patch, a vector of channels at a time, each point to a place of its own; a row of points has room for all, those of other phases too.</summary>
    private string Transform(string name, float[,] down, float[,] right, WinogradTransform.Phase phase = default) => Library.Once((name, transform, phase), () =>
    {
        var (rows, columns, pixelRows, pixelColumns) = (down.GetLength(0), right.GetLength(0), down.GetLength(1), right.GetLength(1));
        var code = new CodeWriter();
        code.Line($"/// <summary>Transforms a patch of {Number(pixelRows)}×{Number(pixelColumns)} pixels to {Number(rows)}×{Number(columns)} points: columns first, then rows; t holds what lies between.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* x, float* v, nint point, nint channels, float* t, nint row, nint pixel){TypeConstraints}");
        var steps = Enumerable.Range(2, pixelRows - 2).Select(j => $"row{Number(j)} = {Number(j)} * row").Concat(Enumerable.Range(2, columns - 2).Select(j => $"point{Number(j)} = {Number(j)} * point")).ToList();
        if (steps.Count > 0)
            code.Line($"nint {string.Join(", ", steps)};");
        code.Open($"for (nint lane = 0; lane < channels; lane += {AnyWidth})");
        code.Line("float* from = x + lane, to = t, target = v + lane;");
        Loop($"for (nint j = 0; j < {Number(pixelColumns)}; j++, from += pixel, to += {AnyWidth})", down, j => "from" + Times(j, "row"), j => LinearPrinter.Vectors("to", pixelColumns * j));
        code.Line("from = t;");
        Loop($"for (nint j = 0; j < {Number(rows)}; j++, from += {Number(pixelColumns)} * {AnyWidth}, target += {Number(transform.Patch)} * point)", right, j => LinearPrinter.Vectors("from", j), j => "target" + Times(j, "point"));
        code.Close();
        code.Close();
        return Library.Add(name, code.ToString());

        void Loop(string loop, float[,] matrix, System.Func<int, string> load, System.Func<int, string> place)
        {
            if (matrix.GetLength(0) > MostHeld)
                LinearPrinter.StoringLoop(code, loop, matrix, load, place);
            else
                LinearPrinter.Loop(code, loop, matrix, load, () => LinearPrinter.StoreAll(code, matrix, place));
        }
    });

    private static string Times(int count, string step) => count == 0 ? "" : count == 1 ? " + " + step : $" + {step}{Number(count)}";
}
