using BenchmarkDotNet.Attributes;

namespace ConvGen.KernelBenchmarks;

/// <summary>Inference: the layer, and copying an image in and the result out.</summary>
public class Forward : LayerBenchmark
{
    /// <inheritdoc/>
    protected override string Pass => nameof(Forward);

    /// <summary>The pass.</summary>
    [Benchmark]
    public void Predict() => Run();

    /// <inheritdoc/>
    protected override void Run(INetwork network, float[] images) => network.Predict(images, Outputs);
}
