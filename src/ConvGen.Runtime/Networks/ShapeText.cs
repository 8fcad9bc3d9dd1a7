using System.Globalization;

namespace ConvGen;

/// <summary>How shapes and sizes are written in tables and messages.</summary>
internal static class ShapeText
{
    /// <summary>Extents joined by ×; "scalar" for none.</summary>
    public static string Format(IReadOnlyList<int> shape) =>
        shape.Count == 0 ? "scalar" : string.Join('×', shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A size in bytes with the unit that keeps it short: 512 B, 38.4 KiB, 1.2 GiB.</summary>
    public static string FormatBytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double size = bytes;
        var unit = 0;
        while (size >= 1024 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return size.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
