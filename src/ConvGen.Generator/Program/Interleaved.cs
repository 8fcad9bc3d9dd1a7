using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// A kernel over maps that are interleaved: sixteen images lie side by side, number k of image i at <c>16 · k + i</c> of the group's part. A vector holds one number of each, so that no lane is spent on
/// channels, pixels or zeros that do not exist. Parameters are as they are elsewhere, each in every lane.
/// </summary>
/// <param name="Of">What it does, over regions that are interleaved (<see cref="SideBySide"/>), with steps as if each image lay by itself.</param>
/// <param name="Channels">Of the lanes of pointwise kernels and windows those that are channels: there is no padding.</param>
internal sealed record Interleaved(Kernel Of, int Channels = 0) : Kernel(Of.Name)
{
    /// <summary>Images of a group (the runtime's ImageGroup).</summary>
    public const int Images = 16;

    public override IEnumerable<Region> Reads => Of.Reads;

    public override IEnumerable<Region> Writes => Of.Writes;

    /// <summary>Of a group of images.</summary>
    public override int ItemsPerImage => Of is Contraction convolution ? convolution.Rows[1].Extent : Of.ItemsPerImage;

    public override long CostPerItem => Of is Contraction convolution
        ? Math.Max(1, 2L * convolution.Columns * convolution.Rows.Skip(2).Concat(convolution.Depth).Aggregate(1L, (product, loop) => product * loop.Extent))
        : Images * Of.CostPerItem;

    /// <summary>Of pointwise kernels and windows: the same over groups, as if they were images.</summary>
    public Kernel Stretched => Of switch
    {
        Pointwise k => k with { Lanes = Images * Channels, Inputs = [.. k.Inputs.Select(SideBySide.Stretch)], Results = [.. k.Results.Select(result => result with { Output = SideBySide.Stretch(result.Output) })] },
        Window k => k with
        {
            Lanes = Images * Channels,
            Source = SideBySide.Stretch(k.Source),
            Target = SideBySide.Stretch(k.Target),
            Input = k.Input is null ? null : SideBySide.Stretch(k.Input),
            Pooled = k.Pooled is null ? null : SideBySide.Stretch(k.Pooled),
        },
        _ => throw new InvalidOperationException($"'{Name}' has a form of its own"),
    };

    /// <summary>True for kernels over maps that have a form over interleaved ones: this one, or another.</summary>
    public static bool HasForm(Kernel kernel) => kernel switch
    {
        Contraction sum => IsConvolution(sum) || InterleavedGradient.IsGradient(sum),
        Pointwise formula => formula.PerImage && formula.Inputs.Concat(formula.Results.Select(result => result.Output)).All(grid => IsMap(grid, formula.Lanes)) && !formula.Any(node => node.SpeaksOfPass),
        Window window => new[] { window.Source, window.Target, window.Input, window.Pooled }.All(grid => grid is null || IsMap(grid, window.Lanes)),
        ColumnReduction sum => IsMap(sum.Inputs[0], Packing.Pad(sum.Lanes)) && InterleavedSum.IsSum(sum),
        Surround surround => surround.Target.PixelFloats > 0,
        _ => false,
    };

    /// <summary>True where the operand is one number for each column, whatever the pixel.</summary>
    public static bool IsVector(Contraction kernel, Operand operand) =>
        !operand.Region.GrowsWithBatch && Enumerable.Range(0, kernel.Rows.Count).All(i => kernel.Rows[i].Extent == 1 || operand.Rows[i] == default);

    /// <summary>True for an operand that moves from image to image, and within one by whole pixels.</summary>
    public static bool IsMap(Operand operand, IReadOnlyList<Step> images, IEnumerable<Step> pixels) =>
        SideBySide.CanBe(operand.Region) && images[0] == new Step(operand.Region.Floats) && images.Skip(1).Concat(pixels).All(step => step.Widths == 0 && step.Floats % operand.Region.PixelFloats == 0);

    /// <summary>True for a convolution, or its input's gradient: of one group, with filters in one panel.</summary>
    private static bool IsConvolution(Contraction kernel)
    {
        return kernel.IsConvolution && kernel.Columns <= Packing.Width && kernel.Statistics is null && kernel.IsWindowed && (kernel.Depth[2].Extent == 1 || kernel.A.Depth[2] == new Step(1)) && IsMap(kernel.A, Moving(kernel.A), kernel.A.Depth.Take(2)) && IsMap(kernel.Output, Moving(kernel.Output), [])
            && kernel.Extra.All(operand => IsVector(kernel, operand) || IsMap(operand, Moving(operand), [])) && (kernel.Finish is null || !kernel.Finish.Any(node => node is Load)) && !kernel.Epilogue.SpeaksOfPass;

        // Groups of channels are one: their step is none.
        static IReadOnlyList<Step> Moving(Operand operand) => [operand.Rows[0], operand.Rows[1], operand.Rows[3]];
    }

    private static bool IsMap(Grid grid, int lanes) =>
        SideBySide.CanBe(grid.Region) && grid.ImageStep == grid.Region.Floats && grid.LaneStep == 1 && lanes % Packing.Half == 0 && new[] { grid.RowStep, grid.PixelStep }.All(step => step % grid.Region.PixelFloats == 0);
}
