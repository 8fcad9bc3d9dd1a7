namespace ConvGen.Tests.Oracle;

/// <summary>Where a block's expressions have values: its parameters at one use, and the shape of its input.</summary>
/// <param name="Input">The input's shape.</param>
/// <param name="Parameters">The whole numbers.</param>
/// <param name="Reals">The real ones.</param>
internal sealed record Scope(Extent Input, IReadOnlyDictionary<string, int> Parameters, IReadOnlyDictionary<string, float> Reals)
{
    public static Scope Of(Extent input, IReadOnlyList<BlockParameter> parameters, IReadOnlyList<int> values)
    {
        var pairs = parameters.Zip(values).ToLookup(pair => pair.First.IsReal);
        return new Scope(input, pairs[false].ToDictionary(pair => pair.First.Name, pair => pair.Second), pairs[true].ToDictionary(pair => pair.First.Name, pair => pair.Second / 8f));
    }

    /// <summary>Everything whole that an expression may name, as it is written.</summary>
    public IEnumerable<string> Names => Parameters.Keys.Concat(["Input.Height", "Input.Width", "Input.Channels"]);

    public int this[string name] => name switch
    {
        "Input.Height" => Input.Height,
        "Input.Width" => Input.Width,
        "Input.Channels" => Input.Channels,
        _ => Parameters[name],
    };
}

/// <summary>An expression in a block's parameters: as a user writes it, and what it is worth. Both are built together, so nothing here reads text.</summary>
internal sealed record Formula<T>(string Text, Func<Scope, T> At);
