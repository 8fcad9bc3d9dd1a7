using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints reductions in a fixed order: column sums over images and pixels, and row reductions (softmax, losses).</summary>
internal sealed class ReductionPrinter(VectorTarget target, MethodLibrary library) : KernelPrinter(target, library)
{
    /// <summary>Sums of one image are kept in this many interleaved vectors, to hide the latency of adding and to keep sums short.</summary>
    private const int Interleave = 4;

    /// <summary>The shared method. Parameters: inputs, output, begin, end (images, or blocks of eight lanes), batch, sizes.</summary>
    public MethodCall Print(ColumnReduction kernel)
    {
        var (code, sizes) = (new CodeWriter(), new Sizes());
        var grids = kernel.Inputs;
        var flat = grids.All(grid => grid.RowStep == kernel.Width * grid.PixelStep);
        var pixels = flat ? kernel.Width * kernel.Height : kernel.Width;
        var rows = kernel.Width * kernel.Height / pixels;
        var sum = kernel.Fold == RowFold.Sum;
        var names = grids.Select((_, i) => "p" + Number(i)).ToList();
        var printer = new ExpressionPrinter(Target) { Operand = operand => "v" + Number(operand) };
        var body = sizes.Lift(kernel.Body);
        if (kernel.PerImage)
        {
            code.Open("for (nint image = begin; image < end; image++)");
            code.Open($"for (nint lane = 0; lane < {sizes.Of("lanes", Packing.Pad(kernel.Lanes))}; lane += {Number(Target.Width)})");
            Image();
            var result = Address("t", ("image", sizes.Step("tImage", kernel.Output.ImageStep)), ("lane", "1"));
            code.Line(Target.Store(result, kernel.Accumulate ? Join(Target.Load(result), "folded") : "folded"));
            code.Close();
        }
        else if (kernel.AcrossLanes)
        {
            code.Open();
            code.Line($"var sum = {Target.Zero};");
            code.Open($"for (nint lane = 0; lane < {sizes.Of("lanes", Packing.Pad(kernel.Lanes))}; lane += {Number(Target.Width)})");
            code.Open("for (nint image = 0; image < batch; image++)");
            Image();
            code.Line($"sum = {Join("sum", "folded")};");
            code.Close();
            code.Close();
            code.Line($"*t {(kernel.Accumulate ? "+=" : "=")} {Target.Fold(kernel.Fold, "sum")};");
        }
        else
        {
            code.Open($"for (nint lane = begin * {Number(Packing.Half)}; lane < end * {Number(Packing.Half)}; lane += {Number(Target.Width)})");
            code.Line($"var total = {(kernel.Accumulate ? Target.Load("t + lane") : Start())};");
            code.Open("for (nint image = 0; image < batch; image++)");
            Image();
            code.Line($"total = {Join("total", "folded")};");
            code.Close();
            code.Line(Target.Store("t + lane", "total"));
        }

        code.Close();
        var method = new CodeWriter();
        method.Line($"/// <summary>{(kernel.PerImage ? "Each image's" : "All images'")} pixels: out[{(kernel.AcrossLanes ? "0" : "channel")}] {(kernel.Accumulate ? "+=" : "=")} {kernel.Fold.ToString().ToLowerInvariant()} of {TilePrinter.Escape(body.ToString())}.</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}({string.Join(", ", names.Append("t").Select(name => "float* " + name))}, int begin, int end, int batch{sizes.Parameters})");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(Library.Add("ColumnReduction", method.ToString()), sizes.Arguments);

        // One image's fold: four interleaved runs of pixels, joined at the end.
        void Image()
        {
            code.Line($"{Target.Type} {string.Join(", ", Enumerable.Range(0, Interleave).Select(i => $"fold{Number(i)} = {Start()}"))};");
            code.Open($"for (nint row = 0; row < {sizes.Of("rows", rows)}; row++)");
            var starts = grids.Select((grid, i) =>
                $"{names[i]}Row = {Address(names[i], ("image", sizes.Step(names[i] + "Image", grid.ImageStep)), ("row", grid.PixelStep == 0 && grid.RowStep == 0 ? "" : sizes.Of(names[i] + "Step", grid.RowStep)), ("lane", "1"))}");
            code.Line($"float* {string.Join(", ", starts)};");
            var steps = string.Concat(grids.Select((grid, i) => grid.PixelStep == 0 ? "" : $", {names[i]}Row += {Number(Interleave)} * {Pixel(i)}"));
            code.Open($"for (nint block = {sizes.Of("pixels", pixels)} / {Number(Interleave)}; block > 0; block--{steps})");
            for (var i = 0; i < Interleave; i++)
                Fold(i);
            code.Close();
            for (var i = 0; i < Interleave - 1; i++)
                Fold(i, $"if (pixels % {Number(Interleave)} > {Number(i)}) ");
            code.Close();
            code.Line($"var folded = {Join(Join("fold0", "fold1"), Join("fold2", "fold3"))};");
        }

        string Pixel(int grid) => sizes.Step(names[grid] + "Pixel", grids[grid].PixelStep);

        void Fold(int pixel, string condition = "")
        {
            var values = grids.Select((_, k) => $"var v{Number(k)} = {Target.Load(Address(names[k] + "Row", (pixel == 1 ? "" : Number(pixel), pixel == 0 ? "" : Pixel(k))))}; ");
            code.Line($"{condition}{{ {string.Concat(values)}fold{Number(pixel)} = {Join("fold" + Number(pixel), printer.Print(body))}; }}");
        }

        string Start() => sum ? Target.Zero : Target.Splat("float.NegativeInfinity");

        // A NaN must come through a maximum wherever it stands: the maximum keeps its left operand's, the selection takes a new one.
        string Join(string one, string other) => sum
            ? Target.Binary(BinaryOperation.Add, one, other)
            : Target.Select(Target.EqualTo(other, other), Target.Binary(BinaryOperation.Maximum, one, other), other);
    }

