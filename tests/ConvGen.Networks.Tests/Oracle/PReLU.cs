namespace ConvGen.Tests.Oracle;

/// <summary>x where positive, slope · x elsewhere: one slope for each channel (each feature of a vector), or one for all.</summary>
internal sealed record PReLU : Layer
{
    public bool Shared { get; init; }

    public override Extent Infer(Extent input) => input;

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input) => [(Key, [Shared ? 1 : input.Channels])];

    public override Tensor Forward(Tensor input, Weights weights) =>
        input.Map(i => input.Values[i] > 0 ? input.Values[i] : input.Values[i] * weights[Key][Slope(input, i)]);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        for (var i = 0; i < input.Values.Length; i++)
            if (input.Values[i] <= 0)
                gradients[Key][Slope(input, i)] += outputGradient.Values[i] * input.Values[i];
        return input.Map(i => outputGradient.Values[i] * (input.Values[i] > 0 ? 1 : weights[Key][Slope(input, i)]));
    }

    public override double Margin(Tensor input, Tensor output) => Kinked.Distance(input, 0);

    protected override IEnumerable<string> Arguments() => Shared ? ["Shared = true"] : [];

    private string Key => Name + ".weight";

    private int Slope(Tensor input, int i) => Shared ? 0 : i % input.Extent.Channels;
}
