using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// What the printers of the kernel forms share: a kernel becomes one shared method over pointers and a thin entry that fills the pointers in
/// from the frame. The method's text holds structure, but no place and no size, so alike work in two layers is one method.
/// </summary>
internal abstract class KernelPrinter(MethodLibrary library)
{
    protected const string Kernel = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]\n";

    /// <summary>
    /// What stands before a driver. It too is compiled once and for all: otherwise the second pass through a network would stop at each of its loops to have it compiled anew. Its
    /// frame is not cleared at each call.
    /// </summary>
    protected const string Driver = "[SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]";

    protected MethodLibrary Library { get; } = library;

    /// <summary>The head of a leaf, a method that loops of others call: for vectors of eight floats, or for any.</summary>
    protected static CodeWriter Leaf(string summary, string parameters, bool ofAnyWidth = false)
    {
        var code = new CodeWriter();
        code.Line($"/// <summary>{summary}</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{(ofAnyWidth ? Simd.TypeParameters : "")}({parameters}){(ofAnyWidth ? Simd.TypeConstraints : "")}");
        return code;
    }

    /// <summary>"pointer + i · step", leaving out steps that are nothing; without an index the step itself.</summary>
    internal static string Address(string pointer, params (string Index, string Step)[] terms)
    {
        var parts = new List<string> { pointer };
        foreach (var (index, step) in terms.Where(term => term.Step.Length > 0 && term.Step != "0"))
            parts.Add(index.Length == 0 ? step : step == "1" ? index : $"{index} * {step}");
        return string.Join(" + ", parts);
    }

    /// <summary>A term of an address: so many times a step.</summary>
    protected static (string Index, string Step) Term(int count, string step) => (count < 2 ? "" : Number(count), count == 0 ? "" : step);

    /// <summary>The same with steps by number.</summary>
    internal static string Address(string pointer, params (string Index, long Step)[] terms) =>
        Address(pointer, [.. terms.Select(term => term.Index.Length == 0 && term.Step == 0 ? ("", "") : (term.Index, Number(term.Step)))]).Replace("+ -", "- ");
}
