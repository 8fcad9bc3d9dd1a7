using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the transform of filters for Winograd convolution, G g Gᵀ: a vector of a channel's filters at a time.</summary>
internal sealed class WinogradFiltersPrinter(MethodLibrary library, WinogradFilters kernel) : KernelPrinter(library)
{
    private const int Taps = 3;

    /// <summary>The shared method. Parameters: weights, u, begin, end (panels), sizes.</summary>
    public MethodCall Print()
    {
        var (transform, sizes) = (kernel.Transform, new Sizes());
        var (channels, width) = (sizes.Of("channels", kernel.Channels), Number(Packing.Width));
        var code = new CodeWriter();
        var points = Enumerable.Range(0, transform.Patch).ToList();
        code.Line($"/// <summary>Transforms 3×3 filters to {Number(transform.Patch)}×{Number(transform.Patch)} points: a row of points, or two that share sums, after the other.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* g, float* u, int begin, int end, nint channels, nint point, nint tapRow, nint tapColumn){TypeConstraints}");
        code.Line($"nint bank = channels * {width}, {string.Join(", ", points.Skip(2).Select(j => $"point{Number(j)} = {Number(j)} * point"))};");
        code.Open("for (nint panel = begin; panel < end; panel++)");
        code.Open($"for (nint lane = 0; lane < bank; lane += {AnyWidth})");
        code.Line($"float* from = g + panel * {Number(Taps * Taps)} * bank + lane, target = u + panel * bank + lane;");

        for (var row = 0; row < transform.Patch; row += transform.RowsWith(row).Count)
            Rows(code, transform.RowsWith(row));
        code.Close();
        code.Close();
        code.Close();
        _ = (sizes.Of("point", WinogradFilters.PointStep(kernel.Channels, kernel.Panels * Packing.Width)), sizes.Of("tapRow", kernel.RowStep), sizes.Of("tapColumn", kernel.ColumnStep), channels);
        return new MethodCall(Library.Add("TransformFilters", code.ToString()) + Widest, sizes.Arguments);
    }

    /// <summary>Rows of points: first what they make of each column of taps, then of that row by row.</summary>
    private void Rows(CodeWriter code, List<int> rows)
    {
        var (matrix, points) = (kernel.Transform.Filter, Enumerable.Range(0, kernel.Transform.Patch).ToList());
        code.Open();
        for (var column = 0; column < Taps; column++)
        {
            var taps = Enumerable.Range(0, Taps).Where(tap => rows.Any(row => matrix[row, tap] != 0));
            code.Line($"V {string.Join(", ", taps.Select(tap => $"d{Number(tap)}{Number(column)} = {Load(Address("from", Term(tap, "tapRow"), Term(column, "tapColumn")))}"))};");
            foreach (var line in LinearPrinter.Print(matrix, rows, tap => $"d{Number(tap)}{Number(column)}", row => Sum(row, column)))
                code.Line(line);
        }

        foreach (var row in rows)
        {
            foreach (var line in LinearPrinter.Print(matrix, column => Sum(row, column), point => $"r{Number(row)}{Number(point)}"))
                code.Line(line);
            code.Line(string.Join(" ", points.Select(point => Store("target" + (point == 0 ? "" : point == 1 ? " + point" : $" + point{Number(point)}"), $"r{Number(row)}{Number(point)}"))));
            code.Line($"target += {Number(kernel.Transform.Patch)} * point;");
        }

        code.Close();

        static string Sum(int row, int column) => $"s{Number(row)}{Number(column)}";
    }
}
