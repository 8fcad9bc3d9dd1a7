using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Lets a contraction that makes the whole of a parameter's gradient at once, and alone, write it instead of adding it to zeros: the runtime need not clear it before, nor the kernel, or the cache line for it, read it.
/// Of a dense layer's weights, of which there are many and which each meet a number for each image, that is most of what memory has to do for them. (Convolutions of a few pixels are written too.)
/// <code>
/// before: dw = 0;  dw[u, i] += Σ_n dy[n, u] · x[n, i]
/// after:  dw[u, i] = Σ_n dy[n, u] · x[n, i]
/// </code>
/// </summary>
internal static class WriteGradients
{
    /// <summary>Floats from which on it is worth an entry in the list of what need not be cleared.</summary>
    private const int Worthwhile = 1024;

    /// <summary>Floats that no second cache holds until the optimiser reads them: from here on they go past the caches.</summary>
    private const int Large = 1 << 20;

    public static KernelProgram Run(KernelProgram program)
    {
        var writers = program.Kernels.SelectMany(kernel => kernel.Writes.Where(region => region.Space == Space.Gradients)).GroupBy(region => region).ToDictionary(group => group.Key, group => group.Count());
        return program.With([.. program.Segments.Select(segment => segment.Name != LowerNetwork.Backward
            ? segment
            : segment with { Kernels = [.. segment.Kernels.Select(kernel => kernel is Contraction sum && sum.Output.Region.Space == Space.Gradients && writers[sum.Output.Region] == 1 && IsWhole(sum) ? Written(sum) : kernel)] })]);
    }

    /// <summary>Gradients that the backward pass writes whole without reading them, in the order in which they lie. (Depthwise filters, which copies write, are few and not worth it.)</summary>
    public static IReadOnlyList<Region> Of(KernelProgram program) =>
        [.. (program.Find(LowerNetwork.Backward)?.Kernels ?? []).OfType<Contraction>().Where(sum => sum.Output.Region.Space == Space.Gradients && sum.Extra.Count == 0).Select(sum => sum.Output.Region).OrderBy(region => region.Offset)];

    private static Contraction Written(Contraction sum) => sum with { Epilogue = Value.Instance, Extra = [], Streams = sum.Output.Region.Floats >= Large && IsAligned(sum.Output) };

    /// <summary>True where each vector of sixteen lies where such vectors may. Packed groups whose filters end in half a panel need not.</summary>
    private static bool IsAligned(Operand output) =>
        output.Offset % Packing.Width == 0 && output.PanelStep % Packing.Width == 0 && output.Rows.All(step => step.Floats % Packing.Width == 0);

    /// <summary>True where each float of the region is a sum of its own, made in one go. Those of more pixels are made image by image, and add to what they have so far.</summary>
    private static bool IsWhole(Contraction sum) =>
        sum.Epilogue == Value.Instance + new Load(0) && sum.Finish is null && !sum.ExactColumns && sum.Extra.Count == 1 && ReferenceEquals(sum.Extra[0], sum.Output)
        && sum.Output.Region.Floats >= Worthwhile && sum.Rows.Aggregate((long)Packing.Pad(sum.Columns), (product, loop) => product * loop.Extent) == sum.Output.Region.Floats
        && !Tiling.Of(sum).SumsOverImages && !Tiling.Of(sum).TilesImages && PixelGradient.Of(sum) is null;
}
