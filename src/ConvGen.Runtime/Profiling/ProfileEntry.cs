namespace ConvGen;

/// <summary>What one kernel of a network took, over all its calls since the profile began or was reset.</summary>
/// <param name="Network">The network's class.</param>
/// <param name="Segment">The pass that the kernel is part of: "Inference Forward", "Training Backward" …</param>
/// <param name="Kernel">The layer and what is done for it: "conv1 forward".</param>
/// <param name="Kind">The sort of work.</param>
/// <param name="InstructionSet">What the network runs on, where that is the processor.</param>
/// <param name="Threads">Threads that take part, on the processor.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Time">Wall time of all calls; on a device what it took there, as the driver tells. Kernels that a few images go through together have their part of the time of all of them.</param>
/// <param name="Least">The quickest call: what the kernel takes where no neighbour has the caches or memory. Calls of different batch sizes count alike.</param>
/// <param name="Operations">Floating-point operations of all calls; of a convolution twice the published multiply-accumulates, whatever the algorithm. 0 where there are none.</param>
/// <param name="Bytes">Bytes that all calls had to read and write, each once a call.</param>
public sealed record ProfileEntry(
    string Network, string Segment, string Kernel, KernelKind Kind, InstructionSet InstructionSet, int Threads, long Calls, TimeSpan Time, TimeSpan Least, long Operations, long Bytes)
{
    /// <summary>Where the network runs.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>10⁹ operations a second.</summary>
    public double GigaflopsPerSecond => PerSecond(Operations) / 1e9;

    /// <summary>10⁹ bytes a second.</summary>
    public double GigabytesPerSecond => PerSecond(Bytes) / 1e9;

    /// <summary>Operations a second as a share of the processor's peak. Winograd's transform may be above 1: it computes the same with fewer.</summary>
    public double PeakShare(MachinePeak peak)
    {
        ArgumentNullException.ThrowIfNull(peak);
        return PerSecond(Operations) / peak.OperationsPerSecond;
    }

    /// <summary>
    /// The time that the operations take at the processor's peak, or the bytes at memory's, whichever is longer, as a share of the time it took. A kernel that is
    /// faster than memory found its operands in a cache: it counts as being at memory's floor, 1.
    /// </summary>
    public double FloorShare(MachinePeak peak)
    {
        ArgumentNullException.ThrowIfNull(peak);
        return Math.Max(PerSecond(Operations) / peak.OperationsPerSecond, Math.Min(1, PerSecond(Bytes) / peak.BytesPerSecond));
    }

    private double PerSecond(long count) => Time > TimeSpan.Zero ? count / Time.TotalSeconds : 0;
}
