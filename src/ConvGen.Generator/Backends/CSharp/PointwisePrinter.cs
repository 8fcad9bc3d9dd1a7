using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints pointwise kernels: row by row, a row being one run of floats unless masks need to know where each element stands.</summary>
internal sealed class PointwisePrinter(VectorTarget target, MethodLibrary library) : KernelPrinter(target, library)
{
    /// <summary>The shared method. Parameters: inputs, output, begin, end (rows of images), key.</summary>
    public string Print(Pointwise kernel)
    {
        var grids = kernel.Inputs.Append(kernel.Output).ToList();
        var names = kernel.Inputs.Select((input, i) => "p" + Number(i)).Append("o").ToList();
        var indexed = kernel.Body.Any(node => node is DropoutMask);
        var flat = !indexed && grids.All(grid => grid.PixelStep == kernel.Lanes);
        var code = new CodeWriter();
        code.Line($"/// <summary>{Number(kernel.Height)}×{Number(kernel.Width)}×{Number(kernel.Lanes)}: out = {kernel.Body.ToString().Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}({string.Join(", ", names.Select(name => "float* " + name))}, int begin, int end, uint key)");
        code.Open("for (int item = begin; item < end; item++)");
        if (kernel.Height == 1)
            Decompose(code, "item", [("image", 1)]);
        else
            Decompose(code, "item", [("image", 1), ("row", kernel.Height)]);
        for (var i = 0; i < grids.Count; i++)
            code.Line($"float* {names[i]}Row = {Address(names[i], ("image", grids[i].ImageStep), ("row", kernel.Height == 1 ? 0 : grids[i].RowStep))};");
        var length = flat ? kernel.Width * kernel.Lanes : kernel.Lanes;
        if (!flat)
            code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        code.Open($"for (nint lane = 0; lane < {Number(length)}; lane += {Number(Target.Width)})");
        string At(int grid) => Address(names[grid] + "Row", ("pixel", flat ? 0 : grids[grid].PixelStep), ("lane", 1));
        if (indexed)
        {
            var index = kernel.Index;
            var place = Address(
                "0", ("image", index.Image), ("row", kernel.Height == 1 ? 0 : index.Row), ("pixel", index.Pixel), ("lane", index.Lane));
            code.Line($"var index = {Target.Splat($"(uint)({place})")} + {Target.LaneIndices(index.Lane)};");
        }

        var printer = new ExpressionPrinter(Target) { Operand = operand => "v" + Number(operand), Index = "index" };
        for (var i = 0; i < kernel.Inputs.Count; i++)
            code.Line($"var v{Number(i)} = {Target.Load(At(i))};");
        code.Line(Target.Store(At(grids.Count - 1), printer.Print(kernel.Body)));
        code.Close();
        if (!flat)
            code.Close();
        code.Close();
        code.Close();
        return Library.Add("Pointwise", code.ToString());
    }
}
