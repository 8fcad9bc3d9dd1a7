using BenchmarkDotNet.Attributes;

namespace ConvGen.KernelBenchmarks;

/// <summary>Forward and both gradients: the parameters', and the input's, which reading it computes. A backward pass needs a forward pass of its own.</summary>
public class Training : LayerBenchmark
{
    /// <inheritdoc/>
    protected override string Pass => nameof(Training);

    /// <summary>The pass.</summary>
    [Benchmark]
    public void Gradients() => Run();

    /// <inheritdoc/>
    protected override bool Counts(ProfileEntry kernel) => !kernel.Segment.EndsWith("Forward", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void Run(INetwork network, float[] images)
    {
        network.Forward(images, training: true);
        network.Backward(Outputs);
        _ = network.InputGradient.Values;
    }
}
