using ConvGen.Tests.Harness;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Devices;

/// <summary>What a network's precision means on a card with tensor cores: how far the device's numbers are from the processor's.</summary>
[Collection(DriversCollection.Name)]
public sealed class DevicePrecisionTests
{
    private const int Batch = 3, Inputs = 8 * 8 * 8;

    private static readonly Lazy<System.Reflection.Assembly> s_networks = new(() => GeneratedAssembly.Compile(GeneratedAssembly.Declare("Rounded", [("Rounded.cs", """
        using ConvGen;

        [Network(AllowWinograd = false)]
        [Input(8, 8, 8)]
        [Conv2D(16, 3, Padding = Padding.Same)]
        public sealed partial class Convolution;

        [Network]
        [Input(8, 8, 8)]
        [Flatten]
        [Dense(24)]
        public sealed partial class Dense;
        """)]), "cuda").Assembly);

    /// <summary>The largest rounding error beside the largest number, in bits: at least and at most so many.</summary>
    [Theory]
    [InlineData("Convolution", Precision.Default, 10, 14)]
    [InlineData("Convolution", Precision.Float32, 20, 30)]
    [InlineData("Convolution", Precision.TensorFloat32, 10, 14)]
    [InlineData("Convolution", Precision.BFloat16, 7, 11)]
    [InlineData("Dense", Precision.Default, 20, 30)]
    [InlineData("Dense", Precision.Float32, 20, 30)]
    [InlineData("Dense", Precision.TensorFloat32, 10, 14)]
    [InlineData("Dense", Precision.BFloat16, 7, 11)]
    public void Precision_is_what_the_network_asks_for(string network, Precision precision, int least, int most) =>
        Assert.InRange(Error(network, precision), Math.ScaleB(1, -most), Math.ScaleB(1, -least));

    [Fact]
    public void The_environment_says_what_the_default_is()
    {
        Environment.SetEnvironmentVariable("CONVGEN_PRECISION", "bf16");
        try
        {
            Assert.InRange(Error("Convolution", Precision.Default), Math.ScaleB(1, -11), Math.ScaleB(1, -7));
            Assert.InRange(Error("Convolution", Precision.Float32), 0, Math.ScaleB(1, -20));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CONVGEN_PRECISION", null);
        }
    }

    [Theory]
    [InlineData(Precision.Default)]
    [InlineData(Precision.BFloat16)]
    public void An_older_card_rounds_nothing(Precision precision)
    {
        using var card = new OlderCard();
        Assert.InRange(Error("Convolution", precision), 0, Math.ScaleB(1, -20));
    }

    private static double Error(string network, Precision precision)
    {
        var random = new System.Random(5);
        var images = Enumerable.Range(0, Batch * Inputs).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
        var (expected, actual) = (Predict(Device.Cpu), Predict(Device.Cuda(0)));
        Assert.Empty(MockCuda.Findings);
        return expected.Zip(actual, (one, other) => Math.Abs(one - other)).Max() / expected.Max(Math.Abs);

        float[] Predict(Device device)
        {
            var options = new NetworkOptions { BatchSize = Batch, Seed = 3, Device = device, Precision = precision };
            using var instance = (INetwork)Activator.CreateInstance(s_networks.Value.GetType(network, throwOnError: true)!, options)!;
            Assert.Equal(device, instance.Device);
            var outputs = new float[Batch * instance.Description.Outputs[0].Shape.Aggregate(1, (product, extent) => product * extent)];
            instance.Predict(images, outputs);
            return outputs;
        }
    }
}
