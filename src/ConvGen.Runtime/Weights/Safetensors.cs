namespace ConvGen;

/// <summary>
/// Reads and writes safetensors files, the format in which PyTorch weights are published: for tools of one's own. Networks load and save
/// theirs by <see cref="INetwork.LoadWeights"/> and <see cref="INetwork.SaveWeights"/>.
/// </summary>
public static class Safetensors
{
    /// <summary>Reads every tensor, converting elements to float (F16, BF16, F32, F64, integers and booleans).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="WeightsFormatException">The file is malformed, or a tensor is larger than an array can be.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new SafetensorsReader(path);
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries)
        {
            if (entry.Count > Array.MaxLength || entry.Shape.Any(extent => extent > int.MaxValue))
                throw new WeightsFormatException($"Tensor '{entry.Name}' of shape {string.Join('×', entry.Shape)} is larger than an array can be.");
            var values = new float[entry.Count];
            reader.Read(entry, values);
            tensors.Add(entry.Name, new NamedTensor(entry.Name, [.. entry.Shape.Select(extent => (int)extent)], values));
        }

        return tensors;
    }

    /// <summary>Writes tensors as F32, in order. The file appears whole or not at all; an older one is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors of different names.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, or a tensor's shape does not fit its values.</exception>
    public static void Write(string path, IEnumerable<NamedTensor> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var tensor in list)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"The name '{tensor.Name}' occurs twice or is reserved.", nameof(tensors));
            var count = tensor.Shape.Aggregate(1L, (product, extent) => checked(product * extent));
            if (count != tensor.Values.Length || tensor.Shape.Any(extent => extent < 0))
                throw new ArgumentException($"Tensor '{tensor.Name}' of shape {ShapeText.Format(tensor.Shape)} takes {count} values, but has {tensor.Values.Length}.", nameof(tensors));
        }

        SafetensorsWriter.Write(path, [.. list.Select(tensor => (tensor.Name, tensor.Shape))], i => list[i].Values);
    }
}
