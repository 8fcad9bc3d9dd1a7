namespace ConvGen.Tests.Oracle;

/// <summary>A function of each element by itself: y = f(x), dx = f′(x, y) · dy.</summary>
internal abstract record Pointwise : Layer
{
    public sealed override Extent Infer(Extent input) => input;

    public sealed override Tensor Forward(Tensor input, Weights weights) => input.Map(i => Value(input.Values[i]));

    public sealed override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) =>
        input.Map(i => outputGradient.Values[i] * Derivative(input.Values[i], output.Values[i]));

    protected override IEnumerable<string> Arguments() => [];

    protected abstract double Value(double x);

    protected abstract double Derivative(double x, double y);
}

/// <summary>A function with kinks. A value exactly there comes from a clamp before, not from rounding.</summary>
internal abstract record Kinked : Pointwise
{
    protected virtual IReadOnlyList<double> Kinks => [0];

    public sealed override double Margin(Tensor input, Tensor output) => Kinks.Min(kink => Distance(input, kink));

    /// <summary>How near values come to <paramref name="kink"/> without lying on it, relative to the largest.</summary>
    public static double Distance(Tensor input, double kink)
    {
        var off = input.Values.Where(value => value != kink).ToList();
        return off.Count == 0 ? double.PositiveInfinity : off.Min(value => Math.Abs(value - kink)) / off.Max(Math.Abs);
    }
}

/// <summary>min(max(x, 0), limit).</summary>
internal sealed record ReLU : Kinked
{
    public double MaxValue { get; init; } = double.PositiveInfinity;

    protected override IReadOnlyList<double> Kinks => double.IsInfinity(MaxValue) ? [0] : [0, MaxValue];

    protected override double Value(double x) => Math.Min(Math.Max(x, 0), MaxValue);

    protected override double Derivative(double x, double y) => x > 0 && x < MaxValue ? 1 : 0;

    protected override IEnumerable<string> Arguments() => double.IsInfinity(MaxValue) ? [] : [FormattableString.Invariant($"MaxValue = {MaxValue}")];
}

/// <summary>x where positive, slope · x elsewhere.</summary>
internal sealed record LeakyReLU : Kinked
{
    public double NegativeSlope { get; init; } = 0.01f;

    protected override double Value(double x) => x > 0 ? x : NegativeSlope * x;

    protected override double Derivative(double x, double y) => x > 0 ? 1 : NegativeSlope;

    protected override IEnumerable<string> Arguments() => NegativeSlope == 0.01f ? [] : [FormattableString.Invariant($"NegativeSlope = {(float)NegativeSlope}f")];
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal sealed record Sigmoid : Pointwise
{
    protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

    protected override double Derivative(double x, double y) => y * (1 - y);
}

/// <summary>The hyperbolic tangent.</summary>
internal sealed record Tanh : Pointwise
{
    protected override double Value(double x) => Math.Tanh(x);

    protected override double Derivative(double x, double y) => 1 - (y * y);
}

/// <summary>eˣ / Σ eˣ over the channels of each position: dx = y · (dy − Σ dy·y).</summary>
internal sealed record Softmax : Layer
{
    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, input.Extent);
        foreach (var (from, to) in Positions(input))
        {
            var x = input.Values.AsSpan(from, to - from);
            var largest = Largest(x);
            var sum = 0.0;
            foreach (var value in x)
                sum += Math.Exp(value - largest);
            for (var i = from; i < to; i++)
                output.Values[i] = Math.Exp(input.Values[i] - largest) / sum;
        }

        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        foreach (var (from, to) in Positions(input))
        {
            var dot = 0.0;
            for (var i = from; i < to; i++)
                dot += outputGradient.Values[i] * output.Values[i];
            for (var i = from; i < to; i++)
                inputGradient.Values[i] = output.Values[i] * (outputGradient.Values[i] - dot);
        }

        return inputGradient;
    }

    protected override IEnumerable<string> Arguments() => [];

    private static IEnumerable<(int From, int To)> Positions(Tensor tensor)
    {
        for (var from = 0; from < tensor.Values.Length; from += tensor.Extent.Channels)
            yield return (from, from + tensor.Extent.Channels);
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in values)
            largest = Math.Max(largest, value);
        return largest;
    }
}
