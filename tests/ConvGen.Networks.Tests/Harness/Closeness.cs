using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Harness;

/// <summary>
/// Compares floats with the oracle's doubles, relative to the tensor's largest value, and remembers the worst that it saw.
/// </summary>
/// <param name="slack">How many times the usual tolerance is granted.</param>
internal sealed class Closeness(double slack = 1)
{
    /// <summary>For outputs and losses.</summary>
    public const double Forward = 1e-5;

    /// <summary>For gradients.</summary>
    public const double Gradient = 2e-5;

    public double WorstForward { get; private set; }

    public double WorstGradient { get; private set; }

    public void CheckForward(ReadOnlySpan<float> actual, double[] expected, string what) =>
        WorstForward = Math.Max(WorstForward, Check(actual, expected, 0, slack * Forward, what));

    /// <summary>A loss: a number like any other, and infinite where no float is so large.</summary>
    public void CheckLoss(float actual, double expected, string what)
    {
        if (expected > float.MaxValue)
            Assert.True(float.IsPositiveInfinity(actual), FormattableString.Invariant($"{what}: {actual:R}, but {expected:R} is more than a float holds"));
        else
            CheckForward([actual], [expected], what);
    }

    /// <param name="actual">What the network gave.</param>
    /// <param name="expected">What the oracle gave.</param>
    /// <param name="least">A scale that the tensor counts as having at least: where all its values nearly cancel, rounding is relative to what cancelled.</param>
    /// <param name="what">The tensor's name.</param>
    public void CheckGradient(ReadOnlySpan<float> actual, double[] expected, double least, string what) =>
        WorstGradient = Math.Max(WorstGradient, Check(actual, expected, least, slack * Gradient, what));

    public override string ToString() => FormattableString.Invariant($"worst forward {WorstForward:E1}, worst gradient {WorstGradient:E1}");

    private static double Check(ReadOnlySpan<float> actual, double[] expected, double least, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(expected.Max(Math.Abs), Math.Max(least, 1e-30));
        var worst = 0.0;
        var wrong = 0;
        var first = "";
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(actual[i] - expected[i]) / scale;
            // Written so that NaN counts as wrong.
            if (!(error <= tolerance) && wrong++ == 0)
                first = FormattableString.Invariant($"first [{i}]: {actual[i]:R}, expected {expected[i]:R}");
            worst = Math.Max(worst, error);
        }

        Assert.True(wrong == 0, FormattableString.Invariant($"{what}: {wrong} of {expected.Length} values are off by up to {worst:E1} of the largest ({scale:G5}); {first}"));
        return worst;
    }
}
