namespace ConvGen.Tests.Oracle;

/// <summary>A map's elements as a vector in channels-first order (C, H, W), as PyTorch flattens.</summary>
internal sealed record Flatten : Layer
{
    public override Extent Infer(Extent input) => Extent.Vector(input.Elements);

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, Infer(input.Extent));
        Visit(input.Batch, input.Extent, (image, row, column, channel, feature) =>
            output[image, 0, 0, feature] = input[image, row, column, channel]);
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        Visit(input.Batch, input.Extent, (image, row, column, channel, feature) =>
            inputGradient[image, row, column, channel] = outputGradient[image, 0, 0, feature]);
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments() => [];

    private static void Visit(int batch, Extent map, Action<int, int, int, int, int> body)
    {
        for (var image = 0; image < batch; image++)
            for (var channel = 0; channel < map.Channels; channel++)
                for (var row = 0; row < map.Height; row++)
                    for (var column = 0; column < map.Width; column++)
                        body(image, row, column, channel, (((channel * map.Height) + row) * map.Width) + column);
    }
}

/// <summary>out[n,o] = bias[o] + Σ in[n,i] · weight[o,i].</summary>
internal sealed record Dense(int Units) : Layer
{
    public bool UseBias { get; init; } = true;

    public override Extent Infer(Extent input) => Extent.Vector(Units);

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input)
    {
        int[] shape = [Units, input.Elements];
        return UseBias ? [($"{Name}.weight", shape), ($"{Name}.bias", [Units])] : [($"{Name}.weight", shape)];
    }

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var features = input.Extent.Elements;
        var output = new Tensor(input.Batch, Infer(input.Extent));
        var weight = weights[$"{Name}.weight"];
        for (var image = 0; image < input.Batch; image++)
            for (var unit = 0; unit < Units; unit++)
            {
                var sum = UseBias ? weights[$"{Name}.bias"][unit] : 0;
                for (var feature = 0; feature < features; feature++)
                    sum += input[image, 0, 0, feature] * weight[(unit * features) + feature];
                output[image, 0, 0, unit] = sum;
            }

        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var features = input.Extent.Elements;
        var inputGradient = new Tensor(input.Batch, input.Extent);
        var (weight, weightGradient) = (weights[$"{Name}.weight"], gradients[$"{Name}.weight"]);
        for (var image = 0; image < input.Batch; image++)
            for (var unit = 0; unit < Units; unit++)
            {
                var gradient = outputGradient[image, 0, 0, unit];
                if (UseBias)
                    gradients[$"{Name}.bias"][unit] += gradient;
                for (var feature = 0; feature < features; feature++)
                {
                    weightGradient[(unit * features) + feature] += gradient * input[image, 0, 0, feature];
                    inputGradient[image, 0, 0, feature] += gradient * weight[(unit * features) + feature];
                }
            }

        return inputGradient;
    }

    protected override IEnumerable<string> Arguments() => UseBias ? [$"{Units}"] : [$"{Units}", "UseBias = false"];
}
