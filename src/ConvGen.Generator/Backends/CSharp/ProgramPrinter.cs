using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a program's segments for one instruction set: an entry per kernel that fills pointers in from the frame, sweeps that take a few images
/// through a run of kernels while they are in the cache, and a method per segment that hands the work to the pool.
/// </summary>
/// <param name="target">The instruction set.</param>
/// <param name="moves">Where copies and fills go, which all instruction sets share.</param>
/// <param name="movesClass">The class they stand in.</param>
internal sealed class ProgramPrinter(VectorTarget target, MethodLibrary moves, string movesClass)
{
    /// <summary>Work below this many operations (about 20 µs) is not worth another thread.</summary>
    private const long SmallestChunk = 400_000;

    private readonly MethodLibrary _library = new();
    private readonly CodeWriter _entries = new();
    private readonly HashSet<string> _names = [];

    /// <summary>Prints everything the segment needs and gives the statements that run it.</summary>
    public IReadOnlyList<string> Segment(KernelProgram program, Segment segment)
    {
        var statements = new List<string>();
        foreach (var run in Sweep.Runs(segment.Kernels))
        {
            if (run.Count > 1)
                PrintSweep(program, segment, run, statements);
            else
                statements.Add(Dispatch(run[0], Entry(program, run[0])));
        }

        return statements;
    }

    /// <summary>The text of all entries and shared methods.</summary>
    public string Methods()
    {
        var steps = new CodeWriter();
        foreach (var line in TilePrinter.StepsStruct())
            steps.Line(line);
        steps.Line();
        return _entries + steps.ToString() + _library;
    }

    private void PrintSweep(KernelProgram program, Segment segment, IReadOnlyList<Kernel> run, List<string> statements)
    {
        var entries = run.Select(kernel => Entry(program, kernel)).ToList();
        var images = Sweep.Images(run);
        var name = Unique(program.Mode + segment.Name + "Sweep");
        _entries.Line($"/// <summary>{Escape(run[0].Name)} … {Escape(run[run.Count - 1].Name)}, {Number(images)} images at a time, while what one kernel wrote is in the cache of the next.</summary>");
        _entries.Open($"private static void {name}(Frame* f, int begin, int end)");
        _entries.Open($"for (int first = begin; first < end; first += {Number(images)})");
        _entries.Line($"int last = Math.Min(end, first + {Number(images)});");
        for (var i = 0; i < run.Count; i++)
            _entries.Line($"{entries[i]}(f, {Items("first", run[i])}, {Items("last", run[i])});");
        _entries.Close();
        _entries.Close();
        _entries.Line();

        statements.Add("if (pool.Threads == 1 || f->Batch >= 2 * pool.Threads)");
        var work = run.Sum(kernel => kernel.CostPerItem * kernel.ItemsPerImage);
        var grain = Math.Max(images, RoundUp((SmallestChunk + work - 1) / Math.Max(1, work), images));
        statements.Add($"    pool.For(&{name}, f, f->Batch, {Number(grain)});");
        statements.Add("else");
        statements.Add("{");
        for (var i = 0; i < run.Count; i++)
            statements.Add("    " + Dispatch(run[i], entries[i]));
        statements.Add("}");
    }

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    private static string Items(string image, Kernel kernel) => kernel.ItemsPerImage == 1 ? image : $"{image} * {Number(kernel.ItemsPerImage)}";

    private static string Dispatch(Kernel kernel, string entry)
    {
        var cost = Math.Max(1, kernel.CostPerItem);
        if (kernel.ItemsPerImage > 0)
        {
            var grain = Math.Max(1, (SmallestChunk + cost - 1) / cost);
            return $"pool.For(&{entry}, f, {Items("f->Batch", kernel)}, {Number(Math.Min(grain, 1 << 20))});";
        }

        var perImage = kernel is Move or Pointwise ? "" : " * f->Batch";
        return $"pool.For(&{entry}, f, {Number(kernel.FixedItems)}, (int)Math.Min({Number(kernel.FixedItems)}, 1 + {Number(SmallestChunk)}L / ({Number(cost)}L{perImage})));";
    }

