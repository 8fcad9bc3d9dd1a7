namespace ConvGen.GpuLab.Pack;

/// <summary>A pack's kernels in texts of many, as networks have them: a driver takes some time for each text.</summary>
internal static class PackModules
{
    private const int MostKernels = 24;

    /// <summary>The kernels' numbers, text by text.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Of(KernelPack pack) =>
    [
        .. Enumerable.Range(0, pack.Kernels.Count).GroupBy(kernel => pack.Kernels[kernel].Header, StringComparer.Ordinal).SelectMany(group => group.Chunk(MostKernels)),
    ];

    /// <summary>The text of some kernels of one header.</summary>
    public static string Text(KernelPack pack, IReadOnlyList<int> kernels) => pack.Kernels[kernels[0]].Header + string.Concat(kernels.Select(kernel => "\n" + pack.Kernels[kernel].Body));
}
