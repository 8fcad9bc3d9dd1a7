using System.Buffers.Binary;
using System.IO.Compression;

namespace ConvGen;

/// <summary>The pixels of an idx image file.</summary>
/// <param name="Count">How many images.</param>
/// <param name="Height">Rows of each.</param>
/// <param name="Width">Columns of each.</param>
/// <param name="Pixels">Count × Height × Width bytes.</param>
public sealed record IdxImages(int Count, int Height, int Width, byte[] Pixels);

/// <summary>
/// Reads the idx format of MNIST (LeCun, Cortes, Burges, "The MNIST database"): two zero bytes, an element type, the number of
/// dimensions, each dimension as a big-endian int, then the elements. Plain or gzip, told apart by the first bytes. Files are not
/// trusted: memory grows with the bytes that really arrive, never with what a header claims.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int FirstChunk = 1 << 16;

    /// <summary>Reads a three-dimensional file of unsigned bytes: images × height × width.</summary>
    /// <exception cref="IdxFormatException">The file is malformed, cut short, or longer than its header says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IdxImages ReadImages(string path)
    {
        var (dimensions, bytes) = Read(path, "an image file", 3);
        return new IdxImages(dimensions[0], dimensions[1], dimensions[2], bytes);
    }

    /// <summary>Reads a one-dimensional file of unsigned bytes: one label for each image.</summary>
    /// <inheritdoc cref="ReadImages" path="/exception"/>
    public static byte[] ReadLabels(string path) => Read(path, "a label file", 1).Bytes;

    private static (int[] Dimensions, byte[] Bytes) Read(string path, string what, int rank)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenRead(path);
            using var stream = Decompress(file);
            var dimensions = ReadHeader(stream, path, what, rank);
            var shape = ShapeText.Format(dimensions);
            var length = 1L;
            foreach (var dimension in dimensions)
            {
                length *= dimension;
                if (length > Array.MaxLength)
                    throw new IdxFormatException($"'{path}' claims {shape} bytes, more than an array holds.");
            }

            var bytes = ReadBody(stream, (int)length, out var received);
            if (received < length)
                throw new IdxFormatException($"'{path}' ends after {received} of the {length} bytes that its header claims ({shape}).");
            if (stream.ReadByte() >= 0)
                throw new IdxFormatException($"'{path}' goes on after the {length} bytes that its header claims ({shape}).");
            return (dimensions, bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new IdxFormatException($"'{path}' is damaged: its gzip data cannot be decompressed. {exception.Message}", exception);
        }
    }

    private static Stream Decompress(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static int[] ReadHeader(Stream stream, string path, string what, int rank)
    {
        Span<byte> header = stackalloc byte[4 + 4 * rank];
        var received = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (received < 4 || header[0] != 0 || header[1] != 0)
            throw new IdxFormatException($"'{path}' is no idx file: it begins neither as gzip nor with two zero bytes, a type and a number of dimensions.");
        if (header[2] != UnsignedByte)
            throw new IdxFormatException($"'{path}' holds elements of type 0x{header[2]:X2}; only unsigned bytes (0x08) are read.");
        if (header[3] != rank)
            throw new IdxFormatException($"'{path}' has {header[3]} dimensions; {what} has {rank}.");
        if (received < header.Length)
            throw new IdxFormatException($"'{path}' ends within its header: {received} of {header.Length} bytes.");

        var dimensions = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            var dimension = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + 4 * i)..]);
            if (dimension is 0 or > int.MaxValue)
                throw new IdxFormatException($"'{path}' claims a length of {dimension} in dimension {i}.");
            dimensions[i] = (int)dimension;
        }

        return dimensions;
    }

    /// <summary>Reads up to <paramref name="length"/> bytes into memory that doubles as they come.</summary>
    private static byte[] ReadBody(Stream stream, int length, out int received)
    {
        var bytes = new byte[Math.Min(length, FirstChunk)];
        received = 0;
        while (true)
        {
            received += stream.ReadAtLeast(bytes.AsSpan(received), bytes.Length - received, throwOnEndOfStream: false);
            if (received < bytes.Length || bytes.Length == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }
}
