namespace ConvGen;

/// <summary>An optimiser's state to and from a safetensors file, each buffer in its parameter's public shape and order.</summary>
internal static class OptimizerCheckpoint
{
    private const string StepsName = "steps";

    /// <summary>A float counts to 2²⁴ exactly, so the number of steps is kept as two digits of this base.</summary>
    private const long DigitBase = 1 << 20;

    public static void Save(string path, Parameters parameters, long steps, IReadOnlyList<string> names, AlignedFloats[] state)
    {
        var tensors = new List<NamedTensor> { new(StepsName, [2], [steps / DigitBase, steps % DigitBase]) };
        for (var i = 0; i < names.Count; i++)
        {
            foreach (var parameter in parameters)
            {
                var values = new float[parameter.Count];
                var packing = parameter.Description.Packing;
                packing.Unpack(state[i].Span.Slice(parameter.Description.Offset, packing.PackedLength), values);
                tensors.Add(new NamedTensor(Key(parameter, names[i]), parameter.Shape, values));
            }
        }

        Safetensors.Write(path, tensors);
    }

    /// <summary>Fills <paramref name="state"/>, which is zero, and returns the number of steps.</summary>
    public static long Load(string path, Parameters parameters, IReadOnlyList<string> names, AlignedFloats[] state)
    {
        var tensors = Safetensors.Read(path);
        var steps = Find(tensors, StepsName, [2]).Values;
        if (tensors.Count != 1 + names.Count * parameters.Count)
            throw new WeightsMismatchException($"The file has {tensors.Count - 1} state tensors, but this optimiser keeps {names.Count} for each of {parameters.Count} parameters.");
        for (var i = 0; i < names.Count; i++)
        {
            foreach (var parameter in parameters)
            {
                var packing = parameter.Description.Packing;
                packing.Pack(Find(tensors, Key(parameter, names[i]), parameter.Shape).Values, state[i].Span.Slice(parameter.Description.Offset, packing.PackedLength));
            }
        }

        return (long)steps[0] * DigitBase + (long)steps[1];
    }

    private static string Key(Parameter parameter, string name) => $"{parameter.Name}.{name}";

    private static NamedTensor Find(IReadOnlyDictionary<string, NamedTensor> tensors, string name, IReadOnlyList<int> shape)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw new WeightsMismatchException($"The file has no '{name}': it is not the state of this optimiser and network.");
        return tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw new WeightsMismatchException($"'{name}' is {ShapeText.Format(tensor.Shape)} in the file but {ShapeText.Format(shape)} here.");
    }
}
