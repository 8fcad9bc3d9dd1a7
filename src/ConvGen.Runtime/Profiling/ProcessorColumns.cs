using System.Globalization;

namespace ConvGen;

/// <summary>On the processor, whose peak is measured: how far kernels are from what operations or bytes take at least.</summary>
internal sealed class ProcessorColumns(InstructionSet instructionSet, int threads) : ProfileColumns
{
    private readonly MachinePeak _peak = MachinePeak.Measure(instructionSet, threads);

    /// <inheritdoc/>
    public override string Machine => string.Create(
        CultureInfo.InvariantCulture,
        $"{instructionSet}, {threads} thread{(threads == 1 ? "" : "s")}; peak {_peak.OperationsPerSecond / 1e9:F1} GFLOP/s, memory {_peak.BytesPerSecond / 1e9:F1} GB/s{(threads == 1 ? "" : " (one thread's, times threads)")}");

    /// <inheritdoc/>
    public override string Heading { get; } = Cells(FirstCells("kernel", "kind", "calls", "total ms", "mean µs", "least µs", "share"), "GFLOP/s", "% peak", "MB/call", "GB/s", "bound", "% floor");

    /// <inheritdoc/>
    public override string Row(string name, string kind, long calls, IReadOnlyList<ProfileEntry> entries, double total)
    {
        var (seconds, operations, bytes) = (Seconds(entries), Operations(entries), Bytes(entries));

        // The floor of several is the sum of floors.
        var floor = entries.Sum(entry => entry.FloorShare(_peak) * entry.Time.TotalSeconds);
        var bound = operations / _peak.OperationsPerSecond > bytes / _peak.BytesPerSecond ? "compute" : bytes / _peak.BytesPerSecond > seconds ? "cache" : "memory";
        return Cells(
            FirstCells(name, kind, calls, entries, total),
            operations > 0 ? Number(operations / seconds / 1e9, "F1") : "", operations > 0 ? Percent(operations / seconds / _peak.OperationsPerSecond) : "",
            bytes > 0 ? Number(bytes / calls / 1e6, "F3") : "", bytes > 0 ? Number(bytes / seconds / 1e9, "F1") : "",
            operations + bytes > 0 ? bound : "", operations + bytes > 0 ? Percent(floor / seconds) : "");
    }

    private static string Cells(string first, string rate, string peak, string bytes, string bandwidth, string bound, string floor) =>
        string.Create(CultureInfo.InvariantCulture, $"{first} {rate,7} {peak,6} {bytes,8} {bandwidth,6} {bound,-7} {floor,7}").TrimEnd();
}
