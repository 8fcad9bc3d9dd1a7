using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ConvGen;

/// <summary>A profile as text: aligned columns, below 150 characters a line.</summary>
internal static class ProfileTable
{
    private const int NameWidth = 40;

    private static readonly string _heading =
        Cells("kernel", "kind", "calls", "total ms", "mean µs", "least µs", "share", "GFLOP/s", "% peak", "MB/call", "GB/s", "bound", "% floor");

    private static readonly string _rule = new('─', _heading.Length);

    /// <summary>Network by network in the order in which they came.</summary>
    public static string Print(IReadOnlyList<SegmentRecord> segments)
    {
        var text = new StringBuilder();
        foreach (var network in segments.GroupBy(segment => segment.Owner))
            Network(text, network.Key, [.. network]);
        return text.ToString();
    }

    private static void Network(StringBuilder text, NetworkRecorder network, List<SegmentRecord> segments)
    {
        var peak = MachinePeak.Measure(network.InstructionSet, network.Threads);
        text.Append(CultureInfo.InvariantCulture, $"Profile of {network.Network}: {network.InstructionSet}, {network.Threads} thread{(network.Threads == 1 ? "" : "s")}; peak {peak.OperationsPerSecond / 1e9:F1} GFLOP/s, memory {peak.BytesPerSecond / 1e9:F1} GB/s{(network.Threads == 1 ? "" : " (one thread's, times threads)")}\n");
        var all = segments.SelectMany(segment => segment.Entries()).ToList();
        var total = all.Sum(entry => entry.Time.TotalSeconds);
        foreach (var segment in segments)
        {
            var entries = segment.Entries().ToList();
            var wall = Stopwatch.GetElapsedTime(0, segment.Ticks);
            text.Append(CultureInfo.InvariantCulture, $"\n{segment.Name}: {Count(segment.Runs, "run")} of {(double)segment.Images / segment.Runs:0.##} images, {wall.TotalMilliseconds / segment.Runs:F3} ms each\n");
            text.Append(_heading).Append('\n').Append(_rule).Append('\n');
            foreach (var entry in entries)
                text.Append(Row(entry.Kernel, Name(entry.Kind), entry.Calls, [entry], total, peak)).Append('\n');
            text.Append(_rule).Append('\n');
            text.Append(Row("all kernels", "", segment.Runs, entries, total, peak)).Append('\n');
        }

        text.Append("\nBy kind\n").Append(_heading).Append('\n').Append(_rule).Append('\n');
        foreach (var kind in all.GroupBy(entry => entry.Kind).OrderByDescending(kind => kind.Sum(entry => entry.Time.TotalSeconds)))
            text.Append(Row(Count(kind.Count(), "kernel"), Name(kind.Key), kind.Sum(entry => entry.Calls), [.. kind], total, peak)).Append('\n');
        text.Append('\n');
    }

    /// <summary>One or several kernels. The floor of several is the sum of floors.</summary>
    private static string Row(string name, string kind, long calls, List<ProfileEntry> entries, double total, MachinePeak peak)
    {
        var seconds = entries.Sum(entry => entry.Time.TotalSeconds);
        var operations = entries.Sum(entry => (double)entry.Operations);
        var bytes = entries.Sum(entry => (double)entry.Bytes);
        var floor = entries.Sum(entry => entry.FloorShare(peak) * entry.Time.TotalSeconds);
        var bound = operations / peak.OperationsPerSecond > bytes / peak.BytesPerSecond ? "compute" : bytes / peak.BytesPerSecond > seconds ? "cache" : "memory";
        return Cells(
            name, kind, calls.ToString(CultureInfo.InvariantCulture), Number(1e3 * seconds, "F3"), Number(1e6 * seconds / calls, "F1"), Number(1e6 * entries.Sum(entry => entry.Least.TotalSeconds), "F1"), Percent(seconds / total),
            operations > 0 ? Number(operations / seconds / 1e9, "F1") : "", operations > 0 ? Percent(operations / seconds / peak.OperationsPerSecond) : "",
            bytes > 0 ? Number(bytes / calls / 1e6, "F3") : "", bytes > 0 ? Number(bytes / seconds / 1e9, "F1") : "",
            operations + bytes > 0 ? bound : "", operations + bytes > 0 ? Percent(floor / seconds) : "");
    }

    private static string Cells(string name, string kind, string calls, string total, string mean, string least, string share, string rate, string peak, string bytes, string bandwidth, string bound, string floor)
    {
        if (name.Length > NameWidth)
            name = string.Concat(name.AsSpan(0, NameWidth / 2 - 1), "…", name.AsSpan(name.Length - NameWidth / 2));
        return string.Create(CultureInfo.InvariantCulture, $"{name,-NameWidth} {kind,-15} {calls,6} {total,10} {mean,9} {least,9} {share,6} {rate,7} {peak,6} {bytes,8} {bandwidth,6} {bound,-7} {floor,7}").TrimEnd();
    }

    private static string Name(KernelKind kind) => kind switch
    {
        KernelKind.MatrixProduct => "matrix product",
        KernelKind.WeightGradient => "weight gradient",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "";

    private static string Percent(double share) => Number(100 * share, "F1");

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
