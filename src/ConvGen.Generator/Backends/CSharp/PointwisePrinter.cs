using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints pointwise kernels: row by row, a row being one run of floats unless masks need to know where each element stands.</summary>
internal sealed class PointwisePrinter(VectorTarget target, MethodLibrary library) : KernelPrinter(target, library)
{
    /// <summary>True where the formula counts the batch's elements: then the method takes the batch too.</summary>
    public static bool Counts(Pointwise kernel) => kernel.Body.Any(node => node is BatchCount);

    /// <summary>The shared method. Parameters: inputs, output, begin, end (rows of images), key, and the batch where the formula counts.</summary>
    public string Print(Pointwise kernel)
    {
        var grids = kernel.Inputs.Append(kernel.Output).ToList();
        var names = kernel.Inputs.Select((input, i) => "p" + Number(i)).Append("o").ToList();
        var indexed = kernel.Body.Any(node => node is DropoutMask);
        var (full, rest) = (kernel.Lanes / Target.Width * Target.Width, kernel.Lanes % Packing.Half);
        var flat = !indexed && rest == 0 && grids.All(grid => grid.PixelStep == kernel.Lanes);
        var code = new CodeWriter();
        code.Line($"/// <summary>{Number(kernel.Height)}×{Number(kernel.Width)}×{Number(kernel.Lanes)}: out = {kernel.Body.ToString().Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}({string.Join(", ", names.Select(name => "float* " + name))}, int begin, int end, uint key{(Counts(kernel) ? ", int batch" : "")})");
        code.Open("for (int item = begin; item < end; item++)");
        if (kernel.Height == 1)
            Decompose(code, "item", [("image", 1)]);
        else
            Decompose(code, "item", [("image", 1), ("row", kernel.Height)]);
        for (var i = 0; i < grids.Count; i++)
            code.Line($"float* {names[i]}Row = {Address(names[i], ("image", grids[i].ImageStep), ("row", kernel.Height == 1 ? 0 : grids[i].RowStep))};");
        var length = flat ? kernel.Width * kernel.Lanes : full;
        if (!flat)
            code.Open($"for (nint pixel = 0; pixel < {Number(kernel.Width)}; pixel++)");
        if (length > 0)
        {
            code.Open($"for (nint lane = 0; lane < {Number(length)}; lane += {Number(Target.Width)})");
            Element(Target.Width);
            code.Close();
        }

        // A count that is no multiple of eight means: the lanes up to there are padding and stay zero.
        for (var first = full; rest > 0 && first < Packing.Pad(kernel.Lanes); first += Target.Width)
        {
            code.Open();
            code.Line($"nint lane = {Number(first)};");
            Element(System.Math.Max(0, kernel.Lanes - first));
            code.Close();
        }

        if (!flat)
            code.Close();
        code.Close();
        code.Close();
        return Library.Add("Pointwise", code.ToString());

        string At(int grid) => Address(names[grid] + "Row", ("pixel", flat ? 0 : grids[grid].PixelStep), ("lane", grids[grid].LaneStep));

        void Element(int lanes)
        {
            if (lanes == 0)
            {
                code.Line(Target.Store(At(grids.Count - 1), Target.Zero));
                return;
            }

            if (indexed)
            {
                var index = kernel.Index;
                var place = Address(
                    "0", ("image", index.Image), ("row", kernel.Height == 1 ? 0 : index.Row), ("pixel", index.Pixel), ("lane", index.Lane));
                code.Line($"var index = {Target.Splat($"(uint)({place})")} + {Target.LaneIndices(index.Lane)};");
            }

            var printer = new ExpressionPrinter(Target) { Operand = operand => "v" + Number(operand), Index = "index" };
            for (var i = 0; i < kernel.Inputs.Count; i++)
                code.Line($"var v{Number(i)} = {(grids[i].LaneStep == 0 ? Target.Broadcast(At(i)) : Target.Load(At(i)))};");
            var value = printer.Print(kernel.Body);
            code.Line(Target.Store(At(grids.Count - 1), lanes < Target.Width ? Target.And(Target.Mask(lanes), value) : value));
        }
    }
}
