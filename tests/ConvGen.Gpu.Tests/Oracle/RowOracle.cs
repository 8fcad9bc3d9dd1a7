using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>Folds of rows, their results and losses.</summary>
internal static class RowOracle
{
    public static void Run(RowReduction kernel, OracleMemory memory)
    {
        for (var image = 0; image < memory.Batch; image++)
        {
            var losses = new List<Measured>();
            foreach (var row in kernel.WholeImage ? [All(kernel)] : All(kernel).Select(pixel => new List<(int, int)> { pixel }))
                losses.Add(Row(kernel, memory, image, row));
            if (kernel.Losses is { } region)
                memory.Write(region, image, Measured.Sum(losses));
        }
    }

    private static List<(int Row, int Pixel)> All(RowReduction kernel) =>
        [.. Enumerable.Range(0, kernel.Height).SelectMany(row => Enumerable.Range(0, kernel.Width).Select(pixel => (row, pixel)))];

    private static Measured Row(RowReduction kernel, OracleMemory memory, int image, List<(int Row, int Pixel)> pixels)
    {
        var scalars = new List<Measured>();
        var label = !kernel.UsesLabels ? 0 : memory.Labels[kernel.WholeImage ? image : (((image * kernel.Height) + pixels[0].Row) * kernel.Width) + pixels[0].Pixel];
        foreach (var fold in kernel.Folds)
        {
            List<Measured> terms = [.. pixels.SelectMany(at => Enumerable.Range(0, kernel.Lanes).Select(lane => Element(at, lane).Evaluate(fold.Body)))];

            // Other than in columns a NaN does not become the largest: it comes back in the sums that follow.
            scalars.Add(fold.Fold == RowFold.Sum ? Measured.Sum(terms) : terms.Aggregate((Measured)float.NegativeInfinity, Measured.Maximum));
        }

        if (kernel.Result is not null)
            foreach (var at in pixels)
                for (var lane = 0; lane < Packing.Pad(kernel.Lanes); lane++)
                    memory.Write(kernel.Output!, image, at.Row, at.Pixel, lane, lane < kernel.Lanes ? Element(at, lane).Evaluate(kernel.Result) : 0f);
        return kernel.Loss is null ? 0f : new Formula(memory) { RowScalars = scalars, Label = label }.Evaluate(kernel.Loss);

        Formula Element((int Row, int Pixel) at, int lane) => new(memory)
        {
            Operand = operand => memory.Read(kernel.Inputs[operand], image, at.Row, at.Pixel, lane),
            RowScalars = scalars,
            Label = label,
            Index = (at.Row * kernel.RowIndex.Row) + (at.Pixel * kernel.RowIndex.Pixel) + (lane * kernel.RowIndex.Lane),
        };
    }
}