    /// <summary>The shared method. Parameters: inputs, output (if any), losses, labels, lossScale, begin, end (images).</summary>
    public string Print(RowReduction kernel)
    {
        var names = kernel.Inputs.Select((input, i) => "p" + Number(i)).ToList();
        var code = new CodeWriter();
        code.Line($"/// <summary>{Comment(kernel).Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}({string.Join(", ", names.Append("o").Select(name => "float* " + name))}, float* losses, int* labels, float scale, int begin, int end)");
        code.Line($"var lossScale = {Target.Splat("scale")};");
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
        return Library.Add("RowReduction", code.ToString());
    }

    private static string Comment(RowReduction kernel)
    {
        var folds = kernel.Folds.Select((fold, i) => $"row{Number(i)} = {fold.Fold.ToString().ToLowerInvariant()} {fold.Body}");
        return $"{(kernel.WholeImage ? "Each image" : "Each pixel")} of {Number(kernel.Height)}×{Number(kernel.Width)}×{Number(kernel.Lanes)}: {string.Join("; ", folds)}"
            + (kernel.Result is null ? "" : $"; out = {kernel.Result}") + (kernel.Loss is null ? "" : $"; loss += {kernel.Loss}") + ".";
    }

    private void PrintRow(CodeWriter code, RowReduction kernel, List<string> names)
    {
        var scalars = new List<string>();
        var printer = new ExpressionPrinter(Target) { Operand = operand => "v" + Number(operand), RowScalars = scalars, Index = "index", Label = "labelLanes" };
        if (kernel.UsesLabels)
        {
            code.Line("int label = " + (kernel.WholeImage
                ? "labels[image];"
                : $"labels[(image * {Number(kernel.Height)} + row) * {Number(kernel.Width)} + pixel];"));
            code.Line($"var labelLanes = {Target.Splat("(uint)label")};");
        }

        for (var step = 0; step < kernel.Folds.Count; step++)
        {
            var fold = kernel.Folds[step];
            var sum = fold.Fold == RowFold.Sum;
            var name = "fold" + Number(step);
            code.Line($"{Target.Type} {name} = {(sum ? Target.Zero : Target.Splat("float.NegativeInfinity"))};");
            Lanes(code, kernel, names, fold.Body, lanes =>
            {
                var value = printer.Print(fold.Body);
                if (lanes < Target.Width)
                    value = Target.Select(Target.Mask(lanes), value, sum ? Target.Zero : Target.Splat("float.NegativeInfinity"));
                code.Line($"{name} = {Target.Binary(sum ? BinaryOperation.Add : BinaryOperation.Maximum, name, value)};");
            });
            code.Line($"var row{Number(step)} = {Target.Splat(Target.Fold(fold.Fold, name))};");
            scalars.Add("row" + Number(step));
        }

        if (kernel.Loss is not null)
            code.Line($"loss += ({printer.Print(kernel.Loss)}).ToScalar();");
        if (kernel.Result is not null)
            Lanes(code, kernel, names, kernel.Result, lanes =>
            {
                var value = printer.Print(kernel.Result);
                // Padding lanes of a gradient are zero, always.
                code.Line(Target.Store(Place("o", kernel.Output!), lanes == 0 ? Target.Zero : lanes < Target.Width ? Target.And(Target.Mask(lanes), value) : value));
            }, padded: true);
    }

