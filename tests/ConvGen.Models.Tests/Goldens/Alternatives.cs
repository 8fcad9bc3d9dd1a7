namespace ConvGen.Tests.Goldens;

/// <summary>
/// Where the two largest values of a pooling window, or a rectifier's input and its kink, are within rounding, float may choose otherwise than double. For each
/// such place zoo_choices.py gives what the other choice adds to every gradient. Which choices a network made shows in its input's gradient; all its
/// gradients are then held against the one reference with those choices.
/// </summary>
internal static class Alternatives
{
    private const string Kind = "alternative/";

    /// <summary>The alternatives that together bring the expected gradient of the input closest to the actual one: the best first, until none helps.</summary>
    /// <param name="expected">PyTorch's results.</param>
    /// <param name="inputGradient">ConvGen's.</param>
    /// <returns>The places.</returns>
    public static IReadOnlyList<string> Taken(IReadOnlyDictionary<string, NamedTensor> expected, ReadOnlySpan<float> inputGradient)
    {
        var rest = new double[inputGradient.Length];
        var values = expected["gradient/input"].Values;
        for (var i = 0; i < rest.Length; i++)
            rest[i] = inputGradient[i] - (double)values[i];

        var open = Places(expected).ToDictionary(place => place, place => expected[$"{Kind}{place}/input"].Values, StringComparer.Ordinal);
        var taken = new List<string>();
        while (open.Count > 0)
        {
            // How much nearer the other choice brings the rest: |rest|² − |rest − change|².
            var (place, gain) = open.Select(choice => (choice.Key, Gain: 2 * Dot(rest, choice.Value) - Dot(choice.Value, choice.Value))).MaxBy(choice => choice.Gain);
            if (!(gain > 0))
                break;
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= open[place][i];
            open.Remove(place);
            taken.Add(place);
        }

        return taken;
    }

    /// <summary>PyTorch's results with other choices at the places taken.</summary>
    public static IReadOnlyDictionary<string, NamedTensor> With(IReadOnlyDictionary<string, NamedTensor> expected, IReadOnlyList<string> taken)
    {
        var result = expected.ToDictionary(StringComparer.Ordinal);
        foreach (var place in taken)
            foreach (var (name, change) in expected.Where(tensor => tensor.Key.StartsWith($"{Kind}{place}/", StringComparison.Ordinal)))
            {
                var key = "gradient/" + name[(name.LastIndexOf('/') + 1)..];
                result[key] = new NamedTensor(key, result[key].Shape, [.. result[key].Values.Zip(change.Values, (value, added) => value + added)]);
            }

        return result;
    }

    public static IEnumerable<string> Places(IReadOnlyDictionary<string, NamedTensor> expected) =>
        expected.Keys.Where(key => key.StartsWith(Kind, StringComparison.Ordinal) && key.EndsWith("/input", StringComparison.Ordinal)).Select(key => key[Kind.Length..^"/input".Length]);

    private static double Dot(double[] left, float[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static double Dot(float[] left, float[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += (double)left[i] * right[i];
        return sum;
    }
}
