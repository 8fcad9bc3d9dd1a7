using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Lets a contraction leave its columns' mean and variance over all images, which column reductions else read its whole result twice for.
/// <code>
/// before: x = a·b;  oᵢ = Σ (x − kᵢ) / n;  vᵢ = Σ (x − kᵢ − oᵢ)² / n;  offset = Σ (kᵢ + oᵢ − k) / images;  variance, scale = f(Σ (vᵢ + (kᵢ + oᵢ − k − offset)²) / images)
/// after:  x = a·b, with offset, variance, scale = f(statistics of x)
/// </code>
/// Known by their formulas, whoever wrote them down. For devices: blocks have what they store in registers.
/// </summary>
internal static class FuseStatistics
{
    /// <summary>Kernels that statistics are made of: two sums of each image, each with one over images behind it.</summary>
    private const int Kernels = 4;

    public static KernelProgram Run(KernelProgram program) => program.With([.. program.Segments.Select(segment => segment with { Kernels = Fuse(segment.Kernels, program) })]);

    private static List<Kernel> Fuse(IReadOnlyList<Kernel> kernels, KernelProgram program)
    {
        var fused = new List<Kernel>();
        for (var i = 0; i < kernels.Count; i++)
        {
            if (i + Kernels <= kernels.Count && Find([.. kernels.Skip(i).Take(Kernels)], program) is { } found && Join(fused, found))
                i += Kernels - 1;
            else
                fused.Add(kernels[i]);
        }

        return fused;
    }

    /// <summary>Puts statistics where their map was stored, if a contraction did; false where that is not so, or what stands between would notice.</summary>
    private static bool Join(List<Kernel> before, Found found)
    {
        var (map, _, statistics) = found;
        var place = before.FindLastIndex(kernel => kernel.Writes.Contains(map.Region));
        if (place < 0 || before[place] is not Contraction { Finish: null, Statistics: null } contraction || !Stores(contraction, found))
            return false;
        var (reads, writes) = (new HashSet<Region>(statistics.Reads), new HashSet<Region>(statistics.Writes));
        if (before.Skip(place).Any(kernel => kernel.Writes.Any(region => reads.Contains(region) || writes.Contains(region)) || kernel.Reads.Any(writes.Contains)))
            return false;
        before[place] = contraction with { Statistics = statistics };
        return true;
    }

    /// <summary>True where a row is a pixel, a column a channel, and there are no others of the map.</summary>
    private static bool Stores(Contraction contraction, Found found)
    {
        var (map, extents, _) = found;
        var (output, rows) = (contraction.Output, 1L);
        for (var i = 0; i < contraction.Rows.Count; i++)
        {
            var (loop, step) = (contraction.Rows[i], output.Rows[i]);
            if (loop.Extent == 1)
                continue;
            var isOfMap = loop.IsBatch ? step == map.ImageStep
                : (step == map.PixelStep && loop.Extent == extents.Width) || (step == map.RowStep && loop.Extent == extents.Height);
            if (!isOfMap || contraction.B.Rows.Count > i && contraction.B.Rows[i] != default)
                return false;
            rows *= loop.IsBatch ? 1 : loop.Extent;
        }

        return contraction.Rows.Any(loop => loop.IsBatch) && rows == (long)extents.Height * extents.Width && Packing.Pad(contraction.Columns) == extents.Lanes
            && output.Offset == map.Offset && output.PanelStep == Packing.Width && (!contraction.ExactColumns || contraction.Columns == extents.Lanes);
    }

