using System.Buffers.Binary;

namespace ConvGen;

/// <summary>
/// An open safetensors file whose header has been checked. Values are converted while they stream through a fixed buffer; nothing is ever
/// allocated by a size that the file merely claims.
/// </summary>
internal sealed class SafetensorsReader : IDisposable
{
    /// <summary>The format's own limit.</summary>
    private const long MaxHeaderLength = 100_000_000;
    private const int LengthBytes = 8;
    private const int ChunkBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly long _dataStart;
    private readonly byte[] _chunk = new byte[ChunkBytes];

    /// <exception cref="WeightsFormatException">The file is malformed.</exception>
    public SafetensorsReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            var length = _file.Length;
            if (length < LengthBytes)
                throw new WeightsFormatException($"Not a safetensors file: {length} bytes, fewer than the {LengthBytes} that say how long the header is.");
            ReadExactly(_chunk.AsSpan(0, LengthBytes));
            var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(_chunk);
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

    /// <summary>Reads one tensor, converting its elements to float.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="values">As many elements as <see cref="SafetensorsEntry.Count"/>.</param>
    public void Read(SafetensorsEntry entry, Span<float> values)
    {
        var size = SafetensorsHeader.ElementSize(entry.Type);
        _file.Position = _dataStart + entry.Begin;
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, ChunkBytes / size);
            var bytes = _chunk.AsSpan(0, count * size);
            ReadExactly(bytes);
            Convert(entry.Type, bytes, values[..count]);
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

    private static void Convert(string type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var size = SafetensorsHeader.ElementSize(type);
        for (var i = 0; i < values.Length; i++)
        {
            var element = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(element),
                "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                // bfloat16 is the upper half of a float.
                "BF16" => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                "I64" => BinaryPrimitives.ReadInt64LittleEndian(element),
                "U64" => BinaryPrimitives.ReadUInt64LittleEndian(element),
                "I32" => BinaryPrimitives.ReadInt32LittleEndian(element),
                "U32" => BinaryPrimitives.ReadUInt32LittleEndian(element),
                "I16" => BinaryPrimitives.ReadInt16LittleEndian(element),
                "U16" => BinaryPrimitives.ReadUInt16LittleEndian(element),
                "I8" => (sbyte)element[0],
                _ => element[0],
            };
        }
    }
}
