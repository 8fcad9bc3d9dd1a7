namespace ConvGen.Tests.Oracle;

/// <summary>γ · (x − μ) / √(σ² + ε) + β for each channel of each image, μ and the biased σ² over its positions: batch normalisation of one image.</summary>
internal sealed record InstanceNormalization : Layer
{
    public double Epsilon { get; init; } = 1e-5f;

    public bool Center { get; init; } = true;

    public bool Scale { get; init; } = true;

    public override Extent Infer(Extent input) => input;

    public override IReadOnlyList<(string Key, int[] Shape)> Parameters(Extent input) =>
        [.. OfBatch.Parameters(input).Where(parameter => !IsRunning(parameter.Key))];

    public override Tensor Forward(Tensor input, Weights weights)
    {
        var output = new Tensor(input.Batch, input.Extent);
        for (var image = 0; image < input.Batch; image++)
            Put(OfBatch.Forward(Take(input, image), weights), output, image);
        return output;
    }

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients)
    {
        var inputGradient = new Tensor(input.Batch, input.Extent);
        for (var image = 0; image < input.Batch; image++)
            Put(OfBatch.Backward(Take(input, image), Take(output, image), Take(outputGradient, image), weights, gradients), inputGradient, image);
        return inputGradient;
    }

    protected override IEnumerable<string> Arguments()
    {
        if (Epsilon != 1e-5f)
            yield return FormattableString.Invariant($"Epsilon = {(float)Epsilon}");
        if (!Center)
            yield return "Center = false";
        if (!Scale)
            yield return "Scale = false";
    }

    private BatchNormalization OfBatch => new() { Name = Name, Epsilon = Epsilon, Center = Center, Scale = Scale };

    private static Tensor Take(Tensor tensor, int image) => new(1, tensor.Extent, tensor.Values[(image * tensor.Extent.Elements)..((image + 1) * tensor.Extent.Elements)]);

    private static void Put(Tensor one, Tensor all, int image) => one.Values.CopyTo(all.Values, image * all.Extent.Elements);
}
