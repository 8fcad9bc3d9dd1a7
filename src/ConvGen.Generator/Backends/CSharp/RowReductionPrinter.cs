using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints row reductions (softmax, losses), in a fixed order.</summary>
internal sealed class RowReductionPrinter(MethodLibrary library) : KernelPrinter(library)
{
    /// <summary>The shared method. Parameters: inputs, output (if any), losses, labels, lossScale, begin, end (images).</summary>
    public MethodCall Print(RowReduction kernel)
    {
        var names = kernel.Inputs.Select((input, i) => "p" + Number(i)).ToList();
        var code = new CodeWriter();
        code.Line($"/// <summary>{Comment(kernel).Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}({string.Join(", ", names.Append("o").Select(name => "float* " + name))}, float* losses, int* labels, float scale, int begin, int end)");
        code.Line($"var lossScale = {Simd.Splat("scale")};");
        code.Open("for (nint image = begin; image < end; image++)");
        if (kernel.Loss is not null)
            code.Line("float loss = 0;");
        if (!kernel.WholeImage)
        {
            code.Open($"for (nint row = 0; row < {Number(kernel.Height)}; row++)");
            code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        }

        PrintRow(code, kernel, names);
        if (!kernel.WholeImage)
        {
            code.Close();
            code.Close();
        }

        if (kernel.Loss is not null)
            code.Line("losses[image] = loss;");
        code.Close();
        code.Close();
        return new MethodCall(Library.Add("RowReduction", code.ToString()), "");
    }

    private static string Comment(RowReduction kernel)
    {
        var folds = kernel.Folds.Select((fold, i) => $"row{Number(i)} = {fold.Fold.ToString().ToLowerInvariant()} {fold.Body}");
        return $"{(kernel.WholeImage ? "Each image" : "Each pixel")} of {Number(kernel.Height)}×{Number(kernel.Width)}×{Number(kernel.Lanes)}: {string.Join("; ", folds)}"
            + (kernel.Result is null ? "" : $"; out = {kernel.Result}") + (kernel.Loss is null ? "" : $"; loss += {kernel.Loss}") + ".";
    }

    private static void PrintRow(CodeWriter code, RowReduction kernel, List<string> names)
    {
        var scalars = new List<string>();
        var printer = new ExpressionPrinter() { Operand = operand => "v" + Number(operand), RowScalars = scalars, Index = "index", Label = "labelLanes" };
        if (kernel.UsesLabels)
        {
            code.Line("int label = " + (kernel.WholeImage
                ? "labels[image];"
                : $"labels[(image * {Number(kernel.Height)} + row) * {Number(kernel.Width)} + pixel];"));
            code.Line("var labelLanes = T.CreateBits((uint)label);");
        }

        for (var step = 0; step < kernel.Folds.Count; step++)
        {
            var fold = kernel.Folds[step];
            var sum = fold.Fold == RowFold.Sum;
            var name = "fold" + Number(step);
            code.Line($"{Simd.Type} {name} = {(sum ? Simd.Zero : Simd.Splat("float.NegativeInfinity"))};");
            Lanes(code, kernel, names, fold.Body, lanes =>
            {
                var value = printer.Print(fold.Body);
                if (lanes < Simd.Width)
                    value = Simd.Select(Simd.Mask(lanes), value, sum ? Simd.Zero : Simd.Splat("float.NegativeInfinity"));
                code.Line($"{name} = {Simd.Binary(sum ? BinaryOperation.Add : BinaryOperation.Maximum, name, value)};");
            });
            code.Line($"var row{Number(step)} = {Simd.Splat(Simd.Fold(fold.Fold, name))};");
            scalars.Add("row" + Number(step));
        }

        if (kernel.Loss is not null)
            code.Line($"loss += {Simd.Scalar(printer.Print(kernel.Loss))};");
        if (kernel.Result is not null)
            Lanes(code, kernel, names, kernel.Result, lanes =>
            {
                var value = printer.Print(kernel.Result);
                // Padding lanes of a gradient are zero, always.
                code.Line(Simd.Store(Place("o", kernel.Output!), lanes < Simd.Width ? Simd.And(Simd.Mask(lanes), value) : value));
            });
    }

    /// <summary>Runs through a row's vectors; the last one, where it is not full, stands on its own with the number of its lanes.</summary>
    private static void Lanes(CodeWriter code, RowReduction kernel, List<string> names, Expression body, System.Action<int> print)
    {
        if (kernel.WholeImage)
        {
            code.Open($"for (nint row = 0; row < {Number(kernel.Height)}; row++)");
            code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        }

        var (full, rest) = (kernel.Lanes / Simd.Width, kernel.Lanes % Simd.Width);
        if (full > 0)
        {
            code.Open($"for (nint lane = 0; lane < {Number(full * Simd.Width)}; lane += {Number(Simd.Width)})");
            Element(Simd.Width);
            code.Close();
        }

        if (rest > 0)
        {
            code.Open();
            code.Line($"nint lane = {Number(full * Simd.Width)};");
            Element(rest);
            code.Close();
        }

        if (kernel.WholeImage)
        {
            code.Close();
            code.Close();
        }

        void Element(int lanes)
        {
            for (var i = 0; i < kernel.Inputs.Count; i++)
            {
                var operand = i;
                if (body.Any(node => node == new Load(operand)))
                    code.Line($"var v{Number(i)} = {LoadLanes(names[i], kernel.Inputs[i], lanes)};");
            }

            if (body.Any(node => node is IsLabel))
                code.Line($"var index = {Simd.Indices(Address("0", ("row", kernel.RowIndex.Row), ("pixel", kernel.RowIndex.Pixel), ("lane", kernel.RowIndex.Lane)), kernel.RowIndex.Lane)};");
            print(lanes);
        }
    }

    /// <summary>The caller's own memory has no padding behind it: there lanes are read one by one, and only those that exist.</summary>
    private static string LoadLanes(string name, Grid grid, int lanes)
    {
        var place = Place(name, grid);
        if (grid.LaneStep == 1 && (lanes == Simd.Width || grid.Region.IsPlanned))
            return Simd.Load(place);
        return Simd.Gather(place, grid.LaneStep, lanes);
    }

    private static string Place(string name, Grid grid) =>
        Address(name, ("image", grid.ImageStep), ("row", grid.RowStep), ("pixel", grid.PixelStep), ("lane", grid.LaneStep));
}
