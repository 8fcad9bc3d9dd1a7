using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints strided copies and fills: loops that are one are merged, runs of neighbours are copied as spans, and blocks whose rows become columns as vectors.</summary>
internal sealed class MovePrinter(MethodLibrary library)
{
    /// <summary>Shorter runs are copied number by number: a span copy is a call.</summary>
    private const int ShortRun = 8;

    /// <summary>The shared method. Parameters: source (if any), target, begin, end (steps of the outermost loop), sizes.</summary>
    public MethodCall Print(Move kernel)
    {
        var loops = Merge(kernel);
        var inner = loops[loops.Count - 1];
        var (fill, sizes) = (kernel.Source is null, new Sizes());
        var run = loops.Count > 1 && inner.Target == 1 && (fill || inner.Source == 1) && inner.Extent >= ShortRun;
        var block = run ? null : Block(kernel, loops);
        var count = loops.Count - (run ? 1 : block is null ? 0 : 2);
        var code = new CodeWriter();
        code.Open("for (nint item = begin; item < end; item++)");
        code.Line("float* " + (fill ? "" : $"from = s + item * {sizes.Of("s0", loops[0].Source)}, ") + $"to = t + item * {sizes.Of("t0", loops[0].Target)};");
        for (var i = 1; i < count; i++)
        {
            var number = Number(i);
            var extent = sizes.Of("n" + number, loops[i].Extent);

            // The pointers run through all loops: a loop's step takes back what the loop inside has moved them.
            var inside = i + 1 < count ? loops[i + 1] : default;
            var bumps = (fill ? "" : $"from += {sizes.Of("s" + number, loops[i].Source - ((long)inside.Extent * inside.Source))}, ")
                + $"to += {sizes.Of("t" + number, loops[i].Target - ((long)inside.Extent * inside.Target))}";
            code.Line(new string(' ', 4 * (i - 1)) + $"for (nint i{number} = {extent}; i{number} > 0; i{number}--, {bumps})");
        }

        var line = block is { } found
            ? $"{Transpose()}{found.Vectors}(from, to, {sizes.Of("columns", found.Outer.Extent)}, {sizes.Of("rows", found.Inner.Extent)}, {sizes.Of("sourceRow", found.Inner.Source)}, {sizes.Of("targetRow", found.Outer.Target)});"
            : Body(kernel, run ? "(int)" + sizes.Of("run", inner.Extent) : "");
        code.Indented(count - 1, () => code.Line(line));
        code.Close();

        var method = new CodeWriter();
        method.Line($"/// <summary>{(fill ? "Fills" : "Copies")} {(run ? "runs" : block is null ? "numbers" : "transposed blocks")} over {Number(count)} loops; steps are those at a loop's end, inner loops taken back.</summary>");
        method.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        method.Open($"private static void {MethodLibrary.Name}({(fill ? "" : "float* s, ")}float* t, int begin, int end{sizes.Parameters})");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(library.Add(fill ? "Fill" : "Copy", method.ToString()), sizes.Arguments);
    }

    /// <summary>What the innermost loop does, where it is no block.</summary>
    /// <param name="kernel">The copy or fill.</param>
    /// <param name="length">Of a run of neighbours; empty where it is a number.</param>
    private static string Body(Move kernel, string length) => (kernel.Source is null, length.Length > 0) switch
    {
        (true, true) => $"new Span<float>(to, {length}).Fill({Number(kernel.Fill)});",
        (true, false) => $"*to = {Number(kernel.Fill)};",
        (false, true) => $"new Span<float>(from, {length}).CopyTo(new Span<float>(to, {length}));",
        (false, false) => "*to = *from;",
    };

    /// <summary>The two innermost loops, where rows of neighbours become columns of them; null where they do not, or fill no vectors.</summary>
    private static ((int Extent, int Source, int Target) Outer, (int Extent, int Source, int Target) Inner, string Vectors)? Block(Move kernel, List<(int Extent, int Source, int Target)> loops)
    {
        if (loops.Count < 3 || kernel.Source is null)
            return null;
        var (outer, inner) = (loops[loops.Count - 2], loops[loops.Count - 1]);
        var fills = outer.Source == 1 && inner.Target == 1 && outer.Extent % Packing.Half == 0 && inner.Extent % Packing.Half == 0;
        return fills ? (outer, inner, outer.Extent % Packing.Width == 0 ? Widest : Narrow) : null;
    }

