using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>
/// Stochastic gradient descent with PyTorch's meaning of its options: g += weightDecay · w; buffer = momentum · buffer + g; the step is
/// w −= rate · buffer, or with Nesterov w −= rate · (g + momentum · buffer).
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Gradient descent, by default without momentum.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="momentum">Share of the last step that goes on, in [0, 1).</param>
    /// <param name="nesterov">Looks one step ahead; needs momentum.</param>
    /// <param name="weightDecay">Added to the gradient times the weight (L2), not below zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">Nesterov without momentum.</exception>
    public Sgd(LearningRate learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(learningRate)
    {
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"Momentum is in [0, 1), but it is {momentum}.");
        if (!(weightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, $"Weight decay is not below zero, but it is {weightDecay}.");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov needs momentum above zero.", nameof(nesterov));
        (Momentum, Nesterov, WeightDecay) = (momentum, nesterov, weightDecay);
    }

    /// <summary>Share of the last step that goes on.</summary>
    public double Momentum { get; }

    /// <summary>Whether steps look ahead.</summary>
    public bool Nesterov { get; }

    /// <summary>What is added to the gradient for each unit of weight.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StateNames => Momentum == 0 ? [] : ["momentum_buffer"];

    /// <inheritdoc/>
    protected override void Update(ParameterSlice slice)
    {
        if (Momentum == 0)
            UpdateRule.Run(new Plain(slice.LearningRate, WeightDecay), slice);
        else if (Nesterov)
            UpdateRule.Run(new LookAhead(slice.LearningRate, Momentum, WeightDecay), slice);
        else
            UpdateRule.Run(new HeavyBall(slice.LearningRate, Momentum, WeightDecay), slice);
    }

    private protected override string? DeviceRule(float rate, Span<float> settings)
    {
        (settings[0], settings[1], settings[2]) = (-rate, (float)WeightDecay, (float)Momentum);
        return Momentum == 0 ? "Sgd" : Nesterov ? "SgdNesterov" : "SgdMomentum";
    }

    private readonly struct Plain(float rate, double decay) : IUpdateRule
    {
        private readonly Vector256<float> _minusRate = Vector256.Create(-rate), _decay = Vector256.Create((float)decay);

        public static int StateCount => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> values, Vector256<float> gradients, ref Vector256<float> first, ref Vector256<float> second)
        {
            gradients = Vector256.MultiplyAddEstimate(_decay, values, gradients);
            return Vector256.MultiplyAddEstimate(_minusRate, gradients, values);
        }
    }

    private readonly struct HeavyBall(float rate, double momentum, double decay) : IUpdateRule
    {
        private readonly Vector256<float> _minusRate = Vector256.Create(-rate), _momentum = Vector256.Create((float)momentum), _decay = Vector256.Create((float)decay);

        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> values, Vector256<float> gradients, ref Vector256<float> first, ref Vector256<float> second)
        {
            gradients = Vector256.MultiplyAddEstimate(_decay, values, gradients);
            first = Vector256.MultiplyAddEstimate(_momentum, first, gradients);
            return Vector256.MultiplyAddEstimate(_minusRate, first, values);
        }
    }

    private readonly struct LookAhead(float rate, double momentum, double decay) : IUpdateRule
    {
        private readonly Vector256<float> _minusRate = Vector256.Create(-rate), _momentum = Vector256.Create((float)momentum), _decay = Vector256.Create((float)decay);

        public static int StateCount => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Apply(Vector256<float> values, Vector256<float> gradients, ref Vector256<float> first, ref Vector256<float> second)
        {
            gradients = Vector256.MultiplyAddEstimate(_decay, values, gradients);
            first = Vector256.MultiplyAddEstimate(_momentum, first, gradients);
            gradients = Vector256.MultiplyAddEstimate(_momentum, first, gradients);
            return Vector256.MultiplyAddEstimate(_minusRate, gradients, values);
        }
    }
}