    /// <summary>Runs through a row's vectors; the last one, where it is not full, stands on its own with the number of its lanes.</summary>
    private void Lanes(CodeWriter code, RowReduction kernel, List<string> names, Expression body, System.Action<int> print, bool padded = false)
    {
        if (kernel.WholeImage)
        {
            code.Open($"for (nint row = 0; row < {Number(kernel.Height)}; row++)");
            code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        }

        var (full, rest) = (kernel.Lanes / Target.Width, kernel.Lanes % Target.Width);
        if (full > 0)
        {
            code.Open($"for (nint lane = 0; lane < {Number(full * Target.Width)}; lane += {Number(Target.Width)})");
            Element(Target.Width);
            code.Close();
        }

        if (rest > 0)
        {
            code.Open();
            code.Line($"nint lane = {Number(full * Target.Width)};");
            Element(rest);
            code.Close();
        }

        // Channels are padded to eight: a narrow target has vectors of nothing but padding.
        for (var first = (kernel.Lanes + Target.Width - 1) / Target.Width * Target.Width; padded && first < Packing.Pad(kernel.Lanes); first += Target.Width)
        {
            code.Open();
            code.Line($"nint lane = {Number(first)};");
            print(0);
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
                code.Line($"var index = {Target.Splat($"(uint)({Address("0", ("row", kernel.RowIndex.Row), ("pixel", kernel.RowIndex.Pixel), ("lane", kernel.RowIndex.Lane))})")} + {Target.LaneIndices(kernel.RowIndex.Lane)};");
            print(lanes);
        }
    }

    /// <summary>The caller's own memory has no padding behind it: there lanes are read one by one, and only those that exist.</summary>
    private string LoadLanes(string name, Grid grid, int lanes)
    {
        var place = Place(name, grid);
        if (grid.LaneStep == 1 && (lanes == Target.Width || grid.Region.IsPlanned))
            return Target.Load(place);
        var values = Enumerable.Range(0, Target.Width).Select(lane => lane < lanes ? $"*({Address(place, ("", (long)lane * grid.LaneStep))})" : "0f");
        return Target.Splat(string.Join(", ", values));
    }

    private static string Place(string name, Grid grid) =>
        Address(name, ("image", grid.ImageStep), ("row", grid.RowStep), ("pixel", grid.PixelStep), ("lane", grid.LaneStep));
}
