namespace ConvGen;

/// <summary>AdamW (Loshchilov and Hutter 2019): Adam whose weight decay is decoupled: weights shrink by rate · weightDecay before each step.</summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamOptions _options;

    /// <summary>Adam's steps with the usual constants.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 by default.</param>
    /// <param name="beta1">Decay of the mean gradient, in [0, 1).</param>
    /// <param name="beta2">Decay of the mean squared gradient, in [0, 1).</param>
    /// <param name="epsilon">Added to the divisor; above zero.</param>
    /// <param name="weightDecay">Shrinks weights by this times the learning rate each step, not below zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AdamW(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(learningRate ?? 0.001f)
    {
        _options = new AdamOptions(beta1, beta2, epsilon, weightDecay);
        WeightDecay = weightDecay;
    }

    /// <summary>Decay of the mean gradient.</summary>
    public double Beta1 => _options.Beta1;

    /// <summary>Decay of the mean squared gradient.</summary>
    public double Beta2 => _options.Beta2;

    /// <summary>Added to the divisor.</summary>
    public double Epsilon => _options.Epsilon;

    /// <summary>How much weights shrink each step, for a learning rate of 1.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StateNames => AdamRule.StateNames;

    /// <inheritdoc/>
    protected override void Update(ParameterSlice slice) =>
        UpdateRule.Run(new AdamRule(_options, slice.LearningRate, Steps, coupledDecay: 0, 1 - slice.LearningRate * WeightDecay), slice);

    private protected override string? DeviceRule(float rate, Span<float> settings)
    {
        new AdamRule(_options, rate, Steps, coupledDecay: 0, 1 - rate * WeightDecay).CopyTo(settings);
        return "Adam";
    }
}
