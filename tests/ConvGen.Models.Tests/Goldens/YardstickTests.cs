namespace ConvGen.Tests.Goldens;

/// <summary>What a gradient is compared with, and how near it must be.</summary>
public sealed class YardstickTests
{
    /// <summary>Two layers whose shift has a gradient of zero, one with a small and an ordinary tensor.</summary>
    private static readonly Dictionary<string, (float Largest, float Float)> Tensors = new(StringComparer.Ordinal)
    {
        ["input"] = (5, 1e-6f),
        ["a.weight"] = (2, 4e-6f),
        ["a.bias"] = (1e-15f, 6e-6f), // 3e-4 of a hundredth of the weight's
        ["b.weight"] = (4, 4e-6f),
        ["b.bias"] = (2e-15f, 4e-6f), // 1e-4
        ["c.weight"] = (1, 1e-6f),
        ["c.bias"] = (0.001f, 1e-6f), // 1e-4 of a hundredth
    };

    [Theory]
    [InlineData("input", 5, 2e-7)]
    [InlineData("a.weight", 2, 2e-6)]
    [InlineData("a.bias", 0.02, 3e-4)]
    [InlineData("b.bias", 0.04, 3e-4)]
    [InlineData("c.bias", 0.01, 1e-4)]
    public void A_tensor_counts_as_a_hundredth_of_its_layer_and_zeros_share_their_rounding(string key, double scale, double rounding)
    {
        var yardstick = Make(Expected());
        Assert.Equal(scale, yardstick.Scale(key), 1e-6);
        Assert.Equal(rounding, yardstick.Rounding(key), rounding * 1e-5);
    }

    [Theory]
    [InlineData("c.weight", 9e-5f, true)]
    [InlineData("c.weight", 1.1e-4f, false)]
    [InlineData("c.bias", 1.9e-4f * 0.01f, true)]
    [InlineData("c.bias", 2.1e-4f * 0.01f, false)]
    [InlineData("b.bias", 11.9e-4f * 0.04f, true)]
    [InlineData("b.bias", 12.1e-4f * 0.04f, false)]
    public void More_than_the_tolerance_takes_a_PyTorch_that_is_as_far(string key, float difference, bool right)
    {
        var expected = Expected();
        var errors = new ZooErrors(1e-4);
        errors.CompareParameterGradient(key, [Tensors[key].Largest + difference], expected["gradient/" + key].Values, Make(expected));

        if (right)
            errors.Check();
        else
            Assert.ThrowsAny<Xunit.Sdk.XunitException>(errors.Check);
        Assert.Equal(right && key != "c.weight", errors.LikeFloats.Count == 1);
    }

    [Fact]
    public void Where_nobody_measured_PyTorch_nothing_is_excused()
    {
        var expected = Expected().Where(tensor => !tensor.Key.StartsWith("float/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        var errors = new ZooErrors(1e-4);
        errors.CompareParameterGradient("b.bias", [1.1e-4f * 0.04f], expected["gradient/b.bias"].Values, Make(expected));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(errors.Check);
    }

    private static Yardstick Make(IReadOnlyDictionary<string, NamedTensor> expected) => new(expected, Tensors.Keys.Where(key => key != "input"));

    private static Dictionary<string, NamedTensor> Expected()
    {
        var expected = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (var (key, (largest, own)) in Tensors)
        {
            expected.Add("gradient/" + key, new NamedTensor("gradient/" + key, [1], [largest]));
            expected.Add("float/" + key, new NamedTensor("float/" + key, [], [own]));
        }

        return expected;
    }
}
