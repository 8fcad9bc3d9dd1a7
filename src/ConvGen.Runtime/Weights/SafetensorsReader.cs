using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// An open safetensors file whose header has been checked. F32 values go straight to where they are wanted, others through a
/// fixed buffer; nothing is ever allocated by a size that the file merely claims.
/// </summary>
internal sealed class SafetensorsReader : IDisposable
{
    /// <summary>The format's own limit.</summary>
    private const long MaxHeaderLength = 100_000_000;
    private const int LengthBytes = 8;
    private const int ChunkBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly long _dataStart;

    /// <summary>For elements that are not floats yet; most files have none.</summary>
    private byte[]? _chunk;

    /// <exception cref="WeightsFormatException">The file is malformed.</exception>
    public SafetensorsReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            var length = _file.Length;
            if (length < LengthBytes)
                throw new WeightsFormatException($"Not a safetensors file: {length} bytes, fewer than the {LengthBytes} that say how long the header is.");
            Span<byte> lengthBytes = stackalloc byte[LengthBytes];
            ReadExactly(lengthBytes);
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
            if (headerLength > (ulong)(length - LengthBytes))
                throw new WeightsFormatException($"Not a safetensors file, or a truncated one: the header should be {headerLength} bytes long, but only {length - LengthBytes} follow.");
            if (headerLength > MaxHeaderLength)
                throw new WeightsFormatException($"The safetensors header is {headerLength} bytes long; the format allows {MaxHeaderLength}.");
            var header = new byte[headerLength];
            ReadExactly(header);
            _dataStart = LengthBytes + header.Length;
            Entries = SafetensorsHeader.Parse(header, length - _dataStart);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Reads one tensor, or a part of it, converting its elements to float.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="values">As many elements as <see cref="SafetensorsEntry.Count"/>, or fewer.</param>
    /// <param name="first">The tensor's element that is the first of <paramref name="values"/>.</param>
    public void Read(SafetensorsEntry entry, Span<float> values, long first = 0)
    {
        _file.Position = _dataStart + entry.Begin + (first * SafetensorsHeader.ElementSize(entry.Type));
        if (entry.Type == "F32" && BitConverter.IsLittleEndian)
        {
            ReadExactly(MemoryMarshal.AsBytes(values));
            return;
        }

        var size = SafetensorsHeader.ElementSize(entry.Type);
        var convert = Converter(entry.Type);
        _chunk ??= new byte[ChunkBytes];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, ChunkBytes / size);
            var bytes = _chunk.AsSpan(0, count * size);
            ReadExactly(bytes);
            for (var i = 0; i < count; i++)
                values[i] = convert(bytes.Slice(i * size, size));
            values = values[count..];
        }
    }

    public void Dispose() => _file.Dispose();

    private void ReadExactly(Span<byte> bytes)
    {
        try
        {
            _file.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new WeightsFormatException("The file became shorter while it was read.", exception);
        }
    }

    private static ElementConverter Converter(string type) => type switch
    {
        "F64" => static bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "F32" => static bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "F16" => static bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // bfloat16 is the upper half of a float.
        "BF16" => static bytes => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        "I64" => static bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        "U64" => static bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        "I32" => static bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "U32" => static bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "I16" => static bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "U16" => static bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "I8" => static bytes => (sbyte)bytes[0],
        _ => static bytes => bytes[0],
    };

    /// <summary>One little-endian element as a float.</summary>
    private delegate float ElementConverter(ReadOnlySpan<byte> bytes);
}
