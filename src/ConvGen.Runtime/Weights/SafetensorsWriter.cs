using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ConvGen;

/// <summary>Writes a safetensors file of F32 tensors: header first, then the values, one tensor after the other.</summary>
internal static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    /// <summary>
    /// Writes the file beside <paramref name="path"/> under another name, forces it to the disk, then renames it, so that a reader, a crash or a
    /// full disk finds either the old file or the new one, whole.
    /// </summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="tensors">Names and shapes in the order of their bytes.</param>
    /// <param name="values">Gives the values of tensor i; the span is written before the next call.</param>
    /// <exception cref="DirectoryNotFoundException">The file's folder does not exist.</exception>
    public static void Write(string path, IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> tensors, Func<int, ReadOnlyMemory<float>> values)
    {
        var target = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{Path.GetDirectoryName(target)}'.");
        // In the same folder, because only within one file system is a rename atomic.
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                var header = Header(tensors);
                Span<byte> length = stackalloc byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                file.Write(length);
                file.Write(header);
                for (var i = 0; i < tensors.Count; i++)
                    WriteValues(file, values(i).Span);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            // Asked first, because deleting throws where there is no folder, and would hide why.
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            var at = 0L;
            foreach (var (name, shape) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var extent in shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                at += sizeof(float) * shape.Aggregate(1L, (product, extent) => checked(product * extent));
                json.WriteNumberValue(at);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces keep the values that follow aligned for readers that map the file.
        while (buffer.WrittenCount % HeaderAlignment != 0)
            buffer.Write(" "u8);
        return buffer.WrittenSpan;
    }

    private static void WriteValues(FileStream file, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            file.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            file.Write(bytes);
        }
    }
}
