using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>Formulas over elements, and over what folds of columns come to.</summary>
internal static class GridOracle
{
    public static void Run(Pointwise kernel, OracleMemory memory)
    {
        for (var image = 0; image < (kernel.PerImage ? memory.Batch : 1); image++)
            for (var row = 0; row < kernel.Height; row++)
                for (var pixel = 0; pixel < kernel.Width; pixel++)
                    for (var lane = 0; lane < Packing.Pad(kernel.Lanes); lane++)
                        Element(image, row, pixel, lane);

        void Element(int image, int row, int pixel, int lane)
        {
            var results = new List<Measured>();
            var index = ((long)image * kernel.Index.Image) + ((long)row * kernel.Index.Row) + ((long)pixel * kernel.Index.Pixel) + ((long)lane * kernel.Index.Lane);
            var formula = new Formula(memory) { Operand = operand => memory.Read(kernel.Inputs[operand], image, row, pixel, lane), Results = results, Index = index };

            // Padding lanes are zeros.
            foreach (var result in kernel.Results)
                results.Add(lane < kernel.Lanes ? formula.Evaluate(result.Body) : 0f);
            for (var i = 0; i < results.Count; i++)
                memory.Write(kernel.Results[i].Output, image, row, pixel, lane, results[i]);
        }
    }

    public static void Run(ColumnReduction kernel, OracleMemory memory)
    {
        List<int> images = [.. Enumerable.Range(0, memory.Batch)], lanes = [.. Enumerable.Range(0, Packing.Pad(kernel.Lanes))];
        foreach (var folded in kernel.PerImage ? images.Select(image => new List<int> { image }) : [images])
        {
            if (kernel.AcrossLanes)
                Vector(folded, lanes);
            else
                foreach (var lane in lanes)
                    Vector(folded, [lane]);
        }

        void Vector(List<int> folded, List<int> channels)
        {
            List<Measured> totals = [.. kernel.Terms.Select(term => Fold(kernel.Fold, [.. folded.SelectMany(image => channels.SelectMany(lane => Terms(term, image, lane)))]))];
            var (image, lane, results) = (kernel.PerImage ? folded[0] : 0, channels[0], new List<Measured>());
            var formula = new Formula(memory) { Operand = operand => memory.Read(kernel.Inputs[operand], image, 0, 0, lane), Total = term => totals[term], Results = results };
            foreach (var result in kernel.Results)
                results.Add(formula.Evaluate(result.Body));
            for (var i = 0; i < results.Count; i++)
                memory.Write(kernel.Results[i].Output, image, 0, 0, lane, results[i]);
        }

        IEnumerable<Measured> Terms(Expression term, int image, int lane)
        {
            for (var row = 0; row < kernel.Height; row++)
                for (var pixel = 0; pixel < kernel.Width; pixel++)
                {
                    var (y, x) = (row, pixel);
                    yield return new Formula(memory) { Operand = operand => memory.Read(kernel.Inputs[operand], image, y, x, lane) }.Evaluate(term);
                }
        }
    }

    /// <summary>Of columns: a NaN comes through a maximum wherever it stands.</summary>
    private static Measured Fold(RowFold fold, IReadOnlyList<Measured> terms) => fold == RowFold.Sum
        ? Measured.Sum(terms)
        : terms.Aggregate((Measured)float.NegativeInfinity, (largest, term) => double.IsNaN(term.Value) ? term : Measured.Maximum(largest, term));
}
