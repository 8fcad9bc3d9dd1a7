using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>
/// The step that Adam and AdamW share: m and v are running means of the gradient and its square, corrected for their start at zero;
/// w = keep · w − rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε). The constants are computed in double, as in PyTorch.
/// </summary>
internal readonly struct AdamRule : IUpdateRule
{
    private readonly Vector256<float> _coupledDecay, _keep, _beta1, _oneMinusBeta1, _beta2, _oneMinusBeta2, _minusStep, _inverseRoot, _epsilon;

    /// <summary>The constants of one step.</summary>
    /// <param name="options">β₁, β₂ and ε.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">1 for the first step.</param>
    /// <param name="coupledDecay">Added to the gradient for each unit of weight (Adam).</param>
    /// <param name="keep">What weights are multiplied by (AdamW).</param>
    public AdamRule(AdamOptions options, float rate, long step, double coupledDecay, double keep)
    {
        var (beta1, beta2) = (options.Beta1, options.Beta2);
        _coupledDecay = Vector256.Create((float)coupledDecay);
        _keep = Vector256.Create((float)keep);
        _beta1 = Vector256.Create((float)beta1);
        _oneMinusBeta1 = Vector256.Create((float)(1 - beta1));
        _beta2 = Vector256.Create((float)beta2);
        _oneMinusBeta2 = Vector256.Create((float)(1 - beta2));
        _minusStep = Vector256.Create((float)(-rate / (1 - Math.Pow(beta1, step))));
        _inverseRoot = Vector256.Create((float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))));
        _epsilon = Vector256.Create((float)options.Epsilon);
    }

    public static IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    public static int StateCount => 2;

    /// <summary>The constants in the order in which devices take them.</summary>
    public void CopyTo(Span<float> settings)
    {
        ReadOnlySpan<Vector256<float>> constants = [_coupledDecay, _keep, _beta1, _oneMinusBeta1, _beta2, _oneMinusBeta2, _minusStep, _inverseRoot, _epsilon];
        for (var i = 0; i < constants.Length; i++)
            settings[i] = constants[i].ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Apply(Vector256<float> values, Vector256<float> gradients, ref Vector256<float> first, ref Vector256<float> second)
    {
        gradients = Vector256.MultiplyAddEstimate(_coupledDecay, values, gradients);
        first = Vector256.MultiplyAddEstimate(_beta1, first, _oneMinusBeta1 * gradients);
        second = Vector256.MultiplyAddEstimate(_beta2, second, _oneMinusBeta2 * gradients * gradients);
        var denominator = Vector256.MultiplyAddEstimate(Vector256.Sqrt(second), _inverseRoot, _epsilon);
        return Vector256.MultiplyAddEstimate(_minusStep, first / denominator, _keep * values);
    }
}

/// <summary>The options that Adam and AdamW share, checked.</summary>
internal readonly record struct AdamOptions
{
    public AdamOptions(double beta1, double beta2, double epsilon, double weightDecay)
    {
        if (!(beta1 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, $"beta1 is in [0, 1), but it is {beta1}.");
        if (!(beta2 is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, $"beta2 is in [0, 1), but it is {beta2}.");
        if (!(epsilon > 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is above zero, but it is {epsilon}.");
        if (!(weightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, $"Weight decay is not below zero, but it is {weightDecay}.");
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    public double Beta1 { get; }

    public double Beta2 { get; }

    public double Epsilon { get; }
}
