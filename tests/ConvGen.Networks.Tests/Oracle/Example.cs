namespace ConvGen.Tests.Oracle;

/// <summary>
/// A network with numbers to run it on, and what the oracle makes of them: weights scaled so that no layer saturates, a batch of images,
/// the gradient that arrives at the output, and targets for the loss if there is one.
/// </summary>
internal sealed class Example
{
    /// <summary>Nearer to a kink than this share of a tensor's largest value, float and double may take different sides.</summary>
    private const double SafeMargin = 1e-5;

    private const int Attempts = 100;

    private Example(Sequential network, int batch, int seed)
    {
        var numbers = new Numbers(seed);
        Network = network;
        Batch = batch;
        foreach (var (key, shape) in network.Parameters)
        {
            var fanIn = shape.Skip(1).Aggregate(1, (product, extent) => product * extent);
            Weights.Add(key, numbers.Uniform(shape.Aggregate((a, b) => a * b), shape.Length == 1 ? 0.5 : Math.Sqrt(3.0 / fanIn)));
        }

        Images = numbers.Uniform(batch * network.Input.Elements);
        OutputGradient = numbers.Uniform(batch * network.Output.Elements);
        var classes = network.Output.Channels;
        Targets = new Targets([.. Enumerable.Range(0, batch * network.Output.Height * network.Output.Width).Select(_ => numbers.Below(classes))],
            numbers.Uniform(batch * network.Output.Elements));
        if (network.Loss is SparseCategoricalCrossentropy { IgnoreIndex: { } ignored })
            Targets.Labels[^1] = ignored;

        DoubleWeights = [];
        foreach (var (key, values) in Weights)
            DoubleWeights.Add(key, [.. values.Select(value => (double)value)]);
        Pass = new Pass(network, DoubleWeights, Tensor.Of(Images, network.Input));
        OracleOutputGradient = network.Loss?.Gradient(Pass.Output, Targets) ?? Tensor.Of(OutputGradient, network.Output);
    }

    public Sequential Network { get; }

    public int Batch { get; }

    public Dictionary<string, float[]> Weights { get; } = [];

    public Weights DoubleWeights { get; }

    public float[] Images { get; }

    public float[] OutputGradient { get; }

    public Targets Targets { get; }

    public Pass Pass { get; }

    /// <summary>What the backward pass starts from: the loss's gradient, or <see cref="OutputGradient"/> where there is no loss.</summary>
    public Tensor OracleOutputGradient { get; }

    /// <summary>Draws numbers until no element of any layer lies so near to a kink that rounding could decide.</summary>
    public static Example Draw(Sequential network, int batch, int seed) => TryDraw(network, batch, seed)
        ?? throw new InvalidOperationException($"No numbers keep clear of every kink of\n{network.Declaration("Network")}");

    /// <summary>As <see cref="Draw"/>; null where none were found.</summary>
    public static Example? TryDraw(Sequential network, int batch, int seed)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var example = new Example(network, batch, (seed * Attempts) + attempt);
            if (example.Pass.Margin > SafeMargin)
                return example;
        }

        return null;
    }
}
