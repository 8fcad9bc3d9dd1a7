using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>Every hand-picked network, by the name its test has: its input and layers as they are written.</summary>
internal static class OperatorCases
{
    public static IReadOnlyDictionary<string, Sequential> ByName { get; } =
        new[]
        {
            ConvolutionCases.All, WinogradCases.All, WinogradCases.OfStride2, PixelCases.All, PixelCases.Gradients, PixelCases.Zeros, PixelCases.ZerosOfGradients, PixelCases.FilterGradients, ManyWeightsCases.All, ManyWeightsCases.Tall, LargeMapCases.All, DepthwiseCases.All, TransposedCases.All, ResizingCases.All, PoolingCases.All, DenseCases.All, ActivationCases.All, NormalizationCases.All,
            LossCases.All,
        }
            .SelectMany(group => group)
            .ToDictionary(Describe, StringComparer.Ordinal);

    public static Sequential LeNet5 { get; } = ByName[Describe(LossCases.LeNet5)];

    /// <summary>All of them compiled, once for every test that asks.</summary>
    public static Lazy<CompiledNetworks> Compiled { get; } = new(() => CompiledNetworks.Compile([.. ByName.Values]));

    private static string Describe(Sequential network) =>
        $"{network.Input} {string.Join(' ', network.Layers.Select(layer => layer with { Name = "" }))} {network.Loss?.Declaration}".TrimEnd();
}
