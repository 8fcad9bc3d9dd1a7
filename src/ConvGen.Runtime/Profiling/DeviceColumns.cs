using System.Globalization;

namespace ConvGen;

/// <summary>On a device, of which memory's speed is measured and the peak of arithmetic is not: that depends on clocks and on which units products take.</summary>
internal sealed class DeviceColumns(ProfiledDevice device) : ProfileColumns
{
    private const string None = "-";

    /// <inheritdoc/>
    public override string Machine => string.Create(
        CultureInfo.InvariantCulture,
        $"{device.Device} ({device.Name}), {device.Precision}{(device.BytesPerSecond > 0 ? $"; fills memory at {device.BytesPerSecond / 1e9:F1} GB/s" : "")}{(device.HasTimes ? "" : "; times are the host's, which waits for each launch")}");

    /// <inheritdoc/>
    public override string Heading { get; } = Cells(FirstCells("kernel", "kind", "calls", "total ms", "mean µs", "least µs", "share"), "GFLOP/s", "MB/call", "GB/s", "% fill");

    /// <inheritdoc/>
    public override string Row(string name, string kind, long calls, IReadOnlyList<ProfileEntry> entries, double total)
    {
        var (seconds, operations, bytes) = (Seconds(entries), Operations(entries), Bytes(entries));
        return Cells(
            FirstCells(name, kind, calls, entries, total), operations > 0 ? Number(operations / seconds / 1e9, "F1") : None, bytes > 0 ? Number(bytes / calls / 1e6, "F3") : None,
            bytes > 0 ? Number(bytes / seconds / 1e9, "F1") : None, bytes > 0 && device.BytesPerSecond > 0 ? Percent(bytes / seconds / device.BytesPerSecond) : None);
    }

    private static string Cells(string first, string rate, string bytes, string bandwidth, string share) =>
        string.Create(CultureInfo.InvariantCulture, $"{first} {rate,9} {bytes,9} {bandwidth,7} {share,6}");
}
