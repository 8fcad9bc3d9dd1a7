using ConvGen.Generator;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which input gradients read a dense layer's weights as they lie, and which a transposed copy.</summary>
public sealed class ChooseTransposedTests
{
    [Fact]
    public void A_large_layers_gradient_reads_its_weights_and_nothing_is_copied()
    {
        var kernels = Backward("[Input(7, 7, 64)] [Conv2D(64, 1)] [Flatten] [Dense(1024)]");
        var product = Assert.Single(kernels.OfType<TransposedProduct>());
        Assert.Equal((64, 7 * 7 * 64), (product.Panels, product.Terms));
        Assert.Equal(Space.Parameters, product.Weights.Space);
        Assert.DoesNotContain(kernels.OfType<Move>(), move => move.Name.StartsWith("dense", StringComparison.Ordinal));
    }

    [Fact]
    public void What_follows_a_sum_stays_a_kernel_of_its_own()
    {
        var kernels = Backward("[Input(64)] [Dense(512, Activation = Activation.ReLU)] [Dense(512)]");
        var product = Assert.Single(kernels.OfType<TransposedProduct>());
        Assert.Contains(kernels.OfType<Pointwise>(), pointwise => pointwise.Reads.Contains(product.Output.Region));
    }

    [Theory]
    [InlineData("[Input(512)] [Dense(1024, Name = \"last\")]")] // the network's input: asked for in a pass of its own, when an optimiser may have changed the weights
    [InlineData("[Input(64)] [Dense(512)] [Dense(1000, Name = \"last\")]")] // half a panel of units
    [InlineData("[Input(64)] [Dense(1000)] [Dense(512, Name = \"last\")]")] // half a panel of channels
    [InlineData("[Input(64)] [Dense(2048)] [Dense(256, Name = \"last\")]")] // adding up lanes would be most of it
    [InlineData("[Input(64)] [Dense(256)] [Dense(512, Name = \"last\")]")] // the copy stays in the second cache
    public void Others_have_a_copy(string layers)
    {
        var training = Compiled.Network(Net(layers)).Training;
        Assert.Empty(training.Kernels.OfType<TransposedProduct>());
        Assert.Contains(training.Kernels.OfType<Move>(), move => move.Name == "last input gradient weights" && move.Source?.Space == Space.Parameters);
    }

    [Fact]
    public void Graphics_processors_have_a_copy()
    {
        var training = NetworkCompiler.CompileForGpu(Compiled.Graph(Net("[Input(64)] [Dense(512)] [Dense(512)]"))).Training;
        Assert.Empty(training.Kernels.OfType<TransposedProduct>());
        Assert.Equal(2, training.Kernels.OfType<Move>().Count(move => move.Source?.Space == Space.Parameters));
    }

    private static IReadOnlyList<Kernel> Backward(string layers) => Compiled.Network(Net(layers)).Training.Find(LowerNetwork.Backward)!.Kernels;

    private static string Net(string layers) => $"[Network] {layers} public sealed partial class Net;";
}
