namespace ConvGen.Tests.Oracle;

/// <summary>x / max(‖x‖, ε) over the channels of each position. dx = (dy − y · Σ dy·y) / ‖x‖, or dy / ε where the norm is less than ε.</summary>
internal sealed record L2Normalization : Layer
{
    public double Epsilon { get; init; } = 1e-12f;

    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, input.Extent);
        for (var from = 0; from < input.Values.Length; from += input.Extent.Channels)
        {
            var norm = Norm(input, from);
            for (var i = from; i < from + input.Extent.Channels; i++)
                output.Values[i] = input.Values[i] / Math.Max(norm, Epsilon);
        }

        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        for (var from = 0; from < input.Values.Length; from += input.Extent.Channels)
        {
            var norm = Norm(input, from);
            double dot = 0;
            for (var i = from; i < from + input.Extent.Channels; i++)
                dot += outputGradient.Values[i] * output.Values[i];
            for (var i = from; i < from + input.Extent.Channels; i++)
                inputGradient.Values[i] = norm > Epsilon ? (outputGradient.Values[i] - (output.Values[i] * dot)) / norm : outputGradient.Values[i] / Epsilon;
        }

        return inputGradient;
    }

    protected override IEnumerable<string> Arguments() => Epsilon == 1e-12f ? [] : [FormattableString.Invariant($"Epsilon = {(float)Epsilon}")];

    private static double Norm(Tensor input, int from)
    {
        double sum = 0;
        for (var i = from; i < from + input.Extent.Channels; i++)
            sum += input.Values[i] * input.Values[i];
        return Math.Sqrt(sum);
    }
}
