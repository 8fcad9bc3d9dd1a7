using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Lets a large dense layer's input gradient read the weights as they lie, where it would read a transposed copy made for it alone. For few images the copy is most of the work:
/// each weight is read, written, and read again, for as many multiply-adds as there are images.
/// <code>
/// before: w' = copy of w, transposed;  dx[n, t] = Σ dy[n, u] · w'[u, t]     columns t in vector lanes
/// after:  dx[n, t] = Σ dy[n, u] · w[u, t]                                    sums over u in vector lanes, added at the end
/// </code>
/// </summary>
internal static class ChooseTransposed
{
    /// <summary>Weights from which on a copy does not stay in the second cache.</summary>
    private const long ManyWeights = 1 << 18;

    /// <summary>Of a dense layer's copy: pixel, panel of units, panel of channels, unit, channel.</summary>
    private const int LoopsOfCopy = 5;

    /// <summary>
    /// Panels from which on adding up lanes, about as much work as eight panels' products whatever their number, is little beside them.
    /// </summary>
    private const int ManyPanels = 32;

    public static KernelProgram Run(KernelProgram program)
    {
        var products = new Dictionary<Kernel, Kernel?>();
        foreach (var segment in program.Segments)
            foreach (var copy in segment.Kernels.OfType<Move>().Where(move => move.Target.Space == Space.Fixed && move.Loops.Count == LoopsOfCopy))
            {
                var readers = program.Kernels.Where(kernel => kernel.Reads.Contains(copy.Target)).ToList();
                var writers = program.Kernels.Count(kernel => kernel.Writes.Contains(copy.Target));

                // In another segment weights may have changed meanwhile.
                if (writers == 1 && readers.Count == 1 && readers[0] is Contraction reader && segment.Kernels.Contains(reader) && Product(copy, reader) is { } product)
                    (products[copy], products[reader]) = (null, product);
            }

        return products.Count == 0
            ? program
            : program.With([.. program.Segments.Select(segment => segment with { Kernels = [.. segment.Kernels.Select(kernel => products.TryGetValue(kernel, out var other) ? other : kernel).OfType<Kernel>()] })]);
    }

    /// <summary>The two as one; null where the copy is something else than a matrix transposed, or columns and sums do not fill panels.</summary>
    private static TransposedProduct? Product(Move copy, Contraction reader)
    {
        if (copy.Source is not { Space: Space.Parameters } weights || copy.SourceOffset != 0 || copy.TargetOffset != 0 || reader.B.Offset != 0)
            return null;
        if (reader.Epilogue != Value.Instance || reader.Finish is not null || reader.ExactColumns || reader.Extra.Count > 0)
            return null;

        if (copy.Loops[3].Extent != Packing.Width || copy.Loops[4].Extent != Packing.Width)
            return null;
        var (pixels, panels, channelPanels) = (copy.Loops[0].Extent, copy.Loops[1].Extent, copy.Loops[2].Extent);
        var (units, channels) = (panels * Packing.Width, channelPanels * Packing.Width);
        var (terms, block) = ((long)pixels * channels, Packing.Width * Packing.Width);
        if (panels < ManyPanels || units * terms < ManyWeights)
            return null;
        if (!copy.SourceSteps.SequenceEqual([channels * Packing.Width, Packing.Width * (int)terms, block, 1, Packing.Width])
            || !copy.TargetSteps.SequenceEqual([channels * units, block, units * Packing.Width, Packing.Width, 1]))
            return null;

        // Read: for each image and pixel the sum over the units, channels in columns.
        if (reader.Columns != channels || reader.Rows.Count != 3 || !reader.Rows[0].IsBatch || reader.Rows[1].Extent * reader.Rows[2].Extent != pixels
            || reader.Depth.Count != 1 || reader.Depth[0].Extent != units)
            return null;
        var (height, width) = (reader.Rows[1].Extent, reader.Rows[2].Extent);
        if (!reader.B.Rows.SequenceEqual([0, width * channels * units, channels * units]) || reader.B.Depth[0] != new Step(0, 1) || (channelPanels > 1 && reader.B.PanelStep != Packing.Width * units))
            return null;
        if (reader.A.Depth[0] != new Step(1) || (pixels > 1 && (reader.A.Rows[1] != default || reader.A.Rows[2] != default)))
            return null;

        // Terms must be neighbours in the output: its pixels without gaps.
        var output = reader.Output;
        if (output.PanelStep != Packing.Width || (width > 1 && output.Rows[2] != new Step(channels)) || (height > 1 && output.Rows[1] != new Step(width * channels)))
            return null;
        return new TransposedProduct(
            reader.Name, panels, (int)terms, new Grid(reader.A.Region, reader.A.Offset, reader.A.Rows[0].Floats, 0, 0), weights, new Grid(output.Region, output.Offset, output.Rows[0].Floats, 0, 0));
    }
}