    /// <summary>What four kernels compute, where that is the statistics of a map's channels over all images, and nobody wants the sums of each image.</summary>
    private static Found? Find(IReadOnlyList<Kernel> kernels, KernelProgram program)
    {
        if (kernels[0] is not ColumnReduction { PerImage: true } means || kernels[1] is not ColumnReduction { PerImage: true } squares
            || kernels[2] is not ColumnReduction { PerImage: false } mean || kernels[3] is not ColumnReduction { PerImage: false } all)
            return null;
        if (means.Inputs.Count < 1 || squares.Inputs.Count < 1 || means.Results.Count != 1 || mean.Results.Count != 1 || squares.Results.Count != 1 || all.Results.Count < 1)
            return null;

        // A map, its first pixel in each image, and that of the first image.
        var map = means.Inputs[0];
        var first = map with { RowStep = 0, PixelStep = 0 };
        var firstOfAll = first with { ImageStep = 0 };
        var (extents, share) = ((means.Height, means.Width, means.Lanes), 1f / (means.Height * means.Width));
        var (offsets, offset, variances) = (means.Results[0].Output, mean.Results[0].Output, squares.Results[0].Output);
        var isMean = Sums(means, extents, Of(means, map) - Of(means, first)) && means.Results[0].Body == new Total(0) * share
            && Sums(mean, (1, 1, extents.Lanes), Of(mean, offsets) + (Of(mean, first) - Of(mean, firstOfAll))) && mean.Results[0].Body == OverImages;
        var centered = Of(squares, map) - Of(squares, first) - Of(squares, offsets);
        var apart = Of(all, offsets) + (Of(all, first) - Of(all, firstOfAll)) - Of(all, offset);
        var isVariance = Sums(squares, extents, centered * centered) && squares.Results[0].Body == new Total(0) * share
            && Sums(all, (1, 1, extents.Lanes), Of(all, variances) + (apart * apart)) && all.Results[0].Body == OverImages
            && !all.Results.Skip(1).Any(result => result.Body.Any(node => node is Total || node == Of(all, variances) || node == Of(all, offsets) || node == Of(all, first)));
        if (!isMean || !isVariance || program.Kernels.Any(kernel => !kernels.Contains(kernel) && kernel.Reads.Any(region => region == offsets.Region || region == variances.Region)))
            return null;

        List<Grid> inputs = [.. all.Inputs.Where(input => input != variances && input != offsets && input != first && input != firstOfAll && input != offset)];
        var results = all.Results.Select((result, i) => result with { Body = i == 0 ? ColumnStatistics.Variance : result.Body.Map(Leaf) });
        var parts = ColumnStatistics.PartFloats(extents.Height * extents.Width, extents.Lanes);
        return new Found(map, extents, new ColumnStatistics(
            inputs, [new Result(offset, ColumnStatistics.Offset), .. results], new Region(all.Name + " parts", Space.PerImage, checked((parts + Packing.Width - 1) / Packing.Width * Packing.Width))));

        Expression Leaf(Expression leaf) => leaf switch
        {
            // One result stands before those that there were.
            ResultOf earlier => new ResultOf(earlier.Index + 1),
            Load { Operand: var operand } when all.Inputs[operand] == offset => new ResultOf(0),
            Load { Operand: var operand } when all.Inputs[operand] == firstOfAll => ColumnStatistics.First,
            Load { Operand: var operand } => new Load(inputs.IndexOf(all.Inputs[operand])),
            _ => leaf,
        };
    }

    /// <summary>The mean of what each image came to.</summary>
    private static Expression OverImages => new Total(0) / new BatchCount(1);

    private static bool Sums(ColumnReduction kernel, (int Height, int Width, int Lanes) extents, Expression term) =>
        kernel is { Fold: RowFold.Sum, AcrossLanes: false, Terms.Count: 1 } && (kernel.Height, kernel.Width, kernel.Lanes) == extents && kernel.Terms[0] == term;

    /// <summary>The grid's element as a kernel's formulas speak of it; one that they do not speak of where the kernel does not read it.</summary>
    private static Load Of(ColumnReduction kernel, Grid grid) => new(kernel.Inputs.ToList().IndexOf(grid));

    /// <summary>The statistics of a map.</summary>
    private sealed record Found(Grid Map, (int Height, int Width, int Lanes) Extents, ColumnStatistics Statistics);
}
