using System.Text;

namespace ConvGen;

/// <summary>What devices check before they hand anything to a driver, which would check less or later.</summary>
internal static class GpuArguments
{
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie within the place's buffer.</exception>
    public static void RequireWithin(GpuPlace place, long bytes)
    {
        if (place.Offset < 0 || bytes < 0 || place.Offset > place.Buffer.Bytes - bytes)
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"{bytes} bytes from byte {place.Offset} on do not lie within a buffer of {place.Buffer.Bytes} bytes.");
    }

    /// <exception cref="ArgumentException">The bytes are no whole number of 32-bit words.</exception>
    public static void RequireWords(long bytes)
    {
        if (bytes % sizeof(uint) != 0)
            throw new ArgumentException($"{bytes} bytes are not a multiple of {sizeof(uint)}.", nameof(bytes));
    }

    /// <exception cref="ArgumentException">The text of kernels does not end with a zero byte.</exception>
    public static void RequireTerminated(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[^1] != 0)
            throw new ArgumentException("The text of kernels ends with a zero byte.", nameof(text));
    }

    /// <summary>A name as drivers take it: UTF-8 with a zero byte behind.</summary>
    public static byte[] Terminated(string name)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    /// <summary>The first lines of what a compiler says, each behind a line break; empty where it says nothing.</summary>
    public static string FirstLines(ReadOnlySpan<byte> log, int most = 12)
    {
        var end = log.IndexOf((byte)0);
        var lines = Encoding.UTF8.GetString(end < 0 ? log : log[..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = string.Concat(lines.Take(most).Select(line => "\n" + line));
        return lines.Length > most ? $"{text}\n({lines.Length - most} more lines)" : text;
    }
}
