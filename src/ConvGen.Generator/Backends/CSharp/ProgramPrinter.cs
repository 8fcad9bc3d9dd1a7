using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a program's segments as schedules: a line per kernel that says what it costs and fills its pointers in from the frame, and sweeps that take a few
/// images through a run of kernels while they are in the cache. The kernels they call stand beside them, once for all instruction sets.
/// </summary>
internal sealed class ProgramPrinter
{
    private readonly MethodLibrary _methods = new();
    private readonly CodeWriter _schedules = new();

    /// <summary>Of the strips that the kernel belongs to.</summary>
    private IReadOnlyList<RollingMap> _rolling = [];

    /// <summary>Prints the segment's schedule and gives the name of the method that makes it; null where there is nothing to do.</summary>
    public string? Schedule(KernelProgram program, Segment segment)
    {
        if (segment.Kernels.Count == 0)
            return null;
        var name = program.Mode + segment.Name;
        _schedules.Open($"private static KernelSchedule {name}()");
        _schedules.Line($"var s = new KernelSchedule(\"{program.Mode} {segment.Name}\");");
        foreach (var run in Sweep.Runs(segment.Kernels))
        {
            var sweep = run.Count > 1 ? $"Sweep({Number(Sweep.Images(run))}, {Number(run.Count)})." : "";
            var strips = Strips.Of(run);
            for (var k = 0; k < run.Count; k++)
            {
                var group = strips.FirstOrDefault(group => group.Holds(k));
                var begins = (k == 0 ? sweep : "") + (group?.First == k ? $"Strips({Number(group.Kernels)}{string.Concat(group.Rolling.Select(map => ", " + Print(map)))})." : "");
                _rolling = group?.Rolling ?? [];
                var ends = group is null ? "" : $", [{string.Join(", ", group.Ends[k - group.First].Select(end => Number(end)))}]";
                _schedules.Line($"s.{begins}{Step(run[k])}, static (f, begin, end) => {Call(program, run[k])}{ends});{Cost(run[k])}");
            }
        }

        _schedules.Line("return s;");
        _schedules.Close();
        _schedules.Line();
        return name;
    }

    /// <summary>The text of all schedules.</summary>
    public string Schedules() => _schedules.ToString();

    /// <summary>The text of all kernels that schedules call.</summary>
    public string Kernels() => _methods.ToString();

    /// <summary>How the kernel's items are counted, how many there are, what one costs; what there is to do at least.</summary>
    private static string Step(Kernel kernel)
    {
        var (method, items) = kernel.ItemsPerImage > 0 ? (Sweep.TakesGroups(kernel) ? "EachGroup" : "EachImage", kernel.ItemsPerImage)
            : kernel is Move or Pointwise or WinogradFilters or WinogradFilterGradient or AddGroups ? ("Once", kernel.FixedItems)
            : ("WholeBatch", kernel.FixedItems);
        var work = Workload.Of(kernel);
        return $"{method}(\"{kernel.Name}\", {Number(items)}, {Number(Math.Max(1, kernel.CostPerItem))}, new(KernelKind.{work.Kind}, {Number(work.Operations)}, {Number(work.BytesOfImage)}, {Number(work.BytesOfCall)})";
    }

