using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary><c>out[row, column] = epilogue(Σ_depth a[row, depth] · b[depth, column])</c>, then the finish; then what statistics of the columns come to.</summary>
internal static class ContractionOracle
{
    public static void Run(Contraction kernel, OracleMemory memory)
    {
        var columns = Enumerable.Range(0, Packing.Pad(kernel.Columns)).Select(_ => new List<Measured>()).ToList();

        // Lanes past the last column are written as the others are, unless they belong to somebody else.
        foreach (var (first, count, width, valid) in new Packing(kernel.Columns, 1).Runs())
        {
            var (a, b) = (Offsets(kernel.Depth, kernel.A.Depth, width, memory.Batch), Offsets(kernel.Depth, kernel.B.Depth, width, memory.Batch));
            foreach (var row in Combinations(kernel.Rows, memory.Batch))
                for (var panel = first; panel < first + count; panel++)
                    for (var lane = 0; lane < (kernel.ExactColumns ? valid : width); lane++)
                        columns[(panel * Packing.Width) + lane].Add(Element(kernel, memory, row, panel, lane, width, a, b));
        }

        if (kernel.Statistics is not null)
            for (var column = 0; column < columns.Count; column++)
                Statistics(kernel.Statistics, memory, column, columns[column]);
    }

    private static void Statistics(ColumnStatistics statistics, OracleMemory memory, int column, List<Measured> elements)
    {
        Measured count = elements.Count;
        var offset = Measured.Sum([.. elements.Select(element => element - elements[0])]) / count;
        var variance = Measured.Sum([.. elements.Select(element => element - elements[0] - offset).Select(difference => difference * difference)]) / count;
        var results = new List<Measured>();
        var formula = new Formula(memory)
        {
            Operand = operand => memory.Read(statistics.Inputs[operand], 0, 0, 0, column),
            Total = total => total == 0 ? elements[0] : total == 1 ? offset : variance,
            Results = results,
        };
        foreach (var result in statistics.Results)
            results.Add(formula.Evaluate(result.Body));
        for (var i = 0; i < results.Count; i++)
            memory.Write(statistics.Results[i].Output, 0, 0, 0, column, results[i]);
    }

    private static Measured Element(Contraction kernel, OracleMemory memory, int[] row, int panel, int lane, int width, long[] a, long[] b)
    {
        var (left, right) = (Row(kernel.A), At(kernel.B));
        var (sum, sizes) = (0.0, 0.0);
        for (var depth = 0; depth < a.Length; depth++)
        {
            var product = Rounding.Product((float)memory.Read(kernel.A.Region, left + a[depth]).Value, (float)memory.Read(kernel.B.Region, right + b[depth]).Value, memory.Precision);
            (sum, sizes) = (sum + product, sizes + Math.Abs(product));
        }

        var result = new Formula(memory) { Value = Measured.Sum(sum, sizes), Operand = extra => memory.Read(kernel.Extra[extra].Region, At(kernel.Extra[extra])) }.Evaluate(kernel.Epilogue);
        if (kernel.Finish is not null)
            result = new Formula(memory) { Value = result }.Evaluate(kernel.Finish);
        memory.Write(kernel.Output.Region, At(kernel.Output), result);
        return result;

        long At(Operand operand) => Row(operand) + ((long)panel * operand.PanelStep) + lane;

        long Row(Operand operand)
        {
            long place = operand.Offset;
            for (var i = 0; i < row.Length; i++)
                place += (long)row[i] * operand.Rows[i].At(width);
            return place;
        }
    }

    private static int Extent(Loop loop, int batch) => loop.IsBatch ? batch : loop.Extent;

    private static IEnumerable<int[]> Combinations(IReadOnlyList<Loop> loops, int batch)
    {
        var total = loops.Aggregate(1, (product, loop) => product * Extent(loop, batch));
        for (var number = 0; number < total; number++)
        {
            var (indices, rest) = (new int[loops.Count], number);
            for (var i = loops.Count - 1; i >= 0; i--)
                (rest, indices[i]) = Math.DivRem(rest, Extent(loops[i], batch));
            yield return indices;
        }
    }

    /// <summary>How far each term of a sum lies from the first.</summary>
    private static long[] Offsets(IReadOnlyList<Loop> loops, IReadOnlyList<Step> steps, int width, int batch) =>
        [.. Combinations(loops, batch).Select(indices => indices.Select((index, i) => (long)index * steps[i].At(width)).Sum())];
}
