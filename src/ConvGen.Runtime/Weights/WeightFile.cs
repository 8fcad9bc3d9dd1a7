namespace ConvGen;

/// <summary>A network's parameters to and from a safetensors file, under PyTorch's keys and shapes.</summary>
internal static class WeightFile
{
    /// <summary>PyTorch counts batches in a tensor of its own beside running averages; it has no use here.</summary>
    private const string Counter = "num_batches_tracked";
    private const int MostNamesInMessage = 10;

    /// <summary>What is read at a time: enough for a call to the system to be cheap, little enough to stay in the cache until it is packed.</summary>
    private const int ChunkFloats = 1 << 13;

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
    /// Reads all parameters, a few panels at a time, each packed while it is in the cache. Neither a wrong file nor a failing disk leaves a network half loaded.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="parameters">Where they go.</param>
    /// <param name="ignore">Tensors of the file to pass over: their names, or those of layers and blocks that they belong to.</param>
    /// <exception cref="WeightsFormatException">The file is malformed.</exception>
    /// <exception cref="WeightsMismatchException">Tensors are missing, unknown or of another shape.</exception>
    public static void Load(string path, Parameters parameters, IReadOnlyList<string> ignore)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        foreach (var name in ignore)
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(ignore));
        using var reader = new SafetensorsReader(path);
        var entries = reader.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        CheckMatch(entries, parameters, ignore);
        parameters.Replace(values => ReadPanels(reader, entries, parameters, values));
    }

    private static void ReadPanels(SafetensorsReader reader, Dictionary<string, SafetensorsEntry> entries, Parameters parameters, Span<float> packed)
    {
        var longest = parameters.Max(parameter => (int?)Math.Min(PanelPacking.Width, parameter.Description.Packing.Rows) * parameter.Description.Packing.Depth) ?? 0;
        var chunk = GC.AllocateUninitializedArray<float>(Math.Max(ChunkFloats, longest));
        foreach (var parameter in parameters)
        {
            var (entry, packing) = (entries[parameter.Name], parameter.Description.Packing);
            var packer = new PanelPacker(packing);
            var target = packed.Slice(parameter.Description.Offset, packing.PackedLength);
            var read = 0;
            for (var panel = 0; panel < packing.PanelCount;)
            {
                var (first, length) = (panel, 0);
                while (panel < packing.PanelCount && length + packer.ValuesOf(panel) <= chunk.Length)
                    length += packer.ValuesOf(panel++);
                reader.Read(entry, chunk.AsSpan(0, length), read);
                packer.Pack(chunk, first, panel, target);
                read += length;
            }
        }
    }

    private static float[] Scratch(Parameters parameters) => new float[parameters.Count == 0 ? 0 : parameters.Max(parameter => parameter.Count)];

    private static void CheckMatch(Dictionary<string, SafetensorsEntry> entries, Parameters parameters, IReadOnlyList<string> ignore)
    {
        var names = parameters.Select(parameter => parameter.Name).ToArray();
        var needed = names.Where(name => entries.ContainsKey(name) && IsIgnored(name, ignore)).ToArray();
        var missing = names.Where(name => !entries.ContainsKey(name)).ToArray();
        var extra = entries.Keys.Where(name => !parameters.TryGet(name, out _) && !IsCounter(name) && !IsIgnored(name, ignore)).Order(StringComparer.Ordinal).ToArray();
        var sentences = new List<string>();
        if (missing.Length > 0)
            sentences.Add($"the file lacks {List(missing)}");
        if (extra.Length > 0)
            sentences.Add($"the network has no {List(extra)}{Cure(extra, names)}");
        if (needed.Length > 0)
            sentences.Add($"the network needs {List(needed)}, which is to be ignored");
        if (sentences.Count > 0)
            throw new WeightsMismatchException($"The file does not fit the network: {string.Join("; ", sentences)}.");

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

    /// <summary>How to pass over what the network has no part of at all; a strange tensor of a layer that it has is rather a mistake.</summary>
    private static string Cure(string[] extra, string[] names)
    {
        var known = names.Select(Part).ToHashSet(StringComparer.Ordinal);
        var strange = extra.Select(Part).Distinct(StringComparer.Ordinal).ToArray();
        return strange.Length > MostNamesInMessage || strange.Any(known.Contains)
            ? ""
            : $" (LoadWeights(path, ignore: [{string.Join(", ", strange.Select(part => $"\"{part}\""))}]) passes over them)";

        static string Part(string name) => name.Split('.')[0];
    }

    private static bool IsCounter(string name) => name == Counter || name.EndsWith("." + Counter, StringComparison.Ordinal);

    private static bool IsIgnored(string name, IReadOnlyList<string> ignore) =>
        ignore.Any(part => name.StartsWith(part, StringComparison.Ordinal) && (name.Length == part.Length || name[part.Length] == '.'));

    private static string List(string[] names)
    {
        var shown = string.Join(", ", names.Take(MostNamesInMessage).Select(name => $"'{name}'"));
        return names.Length <= MostNamesInMessage ? shown : $"{shown} and {names.Length - MostNamesInMessage} more";
    }
}
