namespace ConvGen.Tests.Goldens;

/// <summary>
/// The largest differences between one network and PyTorch, each relative to the largest value of its tensor. A gradient that is zero but for
/// rounding (a shift that a batch normalisation behind it takes out again) has no size of its own: a tensor counts as having at least a hundredth of
/// the largest gradient in its layer.
/// </summary>
internal sealed class ZooErrors
{
    private const double LeastOfLayer = 0.01;

    private readonly double _tolerance;
    private readonly List<string> _wrong = [];

    public ZooErrors(double tolerance) => _tolerance = tolerance;

    public double Predicted { get; private set; }

    public double Output { get; private set; }

    public double Loss { get; private set; }

    public double InputGradient { get; private set; }

    public double ParameterGradient { get; private set; }

    public double RunningAverages { get; private set; }

    /// <summary>The key of the parameter with the largest difference.</summary>
    public string WorstParameter { get; private set; } = "";

    public void ComparePredicted(ReadOnlySpan<float> actual, float[] expected) => Predicted = Math.Max(Predicted, Compare("prediction", actual, expected, 0));

    public void CompareOutput(ReadOnlySpan<float> actual, float[] expected) => Output = Math.Max(Output, Compare("training output", actual, expected, 0));

    public void CompareLoss(float actual, float expected) => Loss = Compare("loss", [actual], [expected], 0);

    public void CompareInputGradient(ReadOnlySpan<float> actual, float[] expected) => InputGradient = Compare("input gradient", actual, expected, 0);

    public void CompareRunningAverage(string key, ReadOnlySpan<float> actual, float[] expected) =>
        RunningAverages = Math.Max(RunningAverages, Compare(key, actual, expected, 0));

    /// <param name="key">The parameter.</param>
    /// <param name="actual">Its gradient.</param>
    /// <param name="expected">PyTorch's.</param>
    /// <param name="layer">The largest gradient in the parameter's layer.</param>
    public void CompareGradient(string key, ReadOnlySpan<float> actual, float[] expected, double layer)
    {
        var error = Compare(key + " gradient", actual, expected, layer * LeastOfLayer);
        if (error > ParameterGradient)
            (ParameterGradient, WorstParameter) = (error, key);
    }

    public void Check() => Assert.True(_wrong.Count == 0, $"{_wrong.Count} tensors are further than {_tolerance:E0} from PyTorch's:\n{string.Join('\n', _wrong.Take(20))}");

    public static double Largest(float[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private double Compare(string what, ReadOnlySpan<float> actual, float[] expected, double least)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(Math.Max(Largest(expected), least), 1e-30);
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(actual[i] - (double)expected[i]) / scale;
            // Written so that NaN counts as worst.
            if (!(error <= worst))
                worst = double.IsNaN(error) ? double.PositiveInfinity : error;
        }

        if (worst > _tolerance)
            _wrong.Add(FormattableString.Invariant($"{what}: {worst:E1} of its largest value, {scale:G5}"));
        return worst;
    }
}