    /// <summary>A leaf: eight vectors of a block become so many rows of eight, row by row of the target.</summary>
    private string Transpose() => library.Once("Transpose", () =>
    {
        var code = new CodeWriter();
        code.Line("/// <summary>Copies a block of rows of neighbours, both of them whole vectors, columns to rows.</summary>");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* s, float* t, nint columns, nint rows, nint row, nint targetRow){TypeConstraints}");
        code.Open($"for (nint lane = 0; lane < columns; lane += {AnyWidth})");
        code.Line("float* from = s + lane, to = t + lane * targetRow;");
        code.Line($"for (nint i = 0; i < rows; i += {Number(Packing.Half)}, from += {Number(Packing.Half)} * row, to += {Number(Packing.Half)})");
        var vectors = Enumerable.Range(0, Packing.Half).Select(i => Load("from" + (i == 0 ? "" : i == 1 ? " + row" : $" + {Number(i)} * row")));
        code.Line($"    T.StoreTransposed(to, targetRow, {AnyWidth}, {string.Join(", ", vectors)});");
        code.Close();
        code.Close();
        return library.Add("Transpose", code.ToString());
    });

    /// <summary>The same for zeros around a map, or around those of a group side by side. Parameters: target, begin, end (runs of zeros), sizes.</summary>
    public MethodCall Print(Surround kernel)
    {
        var isGroup = kernel.Target.PixelPlaces > 0;
        long Floats(long floats) => isGroup ? SideBySide.Place(kernel.Target, floats) : floats;
        var sizes = new Sizes();
        var code = new CodeWriter();
        code.Line("/// <summary>Zeros around maps: before the first pixel, between rows, behind the last pixel.</summary>");
        code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        long image = isGroup ? SideBySide.Group(kernel.Target) : kernel.Target.Floats;
        var (rows, head, row, gap) = (sizes.Of("rows", kernel.Rows), sizes.Of("head", Floats(kernel.Head)), sizes.Of("row", Floats(kernel.RowFloats)), sizes.Of("gap", Floats(kernel.Gap)));
        var (tail, next) = (sizes.Of("tail", Floats(kernel.Tail)), sizes.Of("next", image - Floats(kernel.Start(kernel.Rows)) - Floats(kernel.RowFloats)));
        var size = sizes.Of("image", image);
        code.Open($"private static void {MethodLibrary.Name}(float* t, int begin, int end{sizes.Parameters})");
        code.Line($"nint run = begin % ({rows} + 1);");
        code.Line($"float* to = t + begin / ({rows} + 1) * {size} + (run == 0 ? 0 : {head} + run * {row} + (run - 1) * {gap});");
        code.Open("for (nint item = begin; item < end; item++)");
        code.Line($"nint zeros = run == 0 ? {head} : run == {rows} ? {tail} : {gap};");
        code.Line("new Span<float>(to, (int)zeros).Clear();");
        code.Line($"bool isLast = run == {rows};");
        code.Line($"to += {row} + (isLast ? {next} : zeros);");
        code.Line("run = isLast ? 0 : run + 1;");
        code.Close();
        code.Close();
        return new MethodCall(library.Add("Surround", code.ToString()), sizes.Arguments);
    }

    /// <summary>Inner loops that continue each other are one; the outermost stays, threads share it out.</summary>
    private static List<(int Extent, int Source, int Target)> Merge(Move kernel)
    {
        var loops = new List<(int Extent, int Source, int Target)>();
        for (var i = 0; i < kernel.Loops.Count; i++)
        {
            var extent = kernel.Loops[i].Extent;
            var next = (extent, kernel.Source is null ? 0 : kernel.SourceSteps[i], kernel.TargetSteps[i]);
            if (i > 0 && extent == 1)
                continue;
            if (loops.Count > 1)
            {
                var last = loops[loops.Count - 1];
                if (last.Target == next.Item3 * extent && last.Source == next.Item2 * extent)
                {
                    loops[loops.Count - 1] = (last.Extent * extent, next.Item2, next.Item3);
                    continue;
                }
            }

            loops.Add(next);
        }

        return loops;
    }
}
