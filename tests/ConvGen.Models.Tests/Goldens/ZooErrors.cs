namespace ConvGen.Tests.Goldens;

/// <summary>The largest differences between one network and PyTorch, each relative to the largest value of its tensor.</summary>
internal sealed class ZooErrors(double tolerance)
{
    /// <summary>ConvGen's gradient may be so many times as far from PyTorch's double one as PyTorch's own float one is, if that is more than the tolerance.</summary>
    private const double LikeFloat = 2;

    /// <summary>The same of a gradient of exactly zero: both are the worst of a few dozen samples of rounding, and it is luck whose is worse.</summary>
    private const double LikeFloatOfZero = 4;

    private readonly List<string> _wrong = [];
    private readonly List<string> _likeFloat = [];

    public double Predicted { get; private set; }

    public double Output { get; private set; }

    public double Loss { get; private set; }

    public double InputGradient { get; private set; }

    public double ParameterGradient { get; private set; }

    public double RunningAverages { get; private set; }

    /// <summary>The key of the parameter with the largest difference.</summary>
    public string WorstParameter { get; private set; } = "";

    /// <summary>The largest difference between PyTorch's own gradients in float and in double.</summary>
    public double FloatGradient { get; private set; }

    /// <summary>The key of that gradient.</summary>
    public string WorstFloat { get; private set; } = "";

    /// <summary>The gradients beyond the tolerance that are nearly as close as PyTorch's float ones.</summary>
    public IReadOnlyList<string> LikeFloats => _likeFloat;

    /// <summary>The places where the network chose otherwise than double.</summary>
    public IReadOnlyList<string> Taken { get; set; } = [];

    /// <summary>Of how many.</summary>
    public int Places { get; set; }

    public void ComparePredicted(ReadOnlySpan<float> actual, float[] expected) => Predicted = Math.Max(Predicted, Compare("prediction", actual, expected));

    public void CompareOutput(ReadOnlySpan<float> actual, float[] expected) => Output = Math.Max(Output, Compare("training output", actual, expected));

    public void CompareLoss(float actual, float expected) => Loss = Compare("loss", [actual], [expected]);

    public void CompareRunningAverage(string key, ReadOnlySpan<float> actual, float[] expected) => RunningAverages = Math.Max(RunningAverages, Compare(key, actual, expected));

    /// <summary>Compares the input's gradient.</summary>
    /// <param name="actual">ConvGen's.</param>
    /// <param name="expected">PyTorch's.</param>
    /// <param name="yardstick">What to measure with.</param>
    public void CompareInputGradient(ReadOnlySpan<float> actual, float[] expected, Yardstick yardstick) => InputGradient = CompareGradient("input", actual, expected, yardstick);

    /// <summary>Compares a parameter's gradient.</summary>
    /// <param name="key">The parameter.</param>
    /// <param name="actual">ConvGen's.</param>
    /// <param name="expected">PyTorch's.</param>
    /// <param name="yardstick">What to measure with.</param>
    public void CompareParameterGradient(string key, ReadOnlySpan<float> actual, float[] expected, Yardstick yardstick)
    {
        var error = CompareGradient(key, actual, expected, yardstick);
        if (error > ParameterGradient)
            (ParameterGradient, WorstParameter) = (error, key);
    }

    public void Check() => Assert.True(_wrong.Count == 0, $"{_wrong.Count} tensors are further from PyTorch's than is allowed:\n{string.Join('\n', _wrong.Take(20))}");

    private double CompareGradient(string key, ReadOnlySpan<float> actual, float[] expected, Yardstick yardstick)
    {
        var rounding = yardstick.Rounding(key);
        if (rounding > FloatGradient)
            (FloatGradient, WorstFloat) = (rounding, key);
        var allowed = (yardstick.IsZero(key) ? LikeFloatOfZero : LikeFloat) * rounding;
        var error = Compare(key + " gradient", actual, expected, yardstick.Scale(key), Math.Max(tolerance, allowed));
        if (error > tolerance && error <= allowed)
            _likeFloat.Add(FormattableString.Invariant($"{key} {error:E1}, PyTorch's float {rounding:E1}"));
        return error;
    }

    private double Compare(string what, ReadOnlySpan<float> actual, float[] expected) => Compare(what, actual, expected, Math.Max(Yardstick.Largest(expected), 1e-30), tolerance);

    private double Compare(string what, ReadOnlySpan<float> actual, float[] expected, double scale, double allowed)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(actual[i] - (double)expected[i]) / scale;
            // Written so that NaN counts as worst.
            if (!(error <= worst))
                worst = double.IsNaN(error) ? double.PositiveInfinity : error;
        }

        if (worst > allowed)
            _wrong.Add(FormattableString.Invariant($"{what}: {worst:E1} of its largest value, {scale:G5}; {allowed:E1} is allowed"));
        return worst;
    }
}
