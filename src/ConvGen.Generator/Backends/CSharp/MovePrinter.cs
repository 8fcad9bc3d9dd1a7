using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints strided copies and fills, which are the same for every instruction set: loops that are one are merged, and runs of neighbours are copied as spans.</summary>
internal sealed class MovePrinter(MethodLibrary library)
{
    /// <summary>Shorter runs are copied number by number: a span copy is a call.</summary>
    private const int ShortRun = 8;

    /// <summary>The shared method. Parameters: source (if any), target, begin, end (steps of the outermost loop).</summary>
    public string Print(Move kernel)
    {
        var loops = Merge(kernel);
        var inner = loops[loops.Count - 1];
        var run = loops.Count > 1 && inner.Target == 1 && (kernel.Source is null || inner.Source == 1) && inner.Extent >= ShortRun;
        var code = new CodeWriter();
        code.Line($"/// <summary>{(kernel.Source is null ? "Fill" : "Copy")} over {string.Join(", ", kernel.Loops.Where(loop => loop.Extent != 1)).Replace("<", "&lt;")}.</summary>");
        code.Open($"public static void {MethodLibrary.Name}({(kernel.Source is null ? "" : "float* s, ")}float* t, int begin, int end)");
        for (var i = 0; i < loops.Count - (run ? 1 : 0); i++)
        {
            var (from, to) = i == 0 ? ("begin", "end") : ("0", Number(loops[i].Extent));
            code.Open($"for (nint i{Number(i)} = {from}; i{Number(i)} < {to}; i{Number(i)}++)");
        }

        var count = loops.Count - (run ? 1 : 0);
        var target = KernelPrinter.Address("t", [.. loops.Take(count).Select((loop, i) => ("i" + Number(i), (long)loop.Target))]);
        var source = KernelPrinter.Address("s", [.. loops.Take(count).Select((loop, i) => ("i" + Number(i), (long)loop.Source))]);
        if (kernel.Source is null)
            code.Line(run ? $"new Span<float>({target}, {Number(inner.Extent)}).Fill({Number(kernel.Fill)});" : $"*({target}) = {Number(kernel.Fill)};");
        else
            code.Line(run ? $"new Span<float>({source}, {Number(inner.Extent)}).CopyTo(new Span<float>({target}, {Number(inner.Extent)}));" : $"*({target}) = *({source});");
        for (var i = 0; i < count; i++)
            code.Close();
        code.Close();
        return library.Add(kernel.Source is null ? "Fill" : "Copy", code.ToString());
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
