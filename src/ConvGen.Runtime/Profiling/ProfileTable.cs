using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ConvGen;

/// <summary>A profile as text: aligned columns, below 150 characters a line.</summary>
internal static class ProfileTable
{
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
        ProfileColumns columns = network.Device is { } device ? new DeviceColumns(device) : new ProcessorColumns(network.InstructionSet, network.Threads);
        var rule = new string('─', columns.Heading.Length);
        text.Append(CultureInfo.InvariantCulture, $"Profile of {network.Network}: {columns.Machine}\n");
        var all = segments.SelectMany(segment => segment.Entries()).ToList();
        var total = all.Sum(entry => entry.Time.TotalSeconds);
        foreach (var segment in segments)
        {
            var entries = segment.Entries().ToList();
            var wall = Stopwatch.GetElapsedTime(0, segment.Ticks);
            text.Append(CultureInfo.InvariantCulture, $"\n{segment.Name}: {Count(segment.Runs, "run")}");
            if (segment.Images > 0)
                text.Append(CultureInfo.InvariantCulture, $" of {(double)segment.Images / segment.Runs:0.##} images");
            text.Append(CultureInfo.InvariantCulture, $", {wall.TotalMilliseconds / segment.Runs:F3} ms each\n");
            text.Append(columns.Heading).Append('\n').Append(rule).Append('\n');
            foreach (var entry in entries)
                text.Append(columns.Row(entry.Kernel, Name(entry.Kind), entry.Calls, [entry], total)).Append('\n');
            text.Append(rule).Append('\n');
            text.Append(columns.Row("all kernels", "", segment.Runs, entries, total)).Append('\n');
        }

        text.Append("\nBy kind\n").Append(columns.Heading).Append('\n').Append(rule).Append('\n');
        foreach (var kind in all.GroupBy(entry => entry.Kind).OrderByDescending(kind => kind.Sum(entry => entry.Time.TotalSeconds)))
            text.Append(columns.Row(Count(kind.Count(), "kernel"), Name(kind.Key), kind.Sum(entry => entry.Calls), [.. kind], total)).Append('\n');
        text.Append('\n');
    }

    private static string Name(KernelKind kind) => kind switch
    {
        KernelKind.MatrixProduct => "matrix product",
        KernelKind.WeightGradient => "weight gradient",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
