using System.IO.Compression;
using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, byte[] bytes, bool gzip = false)
    {
        var path = _folder.File(name);
        using Stream file = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        file.Write(bytes);
        return path;
    }

    private static byte[] Header(byte type, params int[] dimensions) =>
        [0, 0, type, (byte)dimensions.Length, .. dimensions.SelectMany(d => new[] { (byte)(d >> 24), (byte)(d >> 16), (byte)(d >> 8), (byte)d })];

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Images_and_labels_are_read(bool gzip)
    {
        // More than one chunk of the growing buffer.
        var pixels = Bytes(200 * 20 * 30);
        var images = Write("images", [.. Header(8, 200, 20, 30), .. pixels], gzip);
        var labels = Write("labels", [.. Header(8, 200), .. Bytes(200)], gzip);
        var read = IdxFile.ReadImages(images);
        Assert.Equal((200, 20, 30), (read.Count, read.Height, read.Width));
        Assert.Equal(pixels, read.Pixels);
        Assert.Equal(Bytes(200), IdxFile.ReadLabels(labels));

        var dataset = Dataset.FromIdx(images, labels);
        Assert.Equal([20, 30, 1], dataset.ImageShape);
        Assert.Equal(200, dataset.Count);
        var label = new int[1];
        dataset.FillLabels([3], label);
        Assert.Equal(21, label[0]);
    }

    public static TheoryData<string, byte[], string> Malformed => new()
    {
        { "nothing", [], "is no idx file" },
        { "three bytes", [0, 0, 8], "is no idx file" },
        { "text", "hello, world"u8.ToArray(), "is no idx file" },
        { "floats", [.. Header(0x0D, 1, 1, 1), 0, 0, 0, 0], "type 0x0D" },
        { "labels", [.. Header(8, 4), 1, 2, 3, 4], "has 1 dimensions; an image file has 3" },
        { "four dimensions", [.. Header(8, 1, 1, 1, 1), 1], "has 4 dimensions" },
        { "cut header", Header(8, 1, 1, 1)[..10], "ends within its header: 10 of 16 bytes" },
        { "cut body", [.. Header(8, 2, 2, 2), 1, 2, 3], "ends after 3 of the 8 bytes" },
        { "no body", Header(8, 60000, 28, 28), "ends after 0 of the 47040000 bytes" },
        { "one byte too many", [.. Header(8, 1, 1, 2), 1, 2, 3], "goes on after the 2 bytes" },
        { "no images", Header(8, 0, 28, 28), "a length of 0 in dimension 0" },
        { "negative", Header(8, -1, 28, 28), "a length of 4294967295 in dimension 0" },
        { "product overflows", Header(8, 0x4000_0000, 0x4000_0000, 0x4000_0000), "more than an array holds" },
        { "huge claim", [.. Header(8, 1_000_000, 40, 50), 1, 2, 3], "ends after 3 of the 2000000000 bytes" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_files_are_refused_with_a_reason(string name, byte[] bytes, string reason)
    {
        foreach (var gzip in new[] { false, true })
        {
            var path = Write(name, bytes, gzip);
            var exception = Assert.Throws<IdxFormatException>(() => IdxFile.ReadImages(path));
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_claim_allocates_nothing_that_has_not_arrived()
    {
        var path = Write("bomb", [.. Header(8, 1_000_000, 40, 50), .. Bytes(1000)]);
        Assert.Throws<IdxFormatException>(() => IdxFile.ReadImages(path));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<IdxFormatException>(() => IdxFile.ReadImages(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        var path = Write("images.gz", [.. Header(8, 20, 20, 20), .. Bytes(8000)], gzip: true);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Throws<IdxFormatException>(() => IdxFile.ReadImages(path));
        bytes.AsSpan(12, 12).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
        Assert.Throws<IdxFormatException>(() => IdxFile.ReadImages(path));
    }

    [Fact]
    public void Different_counts_are_refused()
    {
        var images = Write("images", [.. Header(8, 2, 1, 1), 1, 2]);
        var labels = Write("labels", [.. Header(8, 3), 1, 2, 3]);
        Assert.Contains("holds 3 labels", Assert.Throws<IdxFormatException>(() => Dataset.FromIdx(images, labels)).Message, StringComparison.Ordinal);
    }
}
