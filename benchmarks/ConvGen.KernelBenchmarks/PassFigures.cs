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

    /// <summary>Of one pass.</summary>
    public static PassFigures Of(IReadOnlyList<ProfileEntry> entries, Func<ProfileEntry, bool> counts)
    {
        var kernels = entries.Where(entry => entry.Kind != KernelKind.Copy && counts(entry)).ToList();
        return new PassFigures(entries.Sum(entry => (double)entry.Operations), kernels.Sum(entry => (double)entry.Operations), kernels.Sum(entry => entry.Time.TotalSeconds));
    }

    /// <summary>Remembers the quickest of a layer's passes.</summary>
    public static void Add(string pass, string layer, PassFigures figures) =>
        _all.AddOrUpdate((pass, layer), figures, (_, other) => figures.KernelSeconds < other.KernelSeconds ? figures : other);

    public static PassFigures? Of(string pass, string layer) => _all.GetValueOrDefault((pass, layer));
}
