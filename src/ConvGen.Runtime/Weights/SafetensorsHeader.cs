using System.Text.Json;

namespace ConvGen;

/// <summary>One tensor as a safetensors header describes it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Type">The element type's name in the file, for example F32.</param>
/// <param name="Shape">The extents, outermost first.</param>
/// <param name="Count">Their product.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte behind the last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Count, long Begin, long End);

/// <summary>
/// The header of a safetensors file: JSON text that maps names to type, shape and byte range. Everything in it is checked here, once, against
/// the size of the data that follows, so that readers may trust the entries.
/// </summary>
internal static class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    /// <summary>Bytes of one element, or 0 where the type is not one that this library reads.</summary>
    public static int ElementSize(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };

    /// <summary>Parses and checks a header.</summary>
    /// <param name="json">The header's bytes, trailing spaces included.</param>
    /// <param name="dataLength">Bytes in the file behind the header.</param>
    /// <returns>The tensors in the order of their bytes.</returns>
    /// <exception cref="WeightsFormatException">The header is malformed or does not fit the data.</exception>
    public static SafetensorsEntry[] Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        var entries = new List<SafetensorsEntry>();
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartObject, "the header is not a JSON object");
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (NextProperty(ref reader, out var name))
            {
                Expect(names.Add(name), $"the key '{name}' occurs twice");
                if (name == MetadataKey)
                    CheckMetadata(ref reader);
                else
                    entries.Add(ParseEntry(ref reader, name));
            }

            Expect(!reader.Read(), "something follows the header's JSON object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Utf8JsonReader reports bad text by all three: JsonException for syntax, the others for strings that are not Unicode.
            throw new WeightsFormatException($"The header is not valid JSON: {exception.Message}", exception);
        }

        CheckRanges(entries, dataLength);
        return [.. entries];
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject, $"the value of '{name}' is not an object");
        while (NextProperty(ref reader, out var key))
        {
            reader.Read();
            switch (key)
            {
                case "dtype" when type == null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "shape" when shape == null:
                    shape = ParseNumbers(ref reader, name, key);
                    break;
                case "data_offsets" when offsets == null:
                    offsets = ParseNumbers(ref reader, name, key);
                    break;
                default:
                    throw new WeightsFormatException($"Tensor '{name}' has an unknown, repeated or mistyped key '{key}'.");
            }
        }

        if (type == null || shape == null || offsets == null)
            throw new WeightsFormatException($"Tensor '{name}' lacks {(type == null ? "dtype" : shape == null ? "shape" : "data_offsets")}.");
        Expect(offsets.Length == 2, $"tensor '{name}' has {offsets.Length} data offsets, not 2");
        Expect(offsets[0] <= offsets[1], $"tensor '{name}' ends at byte {offsets[1]}, before it begins at {offsets[0]}");
        var size = ElementSize(type);
        Expect(size != 0, $"tensor '{name}' has the unknown type '{type}'");
        return new SafetensorsEntry(name, type, shape, CountElements(name, shape, size, offsets[1] - offsets[0]), offsets[0], offsets[1]);
    }

    private static long CountElements(string name, long[] shape, int elementSize, long byteLength)
    {
        try
        {
            var count = 1L;
            foreach (var extent in shape)
                count = checked(count * extent);
            var expected = checked(count * elementSize);
            Expect(expected == byteLength, $"tensor '{name}' of shape {string.Join('×', shape)} takes {expected} bytes, but its data offsets span {byteLength}");
            return count;
        }
        catch (OverflowException exception)
        {
            throw new WeightsFormatException($"The shape of tensor '{name}' has more elements than fit in 64 bits.", exception);
        }
    }

    private static long[] ParseNumbers(ref Utf8JsonReader reader, string name, string key)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, $"'{key}' of tensor '{name}' is not a list");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var number = 0L;
            Expect(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0, $"'{key}' of tensor '{name}' holds something that is not a whole number");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void CheckMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject, $"{MetadataKey} is not an object");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (NextProperty(ref reader, out var key))
        {
            Expect(keys.Add(key), $"the metadata key '{key}' occurs twice");
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.String, $"the metadata value of '{key}' is not text");
        }
    }

    /// <summary>The format wants the tensors to cover the data without gaps or overlaps, whatever the order of the keys.</summary>
    private static void CheckRanges(List<SafetensorsEntry> entries, long dataLength)
    {
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        var at = 0L;
        foreach (var entry in entries)
        {
            Expect(entry.Begin == at, $"tensor '{entry.Name}' begins at byte {entry.Begin}, but the tensor before it ends at {at}");
            at = entry.End;
        }

        Expect(at == dataLength, $"the tensors take {at} bytes, but {dataLength} follow the header");
    }

    private static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        name = "";
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return false;
        name = reader.GetString()!;
        return true;
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new WeightsFormatException($"Not a well-formed safetensors file: {otherwise}.");
    }
}
