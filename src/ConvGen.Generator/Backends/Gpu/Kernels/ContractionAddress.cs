using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>From the numbers of rows, terms and columns to places in memory. Extents and steps are sizes: contractions that differ in them alone are one kernel.</summary>
internal static class ContractionAddress
{
    /// <summary>The image of a row or term, if loops count images, and what is left.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="role">What the loops are of.</param>
    /// <param name="loops">Outermost first.</param>
    /// <param name="number">The row or term.</param>
    public static (Int? Image, Int Within) Images(KernelBuilder k, string role, IReadOnlyList<ContractionLoop> loops, Int number)
    {
        if (loops.Count == 0 || !loops[0].IsBatch)
            return (null, number);
        var (image, rest) = k.DivideRemainder(number, k.Divisor(role + " image", WithoutImages(loops).Aggregate(1, (product, loop) => product * loop.Extent)));
        return (image, rest);
    }

    public static IReadOnlyList<ContractionLoop> WithoutImages(IReadOnlyList<ContractionLoop> loops) => [.. loops.Where(loop => !loop.IsBatch)];

    /// <summary>How far a run of the loops is from their first, within an image.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="role">What the loops are of.</param>
    /// <param name="operand">Whose steps.</param>
    /// <param name="loops">Outermost first; those over images are left out.</param>
    /// <param name="number">Which run.</param>
    /// <param name="step">A loop's step.</param>
    /// <param name="width">The panel's width, where steps speak of it.</param>
    public static Int Offset(KernelBuilder k, string role, string operand, IReadOnlyList<ContractionLoop> loops, Int number, Func<ContractionLoop, Step> step, Int width)
    {
        Int floats = 0, widths = 0;
        var inner = WithoutImages(loops);
        for (var i = inner.Count - 1; i >= 0; i--)
        {
            Int index;
            (number, index) = i > 0 ? k.DivideRemainder(number, k.Divisor(Invariant($"{role} {i}"), inner[i].Extent)) : (0, number);
            floats += index * k.Size(Invariant($"{role} {i} {operand}"), step(inner[i]).Floats);
            widths += index * k.Size(Invariant($"{role} {i} {operand} width"), step(inner[i]).Widths);
        }

        return floats + (widths * width);
    }

    /// <summary>The place of an image.</summary>
    public static Pointer Image(KernelBuilder k, string role, string operand, Pointer place, Int? image, int step) =>
        image is { } number ? place.At(number, k.Size($"{role} image {operand}", step)) : place;

    /// <summary>The place of a column, and the width of its panel.</summary>
    public static Pointer Column(KernelBuilder k, string operand, Pointer place, ContractionShape shape, int panelStep, Int column, out Int width)
    {
        width = shape.WholePanels == 0 ? Packing.Half : k.Select(column < k.Size("columns of whole panels", shape.WholePanels), (Int)Packing.Width, Packing.Half);
        if (panelStep == Packing.Width || shape.Columns <= Packing.Width)
            return place.At(column);
        var (panel, lane) = k.DivideRemainder(column, Packing.Width);
        return place.At(panel, k.Size(operand + " panel", panelStep)).At(lane);
    }
}
