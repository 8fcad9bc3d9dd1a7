using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a program's segments: an entry per kernel that fills pointers in from the frame, sweeps that take a few images through a run of kernels while
/// they are in the cache, and a method per segment that hands the work to the pool. All this is the same for every instruction set and calls the kernels
/// of a type parameter; the kernels themselves are printed for each set.
/// </summary>
/// <param name="movesClass">The class that copies and fills stand in, which all instruction sets share.</param>
internal sealed class ProgramPrinter(string movesClass)
{
    /// <summary>Work below this many operations (about 20 µs) is not worth another thread.</summary>
    private const long SmallestChunk = 400_000;

    private readonly IReadOnlyList<(VectorTarget Target, MethodLibrary Methods)> _targets = [(VectorTarget.Avx2, new()), (VectorTarget.Vector128, new())];
    private readonly List<string> _shared = [];
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
            else if (IsSmall(run[0]))
                statements.Add(Call(program, run[0], "0", Number(run[0].FixedItems)) + ";");
            else
                statements.Add(Dispatch(run[0], Entry(program, run[0])));
        }

        return statements;
    }

    /// <summary>True for work that cannot be shared out, or is not worth another thread even where every item goes through many images.</summary>
    private static bool IsSmall(Kernel kernel)
    {
        const int Many = 64;
        return kernel.ItemsPerImage == 0 && (kernel.FixedItems == 1 || kernel.FixedItems * kernel.CostPerItem * Many <= SmallestChunk);
    }

    /// <summary>The text of all entries and sweeps.</summary>
    public string Entries() => _entries.ToString();

    /// <summary>What kernels of an instruction set have in common: a signature a line.</summary>
    public IEnumerable<string> Signatures() => _shared.Select(name => $"static abstract void {_targets[0].Methods.Signature(name)};");

    /// <summary>Each instruction set's shared methods.</summary>
    public IEnumerable<(VectorTarget Target, string Methods)> Kernels()
    {
        var steps = string.Concat(TilePrinter.StepsStruct().Select(line => line + "\n"));
        return _targets.Select(pair => (pair.Target, steps + "\n" + pair.Methods));
    }

    public MethodLibrary Moves { get; } = new();

    private void PrintSweep(KernelProgram program, Segment segment, IReadOnlyList<Kernel> run, List<string> statements)
    {
        // Copies and fills alone gain nothing from the cache, nor from going kernel by kernel where images are few.
        var onlyMoves = run.All(kernel => kernel is Move);
        var entries = onlyMoves ? [] : run.Select(kernel => Entry(program, kernel)).ToList();
        var images = onlyMoves ? 1 : Sweep.Images(run);
        var name = Unique(program.Mode + segment.Name + "Sweep");
        _entries.Line($"/// <summary>{Escape(run[0].Name)} … {Escape(run[run.Count - 1].Name)}{(onlyMoves ? "" : $", {Number(images)} images at a time, while what one kernel wrote is in the cache of the next")}.</summary>");
        _entries.Open($"private static void {name}(Frame* f, int begin, int end)");
        if (onlyMoves)
        {
            foreach (var kernel in run)
                _entries.Line(Call(program, kernel, Items("begin", kernel), Items("end", kernel)) + ";");
        }
        else
        {
            _entries.Open($"for (int first = begin; first < end; first += {Number(images)})");
            _entries.Line($"int last = Math.Min(end, first + {Number(images)});");
            for (var i = 0; i < run.Count; i++)
                _entries.Line($"{entries[i]}(f, {Items("first", run[i])}, {Items("last", run[i])});");
            _entries.Close();
        }

        _entries.Close();
        _entries.Line();
        var work = run.Sum(kernel => kernel.CostPerItem * kernel.ItemsPerImage);
        var grain = Math.Max(images, RoundUp((SmallestChunk + work - 1) / Math.Max(1, work), images));
        var sweep = $"pool.For(&{name}, f, f->Batch, {Number(grain)});";
        if (onlyMoves)
        {
            statements.Add(sweep);
            return;
        }

        statements.Add("if (pool.Threads == 1 || f->Batch >= 2 * pool.Threads)");
        statements.Add("    " + sweep);
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
        _entries.Line($"private static void {name}(Frame* f, int begin, int end) => {Call(program, kernel, "begin", "end")};{Cost(kernel)}");
        return name;
    }

    /// <summary>The call of a kernel's shared method for items from <paramref name="begin"/> to <paramref name="end"/>.</summary>
    private string Call(KernelProgram program, Kernel kernel, string begin, string end)
    {
        var items = $"{begin}, {end}";
        return kernel switch
        {
            Contraction k => Shared((target, methods) => new ContractionPrinter(target, methods, k).Print(), $"{string.Join(", ", ContractionPrinter.Pointers(k).Select(At))}, {items}, f->Batch"),
            Pointwise k => Shared((target, methods) => new PointwisePrinter(target, methods).Print(k), $"{string.Join(", ", k.Inputs.Append(k.Output).Select(At))}, {items}, {Key(k)}{(PointwisePrinter.Counts(k) ? ", f->Batch" : "")}"),
            Window k => Shared((target, methods) => new WindowPrinter(target, methods).Print(k), $"{At(k.Source)}, {At(k.Target)}{(k.Input is null ? "" : $", {At(k.Input)}, {At(k.Pooled!)}")}, {items}"),
            ColumnReduction k => Shared((target, methods) => new ReductionPrinter(target, methods).Print(k), $"{string.Join(", ", k.Inputs.Append(k.Output).Select(At))}, {items}, f->Batch"),
            RowReduction k => Shared((target, methods) => new MethodCall(new ReductionPrinter(target, methods).Print(k), ""), $"{string.Join(", ", k.Inputs.Select(At))}, {(k.Output is null ? "null" : At(k.Output))}, f->Losses, f->Labels, f->LossScale, {items}"),
            PairwiseReduction k => Shared((target, methods) => new MethodCall(new PairwisePrinter(target, methods).Print(k), ""), $"{At(k.Input)}, {(k.Output is null ? "null" : At(k.Output))}, {Pointer(k.Scratch, 0)}, f->Losses, f->Labels, f->LossScale, f->Batch"),
            Move k => $"{movesClass}.{new MovePrinter(Moves).Print(k).With($"{(k.Source is null ? "" : Pointer(k.Source, k.SourceOffset) + ", ")}{Pointer(k.Target, k.TargetOffset)}, {items}")}",
            _ => throw new InvalidOperationException("no printer for " + kernel.GetType().Name),
        };

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

    /// <summary>
    /// Prints a method for each instruction set and gives the call of it. Equal kernels have one name in all of them; where a set tells two kernels apart that
    /// another does not, both sets get the method under a new name.
    /// </summary>
    private string Shared(Func<VectorTarget, MethodLibrary, MethodCall> print, string arguments)
    {
        var calls = _targets.Select(pair => print(pair.Target, pair.Methods)).ToList();
        if (calls.Any(call => call.Sizes != calls[0].Sizes))
            throw new InvalidOperationException($"'{calls[0].Name}' takes other sizes for another instruction set");
        var name = calls[0].Name;
        if (calls.Any(call => call.Name != name))
        {
            name = string.Join("_", calls.Select(call => call.Name));
            for (var i = 0; i < calls.Count && !_shared.Contains(name); i++)
                _targets[i].Methods.Repeat(calls[i].Name, name);
        }

        if (!_shared.Contains(name))
            _shared.Add(name);
        return $"T.{new MethodCall(name, calls[0].Sizes).With(arguments)}";
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
