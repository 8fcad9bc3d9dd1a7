using System.Collections.Concurrent;

namespace ConvGen.KernelBenchmarks;

/// <summary>What a pass has to do, and the time its kernels took without copies in and out, by a profile of the same process.</summary>
/// <param name="Operations">Floating-point operations of a pass; of a convolution twice its multiply-accumulates, whatever the algorithm.</param>
/// <param name="KernelOperations">Those of the kernels that have a column of their own.</param>
/// <param name="KernelSeconds">Their time in a pass.</param>
internal sealed record PassFigures(double Operations, double KernelOperations, double KernelSeconds)
{
    private static readonly ConcurrentDictionary<(string Pass, string Layer), PassFigures> _all = new();

    /// <summary>Measured once: it takes a second.</summary>
    public static Lazy<MachinePeak> Peak { get; } = new(() => MachinePeak.Measure());

    public static void Add(string pass, string layer, IReadOnlyList<ProfileEntry> entries, Func<ProfileEntry, bool> counts, int passes)
    {
        var kernels = entries.Where(entry => entry.Kind != KernelKind.Copy && counts(entry)).ToList();
        _all[(pass, layer)] = new PassFigures(
            entries.Sum(entry => (double)entry.Operations) / passes, kernels.Sum(entry => (double)entry.Operations) / passes, kernels.Sum(entry => entry.Time.TotalSeconds) / passes);
    }

    public static PassFigures? Of(string pass, string layer) => _all.GetValueOrDefault((pass, layer));
}