    /// <summary>The call of a kernel's shared method.</summary>
    private string Call(KernelProgram program, Kernel kernel)
    {
        const string items = "begin, end";
        return kernel switch
        {
            Contraction k when PixelTiling.Of(k) is { } tiling => new PixelPrinter(_methods, k, tiling).Print().With($"{string.Join(", ", ContractionPrinter.Pointers(k).Select(At))}, {items}, f"),
            Contraction k when PixelGradient.Of(k) is { } gradient => new PixelGradientPrinter(_methods, k, gradient).Print().With($"{string.Join(", ", ContractionPrinter.Pointers(k).Select(At))}, {items}, f"),
            Contraction k => new ContractionPrinter(_methods, k).Print().With($"{string.Join(", ", ContractionPrinter.Pointers(k).Select(At))}, {items}, f->Batch"),
            Winograd k => new WinogradPrinter(_methods, k).Print().With($"{At(k.Input)}, {string.Join(", ", WinogradPrinter.Filters(k).Select(filters => Pointer(filters.Region, filters.Offset)))}, {string.Join(", ", new[] { k.Output }.Concat(k.Extra).Select(At))}, {items}, f"),
            WinogradGradient k => new WinogradGradientPrinter(_methods, k).Print().With($"{At(k.Input)}, {At(k.Gradient)}, {Pointer(k.Target, 0)}, {items}, f"),
            WinogradFilterGradient k => new WinogradFilterGradientPrinter(_methods, k).Print().With($"{Pointer(k.Source, 0)}, {Pointer(k.Gradients, k.Offset)}, {items}"),
            WinogradFilters k => new WinogradFiltersPrinter(_methods, k).Print().With($"{Pointer(k.Weights, k.Offset)}, {Pointer(k.Target, 0)}, {items}"),
            TransposedProduct k => new TransposedProductPrinter(_methods, k).Print().With($"{At(k.Input)}, {Pointer(k.Weights, 0)}, {At(k.Output)}, {items}, f"),
            Pointwise k => new PointwisePrinter(_methods).Print(k).With($"{Pointers(k.Inputs, k.Results)}, {items}, {Key(k)}{(PointwisePrinter.Counts(k) ? ", f->Batch" : "")}"),
            Window k => new WindowPrinter(_methods, k).Print().With($"{At(k.Source)}, {At(k.Target)}{(k.Input is null ? "" : $", {At(k.Input)}, {At(k.Pooled!)}")}, {items}"),
            ColumnReduction k => new ColumnReductionPrinter(_methods, k).Print().With($"{Pointers(k.Inputs, k.Results)}, {items}, f->Batch"),
            RowReduction k => new RowReductionPrinter(_methods).Print(k).With($"{string.Join(", ", k.Inputs.Select(At))}, {(k.Output is null ? "null" : At(k.Output))}, f->Losses, f->Labels, f->LossScale, {items}"),
            PairwiseReduction k => new PairwisePrinter(_methods).Print(k).With($"{At(k.Input)}, {(k.Output is null ? "null" : At(k.Output))}, {Pointer(k.Scratch, 0)}, f->Losses, f->Labels, f->LossScale, f->Batch"),
            Move k => new MovePrinter(_methods).Print(k).With($"{(k.Source is null ? "" : Pointer(k.Source, k.SourceOffset) + ", ")}{Pointer(k.Target, k.TargetOffset)}, {items}"),
            Surround k => new MovePrinter(_methods).Print(k).With($"{Pointer(k.Target, 0)}, {items}"),
            Interleave k => new InterleavePrinter(_methods).Print(k).With($"{Pointer(k.Source, k.TakesApart ? k.Offset.Together : k.Offset.Apart)}, {Pointer(k.Target, k.TakesApart ? k.Offset.Apart : k.Offset.Together)}, {items}, f->Batch"),
            Interleaved { Of: Contraction k } => new InterleavedPrinter(_methods, k).Print().With($"{string.Join(", ", ContractionPrinter.Pointers(k).Select(Together))}, {items}"),
            InterleavedGradient k => new InterleavedGradientPrinter(_methods, k).Print().With($"{Together(k.Of.A)}, {Together(k.Of.B)}, {Pointer(k.Sums, 0)}, {items}"),
            InterleavedSum k => new InterleavedSumPrinter(_methods).Print(k).With($"{At(SideBySide.Stretch(k.Of.Inputs[0]))}, {Pointer(k.Sums, 0)}, {items}"),
            AddGroups k => new InterleavedSumPrinter(_methods).Print(k).With($"{Pointer(k.Sums, 0)}, {Pointer(k.Target, k.Offset)}, {items}, f->Batch"),
            Interleaved { Of: Surround k } => new MovePrinter(_methods).Print(k).With($"{Pointer(k.Target, 0)}, {items}"),
            Interleaved k => Call(program, k.Stretched),
            _ => throw new InvalidOperationException("no printer for " + kernel.GetType().Name),
        };

        string Pointers(IEnumerable<Grid> inputs, IEnumerable<Result> results) => string.Join(", ", inputs.Concat(results.Select(result => result.Output)).Select(At));

        // Of parameters there is one for all images.
        string Together(Operand operand) => Pointer(operand.Region, operand.Region.GrowsWithBatch ? SideBySide.Place(operand.Region, operand.Offset) : operand.Offset);

        string At(object place) => place switch
        {
            Operand operand => Pointer(operand.Region, operand.Offset),
            Grid grid => Pointer(grid.Region, grid.Offset),
            _ => throw new InvalidOperationException(),
        };

        string Pointer(Region region, long offset) => region.Space switch
        {
            Space.PerImage => $"f->Arena + {Number(region.Offset)}L * f->Capacity{Plus(offset)}",
            Space.Sweep when _rolling.ToList().FindIndex(map => map.Region == region) is >= 0 and var map => $"f->InStrip({Number(region.Offset)}, {Number(region.Floats)}, {Number(map)}){Plus(offset)}",
            Space.Sweep => $"f->InSweep({Number(region.Offset)}, {Number(region.Floats)}){Plus(offset)}",
            Space.Fixed => $"f->Arena + {Number(program.PerImageFloats)}L * f->Capacity{Plus(region.Offset + offset)}",
            Space.Prepared => $"f->Prepared{Plus(region.Offset + offset)}",
            Space.Parameters => $"f->Parameters{Plus(region.Offset + offset)}",
            Space.Gradients => $"f->Gradients{Plus(region.Offset + offset)}",
            Space.Input => $"f->Input{(region.Offset > 0 ? $" + {Number(region.Offset)}L * f->Batch" : "")}{Plus(offset)}",
            _ => $"f->{region.Space}{Plus(offset)}",
        };
    }

    private static string Print(RollingMap map) => $"new RollingMap({Number(map.Region.Offset)}, [{string.Join(", ", map.Begins.Zip(map.Moved, (begin, moved) => $"({Number(begin)}, {Number(moved)})"))}])";

    private static string Plus(long offset) => offset == 0 ? "" : offset < 0 ? " - " + Number(-offset) : " + " + Number(offset);

    private static string Key(Pointwise kernel)
    {
        var mask = 0;
        var masked = kernel.Any(node => node is DropoutMask dropout && (mask = dropout.Layer) >= 0);
        return masked ? $"VectorMath.Key(f->Seed, {Number(mask)}u, f->Step)" : "0";
    }

    private static string Cost(Kernel kernel) => kernel is Contraction contraction
        ? $" // {Loops(contraction.Rows)} over {Loops(contraction.Depth)}: {Number(contraction.Rows.Concat(contraction.Depth).Where(loop => !loop.IsBatch).Aggregate((long)contraction.Columns, (product, loop) => product * loop.Extent))} multiply-adds an image"
        : "";

    private static string Loops(IReadOnlyList<Loop> loops) => string.Join(", ", loops.Where(loop => loop.Extent != 1));
}
