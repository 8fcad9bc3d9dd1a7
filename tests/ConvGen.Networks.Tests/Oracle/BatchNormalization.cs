namespace ConvGen.Tests.Oracle;

/// <summary>
/// γ · (x − μ) / √(σ² + ε) + β for each channel, over all images and positions: μ and the biased σ² are the batch's in training, running averages in inference
/// and where the layer is frozen.
/// </summary>
internal sealed record BatchNormalization : Layer
{
    public double Momentum { get; init; } = 0.9;

    public double Epsilon { get; init; } = 1e-5f;

    public bool Center { get; init; } = true;

    public bool Scale { get; init; } = true;

    public override Extent Infer(Extent input) => input;

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input)
    {
        int[] shape = [input.Channels];
        return
        [
            .. Scale ? [($"{Name}.weight", shape)] : Array.Empty<(string, int[])>(),
            .. Center ? [($"{Name}.bias", shape)] : Array.Empty<(string, int[])>(),
            ($"{Name}.running_mean", shape), ($"{Name}.running_var", shape),
        ];
    }

    public override Tensor Forward(Tensor input, Weights weights) => Trainable
        ? Normalize(input, weights, channel => Statistics(input, channel))
        : Predict(input, weights);

    public override Tensor Predict(Tensor input, Weights weights) =>
        Normalize(input, weights, channel => (weights[$"{Name}.running_mean"][channel], weights[$"{Name}.running_var"][channel]));

    /// <inheritdoc/>
    public override IEnumerable<(string Key, double[] Values)> Average(Tensor input, Weights weights)
    {
        var (means, variances) = (weights[$"{Name}.running_mean"].ToArray(), weights[$"{Name}.running_var"].ToArray());
        double count = input.Values.Length / input.Extent.Channels;
        for (var channel = 0; Trainable && channel < means.Length; channel++)
        {
            var (mean, variance) = Statistics(input, channel);
            means[channel] = (Momentum * means[channel]) + ((1 - Momentum) * mean);
            if (count > 1)
                variances[channel] = (Momentum * variances[channel]) + ((1 - Momentum) * variance * count / (count - 1));
        }

        return [($"{Name}.running_mean", means), ($"{Name}.running_var", variances)];
    }

    /// <summary>
    /// With statistics of the batch, y depends on every x of its channel: ∂σ²/∂x = 2 (x − μ) / n and ∂μ/∂x = 1 / n give
    /// dx = γ/σ · (dy − Σ dy / n − x̂ · Σ (dy · x̂) / n).
    /// </summary>
    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var result = new Tensor(input.Batch, input.Extent);
        for (var channel = 0; channel < input.Extent.Channels; channel++)
        {
            var (mean, variance) = Trainable ? Statistics(input, channel) : (weights[$"{Name}.running_mean"][channel], weights[$"{Name}.running_var"][channel]);
            var deviation = Math.Sqrt(variance + Epsilon);
            var gamma = Scale ? weights[$"{Name}.weight"][channel] : 1;
            double sum = 0, product = 0, count = 0;
            for (var i = channel; i < input.Values.Length; i += input.Extent.Channels)
            {
                sum += outputGradient.Values[i];
                product += outputGradient.Values[i] * (input.Values[i] - mean) / deviation;
                count++;
            }

            if (Center)
                gradients[$"{Name}.bias"][channel] += sum;
            if (Scale)
                gradients[$"{Name}.weight"][channel] += product;
            for (var i = channel; i < input.Values.Length; i += input.Extent.Channels)
                result.Values[i] = gamma / deviation * (Trainable
                    ? outputGradient.Values[i] - (sum / count) - ((input.Values[i] - mean) / deviation * product / count)
                    : outputGradient.Values[i]);
        }

        return result;
    }

    protected override IEnumerable<string> Arguments()
    {
        if (Momentum != 0.9)
            yield return FormattableString.Invariant($"Momentum = {Momentum}");
        if (Epsilon != 1e-5f)
            yield return FormattableString.Invariant($"Epsilon = {(float)Epsilon}");
        if (!Center)
            yield return "Center = false";
        if (!Scale)
            yield return "Scale = false";
    }

    private Tensor Normalize(Tensor input, Weights weights, Func<int, (double Mean, double Variance)> statistics)
    {
        var output = new Tensor(input.Batch, input.Extent);
        for (var channel = 0; channel < input.Extent.Channels; channel++)
        {
            var (mean, variance) = statistics(channel);
            var gamma = Scale ? weights[$"{Name}.weight"][channel] : 1;
            var beta = Center ? weights[$"{Name}.bias"][channel] : 0;
            for (var i = channel; i < input.Values.Length; i += input.Extent.Channels)
                output.Values[i] = (gamma * (input.Values[i] - mean) / Math.Sqrt(variance + Epsilon)) + beta;
        }

        return output;
    }

    private static (double Mean, double Variance) Statistics(Tensor input, int channel)
    {
        var values = input.Values.Where((_, i) => i % input.Extent.Channels == channel).ToList();
        var mean = values.Average();
        return (mean, values.Average(value => (value - mean) * (value - mean)));
    }
}
