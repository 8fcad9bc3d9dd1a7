namespace ConvGen.Tests.Oracle;

/// <summary>
/// A network with numbers to run it on, and what the oracle makes of them: weights scaled so that no layer saturates, a batch of images,
/// the gradients that arrive at the outputs, and targets for the loss if there is one. Masks of dropout are those of a network that was created with
/// <see cref="NetworkSeed"/> and has not been trained.
/// </summary>
internal sealed class Example
{
    /// <summary>Nearer to a kink than this share of a tensor's largest value, float and double may take different sides.</summary>
    private const double SafeMargin = 1e-5;

    private const int Attempts = 100;

    /// <summary>What networks with dropout are created with.</summary>
    public const int NetworkSeed = 20;

    private Example(Graph network, int batch, int seed)
    {
        var numbers = new Numbers(seed);
        Network = network;
        Batch = batch;
        foreach (var (key, shape) in network.Parameters)
        {
            var fanIn = shape.Skip(1).Aggregate(1, (product, extent) => product * extent);
            var values = numbers.Uniform(shape.Aggregate((a, b) => a * b), shape.Length == 1 ? 0.5 : Math.Sqrt(3.0 / fanIn));
            Weights.Add(key, key.EndsWith(".running_var", StringComparison.Ordinal) ? [.. values.Select(value => 1 + value)] : values);
        }

        Images = numbers.Uniform(batch * network.InputElements);
        OutputGradient = numbers.Uniform(batch * network.OutputElements);
        var output = network.OutputExtents[network.LossOutput];
        var labels = network.Loss is PairedLoss ? Math.Min(batch, 3) : output.Channels;
        Targets = new Targets([.. Enumerable.Range(0, batch * output.Height * output.Width).Select(_ => numbers.Below(labels))],
            [.. numbers.Uniform(batch * output.Elements).Select(value => network.Loss?.Target(value) ?? value)]);
        if (network.Loss is SparseCategoricalCrossentropy { IgnoreIndex: { } ignored })
            Targets.Labels[^1] = ignored;

        DoubleWeights = [];
        foreach (var (key, values) in Weights)
            DoubleWeights.Add(key, [.. values.Select(value => (double)value)]);
        Inputs = Split(Images, network.Inputs.Select(input => input.Extent));
        Pass = new Pass(network, DoubleWeights, Inputs);
        Inference = Pass.Inference(network, DoubleWeights, Inputs);
        LossPass = network.Loss is null || network.Steps.All(step => step.Layer is not Dropout) ? Pass : Pass.Second(network, DoubleWeights, Inputs);
        OracleOutputGradients = network.Loss is { } loss
            ? [.. LossPass.Outputs.Select((result, i) => i == network.LossOutput ? loss.Gradient(result, Targets) : new Tensor(batch, result.Extent))]
            : Split(OutputGradient, network.OutputExtents);
        _gradients = new(() => LossPass.Backward(OracleOutputGradients));
    }

    public Graph Network { get; }

    public int Batch { get; }

    /// <summary>Of parameters, running averages among them.</summary>
    public Dictionary<string, float[]> Weights { get; } = [];

    public Weights DoubleWeights { get; }

    /// <summary>The inputs one after the other, each batch first.</summary>
    public float[] Images { get; }

    public IReadOnlyList<Tensor> Inputs { get; }

    /// <summary>The outputs' gradients one after the other, each batch first.</summary>
    public float[] OutputGradient { get; }

    public Targets Targets { get; }

    /// <summary>In training mode.</summary>
    public Pass Pass { get; }

    /// <summary>The pass that the loss and the gradients are of: a training step is a second training pass.</summary>
    public Pass LossPass { get; }

    public Pass Inference { get; }

    /// <summary>What the backward pass starts from: the loss's gradient, or <see cref="OutputGradient"/> where there is no loss.</summary>
    public IReadOnlyList<Tensor> OracleOutputGradients { get; }

    /// <summary>The loss, if there is one.</summary>
    public double? Loss => Network.Loss?.Value(LossPass.Outputs[Network.LossOutput], Targets);

    /// <summary>False where the loss is more than a float holds: it is infinite then, and what flows back from it is not a number.</summary>
    public bool HasGradients => !(Loss > float.MaxValue);

    private readonly Lazy<(IReadOnlyList<Tensor> Inputs, Weights Parameters)> _gradients;

    /// <summary>What flows back, to inputs and parameters; made when first asked for.</summary>
    public (IReadOnlyList<Tensor> Inputs, Weights Parameters) Gradients => _gradients.Value;

    private double LossKink => Network.Loss?.Kink(LossPass.Outputs[Network.LossOutput], Targets) ?? double.PositiveInfinity;

    /// <summary>Draws numbers until no element of any layer lies so near to a kink that rounding could decide.</summary>
    public static Example Draw(Graph network, int batch, int seed) => TryDraw(network, batch, seed)
        ?? throw new InvalidOperationException($"No numbers keep clear of every kink of\n{network.Declaration("Network")}");

    /// <summary>As <see cref="Draw"/>; null where none were found.</summary>
    public static Example? TryDraw(Graph network, int batch, int seed)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var example = new Example(network, batch, (seed * Attempts) + attempt);
            if (new[] { example.Pass.Margin, example.LossPass.Margin, example.Inference.Margin, example.LossKink }.Min() > SafeMargin)
                return example;
        }

        return null;
    }

    private List<Tensor> Split(float[] values, IEnumerable<Extent> extents)
    {
        var tensors = new List<Tensor>();
        var start = 0;
        foreach (var extent in extents)
        {
            tensors.Add(Tensor.Of(values.AsSpan(start, Batch * extent.Elements), extent));
            start += Batch * extent.Elements;
        }

        return tensors;
    }
}
