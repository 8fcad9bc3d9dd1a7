namespace ConvGen.Tests.Oracle;

/// <summary>
/// y_c = x_c · s_c^−β, s_c = bias + α / size · Σ x² over the channels c − size / 2 to c + (size − 1) / 2 that exist. Channel i reaches output c where it lies in
/// c's window: dx_i = dy_i · s_i^−β − 2αβ / size · x_i · Σ_c dy_c · x_c · s_c^(−β−1).
/// </summary>
internal sealed record LocalResponseNormalization(int Size) : Layer
{
    public double Alpha { get; init; } = 1e-4f;

    public double Beta { get; init; } = 0.75;

    public double Bias { get; init; } = 1;

    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, input.Extent);
        for (var i = 0; i < input.Values.Length; i++)
            output.Values[i] = input.Values[i] * Math.Pow(Scale(input, i), -Beta);
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        for (var i = 0; i < input.Values.Length; i++)
        {
            var scale = Scale(input, i);
            inputGradient.Values[i] += outputGradient.Values[i] * Math.Pow(scale, -Beta);
            foreach (var neighbour in Window(input, i))
                inputGradient.Values[neighbour] -= 2 * Alpha * Beta / Size * input.Values[neighbour] * outputGradient.Values[i] * input.Values[i] * Math.Pow(scale, -Beta - 1);
        }

        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        yield return $"{Size}";
        if (Alpha != 1e-4f)
            yield return FormattableString.Invariant($"Alpha = {(float)Alpha}");
        if (Beta != 0.75)
            yield return FormattableString.Invariant($"Beta = {Beta}");
        if (Bias != 1)
            yield return FormattableString.Invariant($"Bias = {Bias}");
    }

    private double Scale(Tensor input, int i) => Bias + (Alpha / Size * Window(input, i).Sum(neighbour => input.Values[neighbour] * input.Values[neighbour]));

    private IEnumerable<int> Window(Tensor input, int i)
    {
        var channel = i % input.Extent.Channels;
        for (var neighbour = Math.Max(0, channel - (Size / 2)); neighbour <= Math.Min(input.Extent.Channels - 1, channel + ((Size - 1) / 2)); neighbour++)
            yield return i - channel + neighbour;
    }
}
