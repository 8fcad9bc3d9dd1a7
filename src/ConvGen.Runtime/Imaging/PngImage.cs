using System.Buffers.Binary;
using System.IO.Compression;

namespace ConvGen;

/// <summary>Writes 8-bit PNG pictures (W3C Portable Network Graphics, third edition), grey or RGB, without interlacing.</summary>
public static class PngImage
{
    private const byte BitDepth = 8, Grey = 0, Rgb = 2, FilterUp = 2;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Writes a file; an older one is replaced.</summary>
    /// <inheritdoc cref="Encode" path="/param|/exception"/>
    /// <param name="path">The file.</param>
    /// <param name="pixels">Height × width × channels bytes, rows from the top.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    public static void Write(string path, ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllBytes(path, Encode(pixels, width, height, channels));
    }

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">Height × width × channels bytes, rows from the top.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    /// <exception cref="ArgumentException">The pixels' length does not fit; the message names both numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size below 1, or channels other than 1 and 3.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"A picture has 1 channel (grey) or 3 (RGB), not {channels}.");
        if (pixels.Length != (long)height * width * channels)
            throw new ArgumentException($"A {height}×{width}×{channels} picture has {(long)height * width * channels} bytes, but the span has {pixels.Length}.", nameof(pixels));

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = BitDepth;
        header[9] = channels == 1 ? Grey : Rgb;
        header[10..].Clear();

        using var png = new MemoryStream();
        png.Write(Signature);
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(pixels, width * channels));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Each row as its difference from the row above (filter type 2), which compresses photographs and drawings alike well enough.</summary>
    private static byte[] Compress(ReadOnlySpan<byte> pixels, int rowLength)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var filtered = new byte[1 + rowLength];
            filtered[0] = FilterUp;
            for (var start = 0; start < pixels.Length; start += rowLength)
            {
                var row = pixels.Slice(start, rowLength);
                for (var i = 0; i < rowLength; i++)
                    filtered[1 + i] = (byte)(row[i] - (start == 0 ? 0 : pixels[start - rowLength + i]));
                zlib.Write(filtered);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>Length, type, data, checksum of type and data.</summary>
    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(type, data));
        png.Write(number);
    }
}
