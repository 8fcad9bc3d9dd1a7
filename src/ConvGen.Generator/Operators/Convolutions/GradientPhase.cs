using System;
using System.Collections.Generic;

namespace ConvGen.Generator.Operators;

/// <summary>
/// The input rows (or columns) of one residue modulo the stride, in the input gradient of a convolution. Row First + i·stride takes
/// taps FirstTap + j·TapStep, and tap j reads output row Source + i − j·SourceStep.
/// </summary>
internal readonly record struct GradientPhase(int First, int Count, int FirstTap, int TapStep, int Taps, int Source, int SourceStep)
{
    public static IReadOnlyList<GradientPhase> All(int size, int kernel, int stride, int dilation, int pad)
    {
        var phases = new List<GradientPhase>();
        var tapStep = stride / Divisor(stride, dilation);
        for (var first = 0; first < Math.Min(stride, size); first++)
        {
            var count = ((size - 1 - first) / stride) + 1;
            var tap = 0;
            while (tap < Math.Min(tapStep, kernel) && (first + pad - (tap * dilation)) % stride != 0)
                tap++;
            var none = tap >= Math.Min(tapStep, kernel);
            phases.Add(none
                ? new GradientPhase(first, count, 0, 0, 0, 0, 0)
                : new GradientPhase(first, count, tap, tapStep, ((kernel - 1 - tap) / tapStep) + 1, (first + pad - (tap * dilation)) / stride, tapStep * dilation / stride));
        }

        return phases;
    }

    /// <summary>How far all phases together read before the first and after the last of <paramref name="outputs"/> rows.</summary>
    public static (int Before, int After) Reach(IReadOnlyList<GradientPhase> phases, int outputs)
    {
        var (before, after) = (0, 0);
        foreach (var phase in phases)
        {
            if (phase.Taps == 0)
                continue;
            before = Math.Max(before, ((phase.Taps - 1) * phase.SourceStep) - phase.Source);
            after = Math.Max(after, phase.Source + phase.Count - outputs);
        }

        return (before, after);
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
