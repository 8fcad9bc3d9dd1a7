using System;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints pairwise reductions: for each image the distances of the others, then the formula over them, which leaves a weight for each of the others, then
/// the gradient: weight · (x − x'), added to the one and taken from the other.
/// </summary>
internal sealed class PairwisePrinter(MethodLibrary library) : KernelPrinter(library)
{
    /// <summary>The shared method. Parameters: input, output (if any), scratch, losses, labels, lossScale, batch.</summary>
    public MethodCall Print(PairwiseReduction kernel)
    {
        var code = new CodeWriter();
        var triples = kernel.Operation == PairwiseOperation.Triples;
        code.Line($"/// <summary>All images of {Number(kernel.Height)}×{Number(kernel.Width)}×{Number(kernel.Lanes)} with each other: {(triples ? "max(d² - d'² + margin, 0) over triples" : "½d², ½max(margin - d, 0)² over pairs")}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}(float* p, float* o, float* distances, float* losses, int* labels, float scale, int batch)");
        code.Line("float* weights = distances + batch;");
        code.Line("long count = 0;");
        if (kernel.Output is { } cleared)
        {
            code.Open("for (nint image = 0; image < batch; image++)");
            Elements(code, kernel, _ => code.Line(Simd.Store(At("o", cleared, "image"), Simd.Zero)));
            code.Close();
        }

        code.Open("for (nint anchor = 0; anchor < batch; anchor++)");
        Distances(code, kernel);
        code.Line("double loss = 0;");
        if (triples)
            Triples(code, kernel.Margin);
        else
            Pairs(code, kernel.Margin);
        code.Line("losses[anchor] = (float)loss;");
        if (kernel.Output is { } output)
            Scatter(code, kernel, output);
        code.Close();

        code.Line("float share = count == 0 ? 0 : (float)((double)batch / count);");
        code.Line("for (nint image = 0; image < batch; image++)");
        code.Line("    losses[image] *= share;");
        if (kernel.Output is { } scaled)
        {
            code.Line($"var factor = {Simd.Splat("scale * share")};");
            code.Open("for (nint image = 0; image < batch; image++)");
            Elements(code, kernel, _ => code.Line(Simd.Store(At("o", scaled, "image"), Simd.Binary(BinaryOperation.Multiply, Simd.Load(At("o", scaled, "image")), "factor"))));
            code.Close();
        }

        code.Close();
        return new MethodCall(Library.Add("PairwiseReduction", code.ToString()), "");
    }

    private static void Distances(CodeWriter code, PairwiseReduction kernel)
    {
        code.Open("for (nint other = 0; other < batch; other++)");
        code.Line($"var sum = {Simd.Zero};");
        Elements(code, kernel, lanes =>
        {
            Difference(code, kernel, lanes);
            code.Line($"sum = {Simd.MultiplyAdd("difference", "difference", "sum")};");
        });
        code.Line($"distances[other] = {Simd.Fold(RowFold.Sum, "sum")};");
        code.Line("weights[other] = 0;");
        code.Close();
    }

    /// <summary>Each pair once, at its first image. At distance 0 two different images have no direction to part in: the difference, and so the gradient, is 0.</summary>
    private static void Pairs(CodeWriter code, float margin)
    {
        code.Open("for (nint other = anchor + 1; other < batch; other++)");
        code.Line("count++;");
        code.Open("if (labels[other] == labels[anchor])");
        code.Line("loss += 0.5 * distances[other];");
        code.Line("weights[other] = 1;");
        code.Line("continue;");
        code.Close();
        code.Line("float distance = MathF.Sqrt(distances[other]);");
        code.Line($"float gap = {Number(margin)} - distance;");
        code.Line("// Written so that NaN counts: a network that diverged must look like it.");
        code.Line("if (gap <= 0)");
        code.Line("    continue;");
        code.Line("loss += 0.5 * gap * gap;");
        code.Line("weights[other] = -gap / MathF.Max(distance, 1e-12f);");
        code.Close();
    }

    private static void Triples(CodeWriter code, float margin)
    {
        code.Open("for (nint same = 0; same < batch; same++)");
        code.Line("if (same == anchor || labels[same] != labels[anchor])");
        code.Line("    continue;");
        code.Open("for (nint other = 0; other < batch; other++)");
        code.Line($"float excess = distances[same] - distances[other] + {Number(margin)};");
        code.Line("// Written so that NaN counts: a network that diverged must look like it.");
        code.Line("if (labels[other] == labels[anchor] || excess <= 0)");
        code.Line("    continue;");
        code.Line("loss += excess;");
        code.Line("weights[same] += 2;");
        code.Line("weights[other] -= 2;");
        code.Line("count++;");
        code.Close();
        code.Close();
    }

    private static void Scatter(CodeWriter code, PairwiseReduction kernel, Grid output)
    {
        code.Open("for (nint other = 0; other < batch; other++)");
        code.Line("if (weights[other] == 0)");
        code.Line("    continue;");
        code.Line($"var weight = {Simd.Splat("weights[other]")};");
        Elements(code, kernel, lanes =>
        {
            Difference(code, kernel, lanes);
            var (mine, theirs) = (At("o", output, "anchor"), At("o", output, "other"));
            code.Line($"difference = {Simd.Binary(BinaryOperation.Multiply, "difference", "weight")};");
            code.Line(Simd.Store(mine, Simd.Binary(BinaryOperation.Add, Simd.Load(mine), "difference")));
            code.Line(Simd.Store(theirs, Simd.Binary(BinaryOperation.Subtract, Simd.Load(theirs), "difference")));
        });
        code.Close();
    }

    private static void Difference(CodeWriter code, PairwiseReduction kernel, int lanes)
    {
        var value = Simd.Binary(BinaryOperation.Subtract, Simd.Load(At("p", kernel.Input, "anchor")), Simd.Load(At("p", kernel.Input, "other")));
        code.Line($"var difference = {(lanes < Simd.Width ? Simd.And(Simd.Mask(lanes), value) : value)};");
    }

    /// <summary>Runs through an image's vectors; the last one, where it is not full, stands on its own with the number of its lanes.</summary>
    private static void Elements(CodeWriter code, PairwiseReduction kernel, Action<int> print)
    {
        code.Open($"for (nint row = 0; row < {Number(kernel.Height)}; row++)");
        code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        var full = kernel.Lanes / Simd.Width * Simd.Width;
        if (full > 0)
        {
            code.Open($"for (nint lane = 0; lane < {Number(full)}; lane += {Number(Simd.Width)})");
            print(Simd.Width);
            code.Close();
        }

        if (full < kernel.Lanes)
        {
            code.Open();
            code.Line($"nint lane = {Number(full)};");
            print(kernel.Lanes - full);
            code.Close();
        }

        code.Close();
        code.Close();
    }

    private static string At(string name, Grid grid, string image) =>
        Address(name, (image, grid.ImageStep), ("row", grid.RowStep), ("pixel", grid.PixelStep), ("lane", grid.LaneStep));
}
