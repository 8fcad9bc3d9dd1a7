namespace ConvGen;

/// <summary>A network's parameters to and from a safetensors file, under PyTorch's keys and shapes.</summary>
internal static class WeightFile
{
    /// <summary>PyTorch counts batches in a tensor of its own beside running averages; it has no use here.</summary>
    private const string IgnoredSuffix = "num_batches_tracked";
    private const int MostNamesInMessage = 10;

    /// <summary>Writes all parameters; the file appears whole or not at all.</summary>
    public static void Save(string path, Parameters parameters)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var scratch = Scratch(parameters);
        SafetensorsWriter.Write(path, [.. parameters.Select(parameter => (parameter.Name, parameter.Shape))], i =>
        {
            var values = scratch.AsMemory(0, parameters[i].Count);
            parameters[i].GetValues(values.Span);
            return values;
        });
    }

    /// <summary>
    /// Reads all parameters. They are converted and packed into a buffer beside the live one and copied over at the very end, so that
    /// neither a wrong file nor a failing disk leaves a network half loaded.
    /// </summary>
    /// <exception cref="WeightsFormatException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">Tensors are missing, unknown or of another shape.</exception>
    public static void Load(string path, Parameters parameters)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new SafetensorsReader(path);
        var entries = reader.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        CheckMatch(entries, parameters);

        using var staging = new NativeBuffer<float>(parameters.Values.Length, "weight staging buffer");
        var scratch = Scratch(parameters);
        foreach (var parameter in parameters)
        {
            var values = scratch.AsSpan(0, parameter.Count);
            reader.Read(entries[parameter.Name], values);
            var packing = parameter.Description.Packing;
            packing.Pack(values, staging.Span.Slice(parameter.Description.Offset, packing.PackedLength));
        }

        staging.Span.CopyTo(parameters.Values);
    }

    private static float[] Scratch(Parameters parameters) => new float[parameters.Count == 0 ? 0 : parameters.Max(parameter => parameter.Count)];

    private static void CheckMatch(Dictionary<string, SafetensorsEntry> entries, Parameters parameters)
    {
        var missing = parameters.Select(parameter => parameter.Name).Where(name => !entries.ContainsKey(name)).ToArray();
        var extra = entries.Keys.Where(name => !parameters.TryGet(name, out _) && !IsIgnored(name)).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length + extra.Length > 0)
        {
            var sentences = new List<string>();
            if (missing.Length > 0)
                sentences.Add($"the file lacks {List(missing)}");
            if (extra.Length > 0)
                sentences.Add($"the network has no {List(extra)}");
            throw new WeightsMismatchException($"The file does not fit the network: {string.Join("; ", sentences)}.");
        }

        foreach (var parameter in parameters)
        {
            var entry = entries[parameter.Name];
            if (!entry.Shape.SequenceEqual(parameter.Shape.Select(extent => (long)extent)))
            {
                throw new WeightsMismatchException(
                    $"Tensor '{parameter.Name}' is {(entry.Shape.Length == 0 ? "scalar" : string.Join('×', entry.Shape))} in the file but {ShapeText.Format(parameter.Shape)} in the network.");
            }

            if (entry.Type is not ("F32" or "F16" or "BF16" or "F64"))
                throw new WeightsMismatchException($"Tensor '{parameter.Name}' holds {entry.Type} in the file; weights are F32, F16, BF16 or F64.");
        }
    }

    private static bool IsIgnored(string name) => name == IgnoredSuffix || name.EndsWith("." + IgnoredSuffix, StringComparison.Ordinal);

    private static string List(string[] names)
    {
        var shown = string.Join(", ", names.Take(MostNamesInMessage).Select(name => $"'{name}'"));
        return names.Length <= MostNamesInMessage ? shown : $"{shown} and {names.Length - MostNamesInMessage} more";
    }
}
