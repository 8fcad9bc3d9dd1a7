namespace ConvGen.Tests.Goldens;

/// <summary>Other choices are found where they were made, and nowhere else; and they hide no mistake.</summary>
public sealed class AlternativesTests
{
    private static readonly float[] Gradient = [1, -2, 3, 0.5f, 0, 4];

    /// <summary>Three places, two of which touch the same pixel.</summary>
    private static readonly Dictionary<string, float[]> Changes = new(StringComparer.Ordinal)
    {
        ["first"] = [-1, 1, 0, 0, 0, 0],
        ["second"] = [0, 0.5f, -0.5f, 0, 0, 0],
        ["third"] = [0, 0, 0, 0.25f, 0, -0.25f],
    };

    public static TheoryData<string> Choices => ["", "first", "second", "third", "first second", "first third", "second third", "first second third"];

    [Theory]
    [MemberData(nameof(Choices))]
    public void Choices_are_found_in_the_inputs_gradient_and_change_all(string places)
    {
        var made = places.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var expected = Expected();
        // Rounding of a millionth does not confuse it.
        var actual = Sum(made).Select((value, i) => value + (i % 2 == 0 ? 1e-6f : -1e-6f)).ToArray();

        var taken = Alternatives.Taken(expected, actual);

        Assert.Equal(made, taken.Order(StringComparer.Ordinal));
        var reference = Alternatives.With(expected, taken);
        Assert.Equal(Sum(made), reference["gradient/input"].Values);
        Assert.Equal([10f + made.Length], reference["gradient/conv.weight"].Values);
        Assert.Equal([20f], reference["gradient/conv.bias"].Values);
    }

    [Fact]
    public void A_mistake_that_is_no_choice_stays()
    {
        var expected = Expected();
        var actual = (float[])Gradient.Clone();
        actual[0] -= 0.8f;

        var reference = Alternatives.With(expected, Alternatives.Taken(expected, actual))["gradient/input"].Values;

        Assert.True(actual.Zip(reference).Max(pair => Math.Abs(pair.First - pair.Second)) > 0.1);
    }

    private static float[] Sum(IEnumerable<string> places) => places.Aggregate(Gradient, (sum, place) => [.. sum.Zip(Changes[place], (value, change) => value + change)]);

    private static Dictionary<string, NamedTensor> Expected()
    {
        var expected = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        Add("gradient/input", Gradient);
        Add("gradient/conv.weight", [10]);
        Add("gradient/conv.bias", [20]);
        foreach (var (place, change) in Changes)
        {
            Add($"alternative/{place}/input", change);
            Add($"alternative/{place}/conv.weight", [1]);
        }

        return expected;

        void Add(string key, float[] values) => expected.Add(key, new NamedTensor(key, [values.Length], values));
    }
}
