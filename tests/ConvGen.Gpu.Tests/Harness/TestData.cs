using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Oracle;

namespace ConvGen.Tests.Gpu.Harness;

/// <summary>What numbers a trial is made with.</summary>
internal enum Numbers
{
    /// <summary>Of one size.</summary>
    Usual,

    /// <summary>Of many sizes: zeros, small ones, and such as functions end at.</summary>
    Wide,

    /// <summary>Of one size in each image, down to where clamps and denormal numbers are; of sums, here and there a term that is infinite.</summary>
    Extreme,
}

/// <summary>
/// Fills a kernel's regions: random numbers, such as the formulas are made for (a variance is no negative number), labels of classes that there are, a pooled map that
/// is the pooled map. The same for the same kernel.
/// </summary>
internal static class TestData
{
    /// <summary>Sizes of wide numbers.</summary>
    private const int OfSums = 4, OfElements = 8;

    /// <summary>Sizes of images' numbers, in their order: where norms, shares and logarithms are clamped, and beyond. Rows are within images.</summary>
    private static readonly float[] _extremes = [1e-8f, 1e-13f, 30, 1e-39f, 1, 1e6f];

    private const float Peak = 1e12f;

    public static void Fill(Kernel kernel, OracleMemory memory, Numbers numbers, int seed)
    {
        var random = new Random(seed);
        var positive = Positive(kernel);
        foreach (var region in memory.Regions)
        {
            var values = memory.Values(region);
            for (var i = 0; i < values.Length; i++)
            {
                // Steps of 1/8 for what is compared, so that some are equal.
                var number = kernel is Window ? random.Next(-8, 9) / 8f : (random.NextSingle() * 2) - 1;
                values[i] = numbers == Numbers.Extreme && kernel is not Window ? Extreme(kernel, region, i, random.NextDouble(), number, positive.Contains(region), memory.Batch)
                    : numbers == Numbers.Wide && kernel is not Window ? Wide(random.Next(kernel is Contraction ? OfSums : OfElements), number, positive.Contains(region))
                    : positive.Contains(region) ? 0.05f + (0.9f * Math.Abs(number))
                    : number;
            }
        }

        memory.Labels = kernel switch
        {
            RowReduction { UsesLabels: true } rows => Labels(rows, memory.Batch, random),
            PairwiseReduction => [.. Enumerable.Range(0, memory.Batch).Select(image => image % 3 / 2)],
            _ => [],
        };
        if (kernel is Window { Gradient: true, Input: { } input, Pooled: { } pooled } window)
            Pool(window, input, pooled, memory);
    }

    /// <summary>A number of one of a few sizes, of which sums of products have the first.</summary>
    private static float Wide(int size, float number, bool isPositive) => size switch
    {
        _ when isPositive => MathF.Pow(10, (size / 2f) - 2 + number),
        0 => 0,
        1 => 1e-3f * number,
        2 or 3 or 4 => 3 * number,
        5 => 100 * number,
        _ => 12 * number,
    };

    /// <summary>
    /// A number that is as large as its image's are; in contractions one of the usual, or infinite, which a sum takes once or so. What is multiplied by a zero that stands for no term at
    /// all is nothing only where it is finite.
    /// </summary>
    private static float Extreme(Kernel kernel, Region region, int index, double chance, float number, bool isPositive, int batch)
    {
        if (kernel is Contraction contraction)
        {
            var terms = contraction.Depth.Aggregate(1.0, (product, loop) => product * (loop.IsBatch ? batch : loop.Extent));
            var isFactor = region == contraction.A.Region || region == contraction.B.Region;
            return isFactor && chance * terms < 0.5 ? float.PositiveInfinity : isPositive ? 0.05f + (0.9f * Math.Abs(number)) : number;
        }

        // One number or two of each image are far larger than the others: whoever takes the largest of a row must find it.
        var isOfImages = region.GrowsWithBatch && region.Floats < int.MaxValue;
        if (isOfImages && !isPositive && chance * region.Floats < 1.5)
            return Peak * number;
        return (isOfImages ? _extremes[index / region.Floats % _extremes.Length] : 1) * (isPositive ? 0.05f + (0.9f * Math.Abs(number)) : number);
    }

    private static int[] Labels(RowReduction kernel, int batch, Random random)
    {
        var formulas = kernel.Folds.Select(fold => fold.Body).Concat(new[] { kernel.Result, kernel.Loss }.OfType<Expression>());
        List<int> ignored = [];
        foreach (var formula in formulas)
            formula.Any(node => node is LabelIsNot not && AddTo(ignored, not.Label));
        var (rows, classes) = kernel.WholeImage ? (batch, kernel.Height * kernel.Width * kernel.Lanes) : (batch * kernel.Height * kernel.Width, kernel.Lanes);
        return [.. Enumerable.Range(0, rows).Select(row => ignored.Count > 0 && row % 3 == 1 ? ignored[0] : random.Next(classes))];
    }

    private static bool AddTo(List<int> list, int label)
    {
        list.Add(label);
        return false;
    }

    private static void Pool(Window kernel, Grid input, Grid pooled, OracleMemory memory)
    {
        var forward = new OracleMemory(memory.Batch);
        forward.Add(input.Region, memory.Values(input.Region));
        forward.Add(pooled.Region, memory.Values(pooled.Region).Length);
        KernelOracle.Run(kernel with { Gradient = false, Source = input, Target = pooled }, forward);
        var (written, values) = (forward.Written(pooled.Region), memory.Values(pooled.Region));
        for (var i = 0; i < values.Length; i++)
            values[i] = written[i] is { } value ? (float)value.Value : values[i];
    }

    /// <summary>Regions whose numbers stand under a root, in a logarithm or below a line.</summary>
    private static HashSet<Region> Positive(Kernel kernel)
    {
        var positive = new HashSet<Region>();
        switch (kernel)
        {
            case Contraction contraction:
                Look(contraction.Epilogue, operand => positive.Add(contraction.Extra[operand].Region), [], []);
                break;
            case Pointwise pointwise:
                foreach (var result in pointwise.Results)
                    Look(result.Body, operand => positive.Add(pointwise.Inputs[operand].Region), [], pointwise.Results);
                break;
            case ColumnReduction reduction:
                foreach (var formula in reduction.Terms.Concat(reduction.Results.Select(result => result.Body)))
                    Look(formula, operand => positive.Add(reduction.Inputs[operand].Region), reduction.Terms, reduction.Results);
                break;
            case RowReduction rows:
                foreach (var formula in rows.Folds.Select(fold => fold.Body).Concat(new[] { rows.Result, rows.Loss }.OfType<Expression>()))
                    Look(formula, operand => positive.Add(rows.Inputs[operand].Region), [], []);
                break;
        }

        return positive;
    }

    private static void Look(Expression formula, Action<int> found, IReadOnlyList<Expression> terms, IReadOnlyList<Result> results)
    {
        var inside = formula switch
        {
            Unary { Operation: UnaryOperation.SquareRoot or UnaryOperation.Log } unary => unary.Operand,
            Binary { Operation: BinaryOperation.Divide } binary => binary.Right,
            _ => null,
        };
        if (inside is not null)
            Mark(inside);
        foreach (var part in formula.Parts)
            Look(part, found, terms, results);

        void Mark(Expression node)
        {
            if (node is Load load)
                found(load.Operand);
            if (node is Total total)
                Mark(terms[total.Term]);
            if (node is ResultOf result)
                Mark(results[result.Index].Body);
            foreach (var part in node.Parts)
                Mark(part);
        }
    }
}
