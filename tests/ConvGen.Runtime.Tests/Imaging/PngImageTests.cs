using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Imaging;

public class PngImageTests
{
    [Theory]
    [InlineData(1, 1, 1), InlineData(5, 3, 1), InlineData(28, 28, 1), InlineData(7, 4, 3), InlineData(300, 200, 3)]
    public void Pixels_come_back(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)VectorMath.Hash((uint)i, 1);
        var (readWidth, readHeight, readChannels, read) = Decode(PngImage.Encode(pixels, width, height, channels));
        Assert.Equal((width, height, channels), (readWidth, readHeight, readChannels));
        Assert.Equal(pixels, read);
    }

    [Fact]
    public void The_checksum_is_the_published_one() => Assert.Equal(0xCBF43926u, Crc32.Compute("1234"u8, "56789"u8));

    [Fact]
    public void A_file_is_written()
    {
        using var folder = new TemporaryFolder();
        PngImage.Write(folder.File("a.png"), [0, 255], 2, 1, 1);
        Assert.Equal([0, 255], Decode(File.ReadAllBytes(folder.File("a.png"))).Pixels);
    }

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Contains("A 2×3×1 picture has 6 bytes, but the span has 5", Assert.Throws<ArgumentException>(() => PngImage.Encode(new byte[5], 3, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode(new byte[8], 2, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => PngImage.Encode([], 0, 2, 1));
    }

    /// <summary>Reads a PNG by the standard: chunks with their checksums (bit by bit), zlib, filters 0 and 2.</summary>
    private static (int Width, int Height, int Channels, byte[] Pixels) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = new Dictionary<string, byte[]>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(SlowCrc(png.AsSpan(at + 4, 4 + length)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add(Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Keys);
        var header = chunks["IHDR"];
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        var channels = header[9] == 2 ? 3 : 1;
        Assert.Equal([8, (byte)(channels == 3 ? 2 : 0), 0, 0, 0], header[8..]);

        using var zlib = new ZLibStream(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var (rows, row) = (raw.ToArray(), width * channels);
        Assert.Equal(height * (1 + row), rows.Length);
        var pixels = new byte[height * row];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(2, rows[y * (1 + row)]);
            for (var x = 0; x < row; x++)
                pixels[y * row + x] = (byte)(rows[y * (1 + row) + 1 + x] + (y == 0 ? 0 : pixels[(y - 1) * row + x]));
        }

        return (width, height, channels, pixels);
    }

    private static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
