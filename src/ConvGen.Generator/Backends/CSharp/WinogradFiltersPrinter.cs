using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints the transform of filters for Winograd convolution, G g Gᵀ: a vector of a channel's filters at a time.</summary>
internal sealed class WinogradFiltersPrinter(MethodLibrary library, WinogradFilters kernel) : KernelPrinter(library)
{
    private readonly int _taps = kernel.Transform.FilterSize;

    /// <summary>The shared method. Parameters: weights, u, begin, end (panels), sizes.</summary>
    public MethodCall Print()
    {
        var (transform, sizes) = (kernel.Transform, new Sizes());
        if (transform.Stride > 1)
            return OfPhases(sizes);
        var (channels, width) = (sizes.Of("channels", kernel.Channels), Number(Packing.Width));
        var code = new CodeWriter();
        var points = Enumerable.Range(0, transform.Patch).ToList();
        var inRegisters = transform.HasFiltersOnTheWay;
        code.Line($"/// <summary>Transforms {Number(_taps)}×{Number(_taps)} filters to {Number(transform.Patch)}×{Number(transform.Patch)} points: {(inRegisters ? "a row of points, or two that share sums, after the other" : "columns first, then rows; t holds what lies between")}.</summary>");
        if (!inRegisters)
            code.Line("[SkipLocalsInit]");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* g, float* u, int begin, int end, nint channels, nint point, nint tapRow, nint tapColumn){TypeConstraints}");
        if (!inRegisters)
            code.Line($"float* t = stackalloc float[{Number(_taps * transform.Patch)} * {AnyWidth}];");
        code.Line($"nint bank = channels * {width}, {string.Join(", ", points.Skip(2).Select(j => $"point{Number(j)} = {Number(j)} * point"))};");
        code.Open("for (nint panel = begin; panel < end; panel++)");
        code.Open($"for (nint lane = 0; lane < bank; lane += {AnyWidth})");
        code.Line($"float* from = g + panel * {Number(_taps * _taps)} * bank + lane, target = u + panel * bank + lane;");

