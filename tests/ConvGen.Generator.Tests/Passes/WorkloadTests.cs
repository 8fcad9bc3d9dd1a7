using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>What kernels say they have to do: it must be what is published, and no more memory than there is.</summary>
public sealed class WorkloadTests
{
    private const string Vgg = """
        [Network]
        [Input(224, 224, 3)]
        [Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv1_1")]
        [Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv1_2")]
        [MaxPooling2D(2)]
        [Conv2D(128, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv2_1")]
        [Conv2D(128, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv2_2")]
        [MaxPooling2D(2)]
        [Flatten]
        [Dense(10, Name = "fc")]
        public sealed partial class Net;
        """;

    /// <summary>Twice the multiply-accumulates of the layer table, whatever the algorithm: forward, weight gradient and input gradient alike.</summary>
    [Theory]
    [InlineData(Compiled.LeNet5, "conv1 117600, conv2 240000, fc1 48000, fc2 10080, fc3 840")]
    [InlineData(Vgg, "conv1_1 86704128, conv1_2 1849688064, conv2_1 924844032, conv2_2 1849688064, fc 4014080")]
    public void Convolutions_count_twice_the_published_multiply_accumulates(string source, string published)
    {
        var network = Compiled.Network(source);
        foreach (var layer in published.Split(", "))
        {
            var (name, macs) = (layer.Split(' ')[0], long.Parse(layer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(2 * macs, Single(network.Inference, name + " forward").Operations);
            Assert.Equal(2 * macs, Single(network.Training, name + " forward").Operations);
            Assert.Equal(2 * macs, Single(network.Training, name + (name.StartsWith("conv", StringComparison.Ordinal) ? " filter gradient" : " weight gradient")).Operations);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Winograd_and_direct_convolution_have_the_same_to_do(int filterSize)
    {
        var layers = $"[Input(28, 28, 128)] [Conv2D(128, {filterSize}, Padding = Padding.Same, Name = \"conv\")] public sealed partial class Net;";
        var winograd = Single(Compiled.Network("[Network]" + layers).Inference, "conv forward");
        var direct = Single(Compiled.Network("[Network(AllowWinograd = false)]" + layers).Inference, "conv forward");
        var (met, taps) = (28 + filterSize - 1, filterSize * filterSize);

        Assert.Equal((WorkKind.Winograd, WorkKind.Convolution), (winograd.Kind, direct.Kind));
        Assert.Equal(direct.Operations, winograd.Operations);
        Assert.Equal(direct.BytesOfImage, winograd.BytesOfImage);
        // The map read with a frame of zeros, and written; weights and biases.
        Assert.Equal(4 * 128 * ((met * met) + (28 * 28)), direct.BytesOfImage);
        Assert.Equal(4 * 128 * ((taps * 128) + 1), direct.BytesOfCall);
        Assert.Equal(4 * ((36 * WinogradFilters.PointStep(128, 128)) + 128), winograd.BytesOfCall);
    }

    /// <summary>The second branch's input has 48 channels of which it reads all, and it writes 16 of the 32 that lie side by side.</summary>
    [Fact]
    public void A_part_of_a_concatenation_counts_as_a_part()
    {
        var network = Compiled.Network("""
            [Network]
            [Input(8, 8, 48)]
            public sealed partial class Net
            {
                [Conv2D(16, 1, Name = "one")]
                public partial Activations One { get; }

                [From(Network.Input)]
                [Conv2D(16, 1, Name = "two")]
                public partial Activations Two { get; }

                [Concatenate(nameof(One), nameof(Two))]
                public partial Activations Both { get; }
            }
            """);
        var two = Single(network.Inference, "two forward");
        Assert.Equal(WorkKind.MatrixProduct, two.Kind);
        Assert.Equal(4 * 8 * 8 * (48 + 16), two.BytesOfImage);
    }

    [Fact]
    public void Kinds_are_told_apart()
    {
        var network = Compiled.Network("""
            [Network]
            [Input(16, 16, 16)]
            [DepthwiseConv2D(3, Padding = Padding.Same, Name = "dw")]
            [BatchNormalization(Name = "bn")]
            [ReLU(Name = "relu")]
            [MaxPooling2D(2, Name = "pool")]
            [Conv2D(8, 3, Strides = 2, Name = "conv")]
            [GlobalAveragePooling2D(Name = "global")]
            [Dense(4, Name = "fc")]
            [SparseCategoricalCrossentropy]
            public sealed partial class Net;
            """);
        var kinds = network.Training.Kernels.GroupBy(kernel => kernel.Name).ToDictionary(kernels => kernels.Key, kernels => Workload.Of(kernels.Last()).Kind);
        Assert.Equal(WorkKind.Depthwise, kinds["dw forward"]);
        Assert.Equal(WorkKind.WeightGradient, kinds["dw filter gradient"]);
        Assert.Equal(WorkKind.Pooling, kinds["pool forward"]);
        Assert.Equal(WorkKind.Pooling, kinds["pool input gradient"]);
        Assert.Equal(WorkKind.Convolution, kinds["conv forward"]);
        Assert.Equal(WorkKind.WeightGradient, kinds["conv filter gradient"]);
        Assert.Equal(WorkKind.Reduction, kinds["global forward"]);
        Assert.Equal(WorkKind.MatrixProduct, kinds["fc forward"]);
        Assert.Equal(WorkKind.WeightGradient, kinds["fc weight gradient"]);
        Assert.Equal(WorkKind.Reduction, kinds["fc bias gradient"]);
        Assert.Equal(WorkKind.Copy, kinds["input"]);
        Assert.Equal(WorkKind.Reduction, kinds["loss"]);
        // Nine products and eight sums for each of 16·16·16 elements, or one more with a bias.
        Assert.InRange(Workload.Of(network.Training.Kernels.Last(kernel => kernel.Name == "dw forward")).Operations, 17 * 4096, 18 * 4096);
        Assert.DoesNotContain(WorkKind.Other, kinds.Values);
    }

    /// <summary>What a kernel has to touch is never more than what it names, and never nothing.</summary>
    [Theory]
    [InlineData(Compiled.LeNet5)]
    [InlineData(Vgg)]
    public void No_kernel_moves_more_than_its_regions(string source)
    {
        var network = Compiled.Network(source);
        foreach (var kernel in network.Inference.Kernels.Concat(network.Training.Kernels))
        {
            var work = Workload.Of(kernel);
            var most = 4L * (kernel.Reads.Distinct().Sum(region => (long)region.Floats) + kernel.Writes.Distinct().Sum(region => (long)region.Floats));
            Assert.InRange(work.BytesOfImage + work.BytesOfCall, 1, most);
        }
    }

    private static Workload Single(KernelProgram program, string name) => Assert.Single(program.Kernels.Where(kernel => kernel.Name == name).Select(Workload.Of).Distinct());
}