    private string Entry(KernelProgram program, Kernel kernel)
    {
        var name = Unique(Identifier(program.Mode + " " + kernel.Name));
        var call = kernel switch
        {
            Contraction k => Call(new ContractionPrinter(target, _library, k)),
            Pointwise k => new PointwisePrinter(target, _library).Print(k).With($"{string.Join(", ", k.Inputs.Append(k.Output).Select(At))}, begin, end, {Key(k)}{(PointwisePrinter.Counts(k) ? ", f->Batch" : "")}"),
            Window k => new WindowPrinter(target, _library).Print(k).With($"{At(k.Source)}, {At(k.Target)}{(k.Input is null ? "" : $", {At(k.Input)}, {At(k.Pooled!)}")}, begin, end"),
            ColumnReduction k => new ReductionPrinter(target, _library).Print(k).With($"{string.Join(", ", k.Inputs.Append(k.Output).Select(At))}, begin, end, f->Batch"),
            RowReduction k => $"{new ReductionPrinter(target, _library).Print(k)}({string.Join(", ", k.Inputs.Select(At))}, {(k.Output is null ? "null" : At(k.Output))}, f->Losses, f->Labels, f->LossScale, begin, end)",
            Move k => $"{movesClass}.{new MovePrinter(moves).Print(k).With($"{(k.Source is null ? "" : Pointer(k.Source, k.SourceOffset) + ", ")}{Pointer(k.Target, k.TargetOffset)}, begin, end")}",
            _ => throw new InvalidOperationException("no printer for " + kernel.GetType().Name),
        };
        _entries.Line($"private static void {name}(Frame* f, int begin, int end) => {call};{Cost(kernel)}");
        return name;

        string Call(ContractionPrinter printer) => printer.Print().With($"{string.Join(", ", printer.Pointers.Select(At))}, begin, end, f->Batch");

        string At(object place) => place switch
        {
            Operand operand => Pointer(operand.Region, operand.Offset),
            Grid grid => Pointer(grid.Region, grid.Offset),
            _ => throw new InvalidOperationException(),
        };

        string Pointer(Region region, long offset) => region.Space switch
        {
            Space.PerImage => $"f->Arena + {Number(region.Offset)}L * f->Capacity{Plus(offset)}",
            Space.Fixed => $"f->Arena + {Number(program.PerImageFloats)}L * f->Capacity{Plus(region.Offset + offset)}",
            Space.Parameters => $"f->Parameters{Plus(region.Offset + offset)}",
            Space.Gradients => $"f->Gradients{Plus(region.Offset + offset)}",
            Space.Input => $"f->Input{(region.Offset > 0 ? $" + {Number(region.Offset)}L * f->Batch" : "")}{Plus(offset)}",
            _ => $"f->{region.Space}{Plus(offset)}",
        };
    }

    private static string Plus(long offset) => offset == 0 ? "" : offset < 0 ? " - " + Number(-offset) : " + " + Number(offset);

    private static string Key(Pointwise kernel)
    {
        var mask = 0;
        var masked = kernel.Body.Any(node => node is DropoutMask dropout && (mask = dropout.Layer) >= 0);
        return masked ? $"VectorMath.Key(f->Seed, {Number(mask)}u, f->Step)" : "0";
    }

    private static string Cost(Kernel kernel) => kernel is Contraction contraction
        ? $" // {Loops(contraction.Rows)} over {Loops(contraction.Depth)}: {Number(contraction.Rows.Concat(contraction.Depth).Where(loop => !loop.IsBatch).Aggregate((long)contraction.Columns, (product, loop) => product * loop.Extent))} multiply-adds an image"
        : "";

    private static string Loops(IReadOnlyList<Loop> loops) => string.Join(", ", loops.Where(loop => loop.Extent != 1));

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>"conv1/tanh input gradient" becomes Conv1TanhInputGradient.</summary>
    private static string Identifier(string name)
    {
        var text = new StringBuilder();
        var upper = true;
        foreach (var c in name)
        {
            if (c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9')
                text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = c is not (>= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9');
        }

        return text.ToString();
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
            unique = name + "_" + Number(i);
        return unique;
    }
}
