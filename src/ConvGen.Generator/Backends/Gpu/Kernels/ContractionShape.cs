using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using Operand = ConvGen.Generator.Program.Operand;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>One loop of a contraction with how far it moves in every operand.</summary>
/// <param name="Extent">How often; <see cref="Loop.BatchExtent"/> for images.</param>
/// <param name="A">Steps in A; nothing in A moves with a panel's width.</param>
/// <param name="B">Steps in B.</param>
/// <param name="Output">Steps in the output and in each extra operand; none for a loop of the sum.</param>
internal sealed record ContractionLoop(int Extent, int A, Step B, IReadOnlyList<Step> Output)
{
    public bool IsBatch => Extent == Loop.BatchExtent;

    /// <summary>Both loops as one, where the outer one's step is the inner one's run everywhere.</summary>
    public ContractionLoop? Merge(ContractionLoop inner)
    {
        if (inner.IsBatch || A != inner.A * inner.Extent || !Runs(B, inner.B) || !Output.Zip(inner.Output, Runs).All(runs => runs))
            return null;
        return inner with { Extent = IsBatch ? Loop.BatchExtent : checked(Extent * inner.Extent) };

        bool Runs(Step outer, Step innermost) => outer.Floats == innermost.Floats * inner.Extent && outer.Widths == innermost.Widths * inner.Extent;
    }
}

/// <summary>
/// A contraction as blocks of threads see it: some outer loops of which each run has another B, and the product of a matrix of rows × depth with one of
/// depth × columns, both of which lie in memory in loops.
/// </summary>
internal sealed class ContractionShape
{
    /// <summary>Lanes that are read and written together.</summary>
    public const int Quad = 4;

    public ContractionShape(Contraction kernel)
    {
        Kernel = kernel;
        Outputs = [kernel.Output, .. kernel.Extra];
        var rows = kernel.Rows.Select((loop, i) => new ContractionLoop(loop.Extent, Plain(kernel.A.Rows[i]), StepOf(kernel.B.Rows, i), [.. Outputs.Select(operand => StepOf(operand.Rows, i))])).Where(loop => loop.Extent != 1).ToList();
        var depth = kernel.Depth.Select((loop, i) => new ContractionLoop(loop.Extent, Plain(kernel.A.Depth[i]), StepOf(kernel.B.Depth, i), [])).Where(loop => loop.Extent != 1).ToList();
        Outer = [.. rows.Where(loop => loop.B != default)];
        Rows = [.. rows.Where(loop => loop.B == default)];

        // Pixels stay rows and columns of an image where they would be one run, too: it costs a division a row, and one kernel does for layers with zeros around their maps and without.
        if (!RowsGrow)
            Rows = Merged(Rows);
        Depth = Merged(depth);
        if (Outer.Any(loop => loop.IsBatch) || Rows.Skip(1).Concat(Depth.Skip(1)).Any(loop => loop.IsBatch))
            throw new InvalidOperationException($"'{kernel.Name}': images are the outermost of the loops over rows, or of those over depth");
    }

    public Contraction Kernel { get; }

    /// <summary>The output and the epilogue's operands.</summary>
    public IReadOnlyList<Operand> Outputs { get; }

    /// <summary>Loops over rows that have B's of their own, outermost first.</summary>
    public IReadOnlyList<ContractionLoop> Outer { get; }

    /// <summary>The other loops over rows, those merged that are one run, unless they are pixels of images.</summary>
    public IReadOnlyList<ContractionLoop> Rows { get; }

    /// <summary>Loops of the sum, likewise.</summary>
    public IReadOnlyList<ContractionLoop> Depth { get; }

    /// <summary>Columns with padding, all of which B has.</summary>
    public int Columns => Packing.Pad(Kernel.Columns);

    /// <summary>Products of outer loops' extents.</summary>
    public int OuterCount => Outer.Aggregate(1, (product, loop) => checked(product * loop.Extent));

    public bool RowsGrow => Rows.Count > 0 && Rows[0].IsBatch;

    public bool DepthGrows => Depth.Count > 0 && Depth[0].IsBatch;

    /// <summary>Rows of one image, or all rows.</summary>
    public int RowCount => Product(Rows);

    /// <summary>Terms of a sum, of one image or all.</summary>
    public int DepthCount => Product(Depth);

    /// <summary>Columns of panels that are as wide as panels are; the last panel may be half as wide, so that its steps differ.</summary>
    public int WholePanels => Columns / Packing.Width * Packing.Width;

    /// <summary>True where four terms of a sum are neighbours in A, at an aligned address.</summary>
    public bool IsAlongDepth => Depth.Count > 0 && IsRun(Depth) && Rows.Concat(Outer).All(loop => loop.A % Quad == 0);

    /// <summary>True where four rows are neighbours in A, at an aligned address.</summary>
    public bool IsAlongRows => Rows.Count > 0 && IsRun(Rows) && Depth.Concat(Outer).All(loop => loop.A % Quad == 0);

    /// <summary>True where four columns of B are one aligned vector.</summary>
    public bool IsColumnAligned => IsAligned(Kernel.B) && Depth.Concat(Outer).All(loop => loop.B.Floats % Quad == 0);

    /// <summary>True where four columns of an output or an operand of the epilogue are one aligned vector.</summary>
    public bool IsOutputAligned(int output) => IsAligned(Outputs[output]) && Rows.Concat(Outer).All(loop => loop.Output[output].Floats % Quad == 0);

    private bool IsRun(IReadOnlyList<ContractionLoop> loops)
    {
        var last = loops[loops.Count - 1];
        return !last.IsBatch && last.A == 1 && last.Extent % Quad == 0 && IsAligned(Kernel.A) && loops.Take(loops.Count - 1).All(loop => loop.A % Quad == 0);
    }

    private static bool IsAligned(Operand operand) =>
        operand.Offset % Quad == 0 && operand.PanelStep % Quad == 0
        && (operand.Region.IsPlanned || (operand.Region.Space is Space.Parameters or Space.Gradients && operand.Region.Offset % Quad == 0));

    private static Step StepOf(IReadOnlyList<Step> steps, int i) => i < steps.Count ? steps[i] : default;

    private static int Plain(Step step) => step.Widths == 0 ? step.Floats : throw new InvalidOperationException("A moves by panels");

    private static int Product(IReadOnlyList<ContractionLoop> loops) => loops.Where(loop => !loop.IsBatch).Aggregate(1, (product, loop) => checked(product * loop.Extent));

    /// <summary>The batch's loop stays by itself, because the step from image to image needs 64 bits.</summary>
    private static List<ContractionLoop> Merged(IReadOnlyList<ContractionLoop> loops)
    {
        var merged = new List<ContractionLoop>();
        foreach (var loop in loops)
        {
            if (merged.Count > 0 && !merged[merged.Count - 1].IsBatch && merged[merged.Count - 1].Merge(loop) is { } both)
                merged[merged.Count - 1] = both;
            else
                merged.Add(loop);
        }

        return merged;
    }
}
