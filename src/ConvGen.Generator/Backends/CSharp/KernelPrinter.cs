using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// What the printers of the kernel forms share: a kernel becomes one shared method over pointers and a thin entry that fills the pointers in
/// from the frame. The method's text holds every size but no place, so equal work in two layers is one method.
/// </summary>
internal abstract class KernelPrinter(VectorTarget target, MethodLibrary library)
{
    protected const string Kernel = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]\n";

    protected VectorTarget Target { get; } = target;

    protected MethodLibrary Library { get; } = library;

    /// <summary>Splits a flat item number into the indices of its loops, outermost first; the outermost takes what is left.</summary>
    protected static void Decompose(CodeWriter code, string item, IReadOnlyList<(string Name, int Extent)> loops)
    {
        if (loops.Count == 1)
        {
            code.Line($"nint {loops[0].Name} = {item};");
            return;
        }

        code.Line($"int rest = {item};");
        for (var i = loops.Count - 1; i > 0; i--)
        {
            code.Line($"nint {loops[i].Name} = rest % {Number(loops[i].Extent)};");
            code.Line(i > 1 ? $"rest /= {Number(loops[i].Extent)};" : $"nint {loops[0].Name} = rest / {Number(loops[i].Extent)};");
        }
    }

    /// <summary>"pointer + i · step", leaving out steps that are nothing; without an index the step itself.</summary>
    internal static string Address(string pointer, params (string Index, string Step)[] terms)
    {
        var parts = new List<string> { pointer };
        foreach (var (index, step) in terms.Where(term => term.Step.Length > 0 && term.Step != "0"))
            parts.Add(index.Length == 0 ? step : step == "1" ? index : $"{index} * {step}");
        return string.Join(" + ", parts);
    }

    /// <summary>"pointer + i · 3 + 7", leaving out what is zero.</summary>
    internal static string Address(string pointer, params (string Index, long Step)[] terms)
    {
        var parts = new List<string> { pointer };
        foreach (var (index, step) in terms.Where(term => term.Step != 0))
            parts.Add(index.Length == 0 ? Number(step) : step == 1 ? index : $"{index} * {Number(step)}");
        return string.Join(" + ", parts).Replace("+ -", "- ");
    }
}
