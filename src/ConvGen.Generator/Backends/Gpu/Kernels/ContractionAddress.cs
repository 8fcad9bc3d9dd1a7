using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>From the numbers of rows, terms and columns to places in memory.</summary>
internal static class ContractionAddress
{
    /// <summary>The image of a row or term, if loops count images, and what is left.</summary>
    public static (Int? Image, Int Within) Images(KernelBuilder k, IReadOnlyList<ContractionLoop> loops, Int number)
    {
        if (loops.Count == 0 || !loops[0].IsBatch)
            return (null, number);
        var (image, rest) = k.DivideRemainder(number, WithoutImages(loops).Aggregate(1, (product, loop) => product * loop.Extent));
        return (image, rest);
    }

    public static IReadOnlyList<ContractionLoop> WithoutImages(IReadOnlyList<ContractionLoop> loops) => [.. loops.Where(loop => !loop.IsBatch)];

    /// <summary>How far a run of the loops is from their first, within an image.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="loops">Outermost first, without images.</param>
    /// <param name="number">Which run.</param>
    /// <param name="step">A loop's step.</param>
    /// <param name="width">The panel's width, where steps speak of it.</param>
    public static Int Offset(KernelBuilder k, IReadOnlyList<ContractionLoop> loops, Int number, Func<ContractionLoop, Step> step, Int width)
    {
        Int floats = 0, widths = 0;
        for (var i = loops.Count - 1; i >= 0; i--)
        {
            Int index;
            (number, index) = i > 0 ? k.DivideRemainder(number, loops[i].Extent) : (0, number);
            floats += index * step(loops[i]).Floats;
            widths += index * step(loops[i]).Widths;
        }

        return floats + (widths * width);
    }

    /// <summary>The place that the outer loops' run begins at.</summary>
    public static Pointer Outer(KernelBuilder k, Pointer place, ContractionShape shape, Int outer, Func<ContractionLoop, Step> step) =>
        place.At(Offset(k, shape.Outer, outer, step, 0));

    /// <summary>The place of a column, and the width of its panel.</summary>
    public static Pointer Column(KernelBuilder k, Pointer place, ContractionShape shape, int panelStep, Int column, out Int width)
    {
        width = shape.HasHalfPanel ? k.Select(column < shape.Columns - Packing.Half, (Int)Packing.Width, Packing.Half) : shape.Width;
        if (panelStep == Packing.Width || shape.Columns <= Packing.Width)
            return place.At(column);
        var (panel, lane) = k.DivideRemainder(column, Packing.Width);
        return place.At(panel, panelStep).At(lane);
    }
}