        if (inRegisters)
            for (var row = 0; row < transform.Patch; row += transform.RowsWith(row).Count)
                Rows(code, transform.RowsWith(row));
        else
            Loops(code);
        code.Close();
        code.Close();
        code.Close();
        _ = (sizes.Of("point", WinogradFilters.PointStep(kernel.Channels, kernel.Panels * Packing.Width)), sizes.Of("tapRow", kernel.RowStep), sizes.Of("tapColumn", kernel.ColumnStep), channels);
        return new MethodCall(Library.Add("TransformFilters", code.ToString()) + Widest, sizes.Arguments);
    }

    /// <summary>The method that makes one row of points, of some channels of a panel. Parameters: taps, target, channels, floats from a point to the next, steps of taps (row, column).</summary>
    public string PrintRow(int row) => Library.Once(("TransformRow", kernel.Transform, row), () =>
    {
        var (code, points) = (new CodeWriter(), Enumerable.Range(0, kernel.Transform.Patch).ToList());
        code.Line($"/// <summary>Row {Number(row)} of the {Number(kernel.Transform.Patch)}×{Number(kernel.Transform.Patch)} points of transformed filters.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* from, float* target, nint channels, nint point, nint tapRow, nint tapColumn){TypeConstraints}");
        code.Line($"nint bank = channels * {Number(Packing.Width)}, {string.Join(", ", points.Skip(2).Select(j => $"point{Number(j)} = {Number(j)} * point"))};");
        code.Open($"for (nint lane = 0; lane < bank; lane += {AnyWidth}, from += {AnyWidth}, target += {AnyWidth})");
        Rows(code, kernel.Transform.RowsWith(row), row);
        code.Close();
        code.Close();
        return Library.Add("TransformRow", code.ToString());
    }) + Widest;

    /// <summary>The method for stride 2: a panel after the other, and of it a phase after the other, each to its terms.</summary>
    private MethodCall OfPhases(Sizes sizes)
    {
        var (transform, code, depth) = (kernel.Transform, new CodeWriter(), kernel.Transform.Depth(kernel.Channels));
        var (channels, point) = (sizes.Of("channels", kernel.Channels), sizes.Of("point", WinogradFilters.PointStep(depth, kernel.Panels * Packing.Width)));
        var (tapRow, tapColumn) = (sizes.Of("tapRow", kernel.RowStep), sizes.Of("tapColumn", kernel.ColumnStep));
        code.Line($"/// <summary>Transforms {Number(_taps)}×{Number(_taps)} filters of stride {Number(transform.Stride)} to {Number(transform.Patch)}×{Number(transform.Patch)} points, phase by phase.</summary>");
        code.Line(Driver);
        code.Open($"private static void {MethodLibrary.Name}(float* g, float* u, int begin, int end{sizes.Parameters}, nint depth)");
        code.Line($"float* t = stackalloc float[{Number(transform.Patch * transform.Filter.GetLength(1) * Packing.Width)}];");
        code.Line($"nint bank = {channels} * {Number(Packing.Width)};");
        code.Open("for (nint panel = begin; panel < end; panel++)");
        code.Line($"float* taps = g + panel * {Number(_taps * _taps)} * bank, terms = u + panel * {sizes.Of("depth", depth)} * {Number(Packing.Width)};");
        foreach (var phase in transform.Phases)
        {
            var (from, to) = (Address("taps", Term(phase.Row, tapRow), Term(phase.Column, tapColumn)), Address("terms", Term(phase.Lanes * Packing.Width, "1"), Term(phase.Channels, "bank")));
            code.Line($"{OfPhase(phase)}({from}, {to}, t, bank, {point}, {tapRow}, {tapColumn});");
        }

        code.Close();
        code.Close();
        return new MethodCall(Library.Add("TransformFilters", code.ToString()), sizes.Arguments);
    }

    /// <summary>The method that transforms a phase of a panel's taps, so many floats a tap. Parameters: the first tap, its first point, room for what lies between, floats, floats from a point to the next, steps of taps (row, column).</summary>
    private string OfPhase(WinogradTransform.Phase phase) => Library.Once(("TransformPhase", kernel.Transform, phase.Row, phase.Column), () =>
    {
        var (transform, code) = (kernel.Transform, new CodeWriter());
        var (down, right, patch) = (transform.FilterOf(phase.Row), transform.FilterOf(phase.Column), transform.Patch);
        var (rows, columns, tapRows, tapColumns) = (down.GetLength(0), right.GetLength(0), down.GetLength(1), right.GetLength(1));
        code.Line($"/// <summary>Transforms {Number(tapRows)}×{Number(tapColumns)} taps, {Number(transform.Stride)} apart, to {Number(rows)}×{Number(columns)} points: columns first, then rows; t holds what lies between.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* g, float* u, float* t, nint bank, nint point, nint tapRow, nint tapColumn){TypeConstraints}");
        var steps = Enumerable.Range(1, tapRows - 1).Select(i => $"down{Number(i)} = {Number(transform.Stride * i)} * tapRow").Concat(Enumerable.Range(2, columns - 2).Select(j => $"point{Number(j)} = {Number(j)} * point")).ToList();
        if (steps.Count > 0)
            code.Line($"nint {string.Join(", ", steps)};");
        code.Open($"for (nint lane = 0; lane < bank; lane += {AnyWidth})");
        code.Line("float* from = g + lane, to = t, target = u + lane;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(tapColumns)}; j++, from += {Number(transform.Stride)} * tapColumn, to += {AnyWidth})", down, tap => "from" + (tap == 0 ? "" : $" + down{Number(tap)}"), () =>
            LinearPrinter.StoreAll(code, down, i => LinearPrinter.Vectors("to", tapColumns * i)));
        code.Line("from = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(rows)}; j++, from += {Number(tapColumns)} * {AnyWidth}, target += {Number(patch)} * point)", right, tap => LinearPrinter.Vectors("from", tap), () =>
            LinearPrinter.StoreAll(code, right, Point));
        code.Close();
        code.Close();
        return Library.Add("TransformPhase", code.ToString());
    }) + Widest;

    /// <summary>All points, through memory: written out, five taps in each direction would be too much text for the JIT compiler.</summary>
    private void Loops(CodeWriter code)
    {
        var (matrix, patch) = (kernel.Transform.Filter, kernel.Transform.Patch);
        code.Line("float* to = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(_taps)}; j++, from += tapColumn, to += {AnyWidth})", matrix, tap => Address("from", Term(tap, "tapRow")), () =>
            LinearPrinter.StoreAll(code, matrix, point => LinearPrinter.Vectors("to", _taps * point)));
        code.Line("from = t;");
        LinearPrinter.Loop(code, $"for (nint j = 0; j < {Number(patch)}; j++, from += {Number(_taps)} * {AnyWidth}, target += {Number(patch)} * point)", matrix, tap => LinearPrinter.Vectors("from", tap), () =>
            LinearPrinter.StoreAll(code, matrix, Point));
    }

    private static string Point(int point) => "target" + (point == 0 ? "" : point == 1 ? " + point" : $" + point{Number(point)}");

    /// <summary>Rows of points, or one of them: first what they make of each column of taps, then of that row by row.</summary>
    private void Rows(CodeWriter code, List<int> rows, int? only = null)
    {
        var (matrix, points) = (kernel.Transform.Filter, Enumerable.Range(0, kernel.Transform.Patch).ToList());
        code.Open();
        for (var column = 0; column < _taps; column++)
        {
            var taps = Enumerable.Range(0, _taps).Where(tap => rows.Any(row => matrix[row, tap] != 0));
            code.Line($"V {string.Join(", ", taps.Select(tap => $"d{Number(tap)}{Number(column)} = {Load(Address("from", Term(tap, "tapRow"), Term(column, "tapColumn")))}"))};");
            foreach (var (line, _) in LinearPrinter.Print(matrix, rows, tap => $"d{Number(tap)}{Number(column)}", row => Sum(row, column), row => only is null || row == only))
                code.Line(line);
        }

        foreach (var row in rows.Where(row => only is null || row == only))
        {
            foreach (var line in LinearPrinter.Print(matrix, column => Sum(row, column), point => $"r{Number(row)}{Number(point)}"))
                code.Line(line);
            code.Line(string.Join(" ", points.Select(point => Store(Point(point), $"r{Number(row)}{Number(point)}"))));
            if (only is null)
                code.Line($"target += {Number(kernel.Transform.Patch)} * point;");
        }

        code.Close();

        static string Sum(int row, int column) => $"s{Number(row)}{Number(column)}";
    }
}
