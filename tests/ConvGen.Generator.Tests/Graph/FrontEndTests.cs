using ConvGen.Generator.Declaration;
using ConvGen.Generator.Emission;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;
using ConvGen.Generator.Reading;

namespace ConvGen.Tests;

/// <summary>From attributes to a graph with shapes.</summary>
public class FrontEndTests
{
    private const string LeNet5 = """
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv1")]
        [AveragePooling2D(2)]
        [Conv2D(16, 5, Activation = Activation.Tanh, Name = "conv2")]
        [AveragePooling2D(2)]
        [Flatten]
        [Dense(120, Activation = Activation.Tanh, Name = "fc1")]
        [Dense(84, Activation = Activation.Tanh, Name = "fc2")]
        [Dense(10, Name = "fc3")]
        [SparseCategoricalCrossentropy]
        """;

    [Fact]
    public void LeNet5_is_a_graph() => Assert.Equal(
        """
        %0 = Input 'input' () : 28×28×1
        %1 = Conv2D 'conv1' (%0) : 28×28×6
        %2 = Tanh 'conv1/tanh' (%1) : 28×28×6
        %3 = AveragePooling2D 'average_pooling2d_1' (%2) : 14×14×6
        %4 = Conv2D 'conv2' (%3) : 10×10×16
        %5 = Tanh 'conv2/tanh' (%4) : 10×10×16
        %6 = AveragePooling2D 'average_pooling2d_2' (%5) : 5×5×16
        %7 = Flatten 'flatten_1' (%6) : 400
        %8 = Dense 'fc1' (%7) : 120
        %9 = Tanh 'fc1/tanh' (%8) : 120
        %10 = Dense 'fc2' (%9) : 84
        %11 = Tanh 'fc2/tanh' (%10) : 84
        %12 = Dense 'fc3' (%11) : 10
        outputs %12

        """,
        Build(LeNet5).ToString());

    [Fact]
    public void LeNet5_has_a_table() => Assert.Equal(
        """
        Layer                                   Output    Parameters     MACs   Bytes  Up to here
        Input                                   28×28×1                         3,136       3,136
        Conv2D 'conv1'                          28×28×6          156  117,600  18,816      21,952
        AveragePooling2D 'average_pooling2d_1'  14×14×6            0        0   4,704      26,656
        Conv2D 'conv2'                          10×10×16       2,416  240,000   6,400      33,056
        AveragePooling2D 'average_pooling2d_2'  5×5×16             0        0   1,600      34,656
        Flatten 'flatten_1'                     400                0        0   1,600      36,256
        Dense 'fc1'                             120           48,120   48,000     480      36,736
        Dense 'fc2'                             84            10,164   10,080     336      37,072
        Dense 'fc3'                             10               850      840      40      37,112
        Total                                                 61,706  416,520  37,112
        """,
        string.Join('\n', LayerTable.Lines(Build(LeNet5))));

    [Fact]
    public void Loss_is_read_with_its_arguments()
    {
        var loss = Assert.IsType<SparseCategoricalCrossentropy>(Build("[Input(4, 5, 6)] [Conv2D(3, 1)] [SparseCategoricalCrossentropy(IgnoreIndex = 255)]").Loss);
        Assert.Equal(255, loss.IgnoreIndex);
        Assert.True(loss.FromLogits);
        Assert.Equal(20, loss.TargetsPerImage(Shape.Map(4, 5, 3)));
        Assert.Null(Build("[Input(8)] [Dense(3)] [SparseCategoricalCrossentropy]").Loss!.IgnoreIndex);
        Assert.Equal(60, Build("[Input(8)] [Dense(3)] [MeanSquaredError]").Loss!.TargetsPerImage(Shape.Map(4, 5, 3)));
        Assert.Null(Build("[Input(8)] [Dense(3)]").Loss);
    }

    /// <summary>Names may meet where keys do not (CVG1028).</summary>
    [Theory]
    [InlineData("[Dense(4, Activation = Activation.PReLU, Name = \"fc\")] [ReLU(Name = \"fc.prelu\")]")]
    [InlineData("[Dense(4, Activation = Activation.GELU, Name = \"fc\")] [Dense(4, Name = \"fc.gelu\")]")]
    [InlineData("[PReLU(Name = \"fc.prelu\")] [Dense(4, Name = \"fc\")]")]
    public void Name_of_an_activation_is_free_where_no_key_is_shared(string layers) => Build("[Input(4)] " + layers);

    [Fact]
    public void Convolution_is_read_with_its_arguments()
    {
        var conv = Only<Conv2D>("[Input(9, 11, 4)] [Conv2D(6, 3, 2, Strides = 2, Pad = 1, PadRight = 0, Dilation = 2, Groups = 2, UseBias = false, Trainable = false, KernelInitializer = Initializer.HeNormal)]");
        Assert.Equal((6, 3, 2, 2, 2, 2, 2), (conv.Filters, conv.KernelHeight, conv.KernelWidth, conv.StrideHeight, conv.StrideWidth, conv.Dilation, conv.Groups));
        Assert.Equal((false, false, "HeNormal"), (conv.UseBias, conv.Trainable, conv.Initializer));
        Assert.Equal(new WindowGeometry(3, 2, 2, 2, 2, 1, 1, 1, 0, 4, 5), conv.Geometry(Shape.Map(9, 11, 4)));
        var weight = Assert.Single(conv.Parameters(Shape.Map(9, 11, 4)));
        Assert.Equal(("weight", new EquatableArray<int>([6, 2, 3, 2])), (weight.Key, weight.Dimensions));
        Assert.Equal(4L * 5 * 6 * 2 * 3 * 2, conv.MultiplyAccumulates(Shape.Map(9, 11, 4), Shape.Map(4, 5, 6)));
    }

    [Fact]
    public void Defaults_are_the_attributes_own()
    {
        var conv = Only<Conv2D>("[Input(9, 9, 4)] [Conv2D(6, 3)]");
        var attribute = new Conv2DAttribute(6, 3);
        Assert.Equal((attribute.Strides ?? 1, attribute.Strides ?? 1, attribute.Dilation ?? 1, attribute.Groups ?? 1), (conv.StrideHeight, conv.StrideWidth, conv.Dilation, conv.Groups));
        Assert.Equal((attribute.UseBias, attribute.Trainable, attribute.KernelInitializer.ToString()), (conv.UseBias, conv.Trainable, conv.Initializer));

        var dense = Only<Dense>("[Input(9)] [Dense(6)]");
        var declared = new DenseAttribute(6);
        Assert.Equal((declared.Units, declared.UseBias, declared.Trainable, declared.KernelInitializer.ToString()), (dense.Units, dense.UseBias, dense.Trainable, dense.Initializer));

        Assert.Equal(new MaxPooling2DAttribute(3).Strides ?? 3, Only<MaxPooling2D>("[Input(9, 9, 4)] [MaxPooling2D(3)]").Geometry(Shape.Map(9, 9, 4)).StrideHeight);
        Assert.Equal(new AveragePooling2DAttribute(3).CountIncludePad, Only<AveragePooling2D>("[Input(9, 9, 4)] [AveragePooling2D(3)]").CountIncludePad);
        Assert.True(Only<AveragePooling2D>("[Input(9, 9, 4)] [AveragePooling2D(3, CountIncludePad = true)]").CountIncludePad);
        Assert.Equal(0.01f, Only<LeakyReLU>("[Input(9)] [LeakyReLU]").NegativeSlope);
        Assert.Equal(0.3f, Only<Dropout>("[Input(9)] [Dropout(0.3)]").Rate);
        Assert.Equal(0.3f, Only<Dropout>("[Input(9)] [Dropout(0.3f)]").Rate);
        Assert.Equal(0.3f, Only<LeakyReLU>("[Input(9)] [LeakyReLU(NegativeSlope = 0.3f)]").NegativeSlope);
        Assert.Equal(1, Only<LeakyReLU>("[Input(9)] [LeakyReLU(NegativeSlope = 1, Name = null)]").NegativeSlope);
    }

    /// <summary>Strides stands for both directions; a direction's own number wins.</summary>
    [Theory]
    [InlineData("Conv2D(2, 3, StrideHeight = 3, StrideWidth = 2)", 3, 4)]
    [InlineData("Conv2D(2, 3, Strides = 3, StrideWidth = 2)", 3, 4)]
    [InlineData("Conv2D(2, 3, StrideHeight = 3)", 3, 8)]
    [InlineData("Conv2D(2, 3, StrideWidth = 3, Padding = Padding.Same)", 9, 4)]
    [InlineData("DepthwiseConv2D(3, StrideWidth = 2)", 7, 4)]
    [InlineData("FixedFilter2D(FixedFilter.SobelVertical, StrideHeight = 2)", 4, 8)]
    [InlineData("Conv2DTranspose(2, 3, StrideHeight = 2)", 19, 12)]
    [InlineData("Conv2DTranspose(2, 3, StrideWidth = 3, Padding = Padding.Same)", 9, 30)]
    [InlineData("MaxPooling2D(3, StrideWidth = 1)", 3, 8)]
    [InlineData("AveragePooling2D(2, 3, StrideHeight = 2, StrideWidth = 3)", 4, 3)]
    public void Strides_may_differ(string layer, int height, int width)
    {
        var shape = Build($"[Input(9, 10, 4)] [{layer}]").Nodes[1].Shape!.Value;
        Assert.Equal((height, width), (shape.Height, shape.Width));
    }

    /// <summary>Sizes as a walk over the padded input counts them, for every rule of padding.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(", Padding = Padding.Same")]
    [InlineData(", Pad = 1")]
    [InlineData(", PadTop = 2, PadLeft = 1, PadRight = 3")]
    public void Sizes_follow_the_rule(string padding)
    {
        foreach (var (size, kernel, stride, dilation) in Combinations())
        {
            var conv = Operator<Conv2D>($"[Input({size}, {size + 3}, 1)] [Conv2D(1, {kernel}, Strides = {stride}, Dilation = {dilation}{padding})]");
            if (conv is null)
                continue;
            var geometry = conv.Geometry(Shape.Map(size, size + 3, 1));
            Assert.Equal(Walk(size, kernel, stride, dilation, geometry.PadTop, geometry.PadBottom), geometry.OutputHeight);
            Assert.Equal(Walk(size + 3, kernel, stride, dilation, geometry.PadLeft, geometry.PadRight), geometry.OutputWidth);
            if (!padding.Contains("Same", StringComparison.Ordinal))
                continue;
            Assert.Equal((int)Math.Ceiling(size / (double)stride), geometry.OutputHeight);
            Assert.InRange(geometry.PadBottom - geometry.PadTop, 0, 1);
            Assert.InRange(geometry.PadRight - geometry.PadLeft, 0, 1);
        }
    }

    private static IEnumerable<(int Size, int Kernel, int Stride, int Dilation)> Combinations() =>
        from size in new[] { 1, 4, 7 }
        from kernel in new[] { 1, 2, 3, 5 }
        from stride in new[] { 1, 2, 3 }
        from dilation in new[] { 1, 2 }
        select (size, kernel, stride, dilation);

    private static int Walk(int size, int kernel, int stride, int dilation, int before, int after)
    {
        var count = 0;
        for (var start = -before; start + ((kernel - 1) * dilation) < size + after; start += stride)
            count++;
        return count;
    }

    [Fact]
    public void Names_count_by_kind_and_avoid_the_users_own()
    {
        var graph = Build("[Input(8)] [LeakyReLU] [Dense(8, Name = \"dense_2\")] [Dense(8)] [ReLU] [Dense(8)] [LeakyReLU]");
        Assert.Equal(["input", "leaky_relu_1", "dense_2", "dense_1", "relu_1", "dense_3", "leaky_relu_2"], graph.Nodes.Select(node => node.Name));
    }

    private static NetworkGraph Build(string attributes)
    {
        var problems = new List<Problem>();
        var graph = FrontEnd.Build(Declaration(attributes), problems);
        Assert.Empty(problems);
        Assert.NotNull(graph);
        return graph;
    }

    private static T Only<T>(string attributes)
        where T : Operator => Assert.IsType<T>(Build(attributes).Nodes[1].Operator);

    /// <summary>The first layer's operator, or null where it does not fit.</summary>
    private static T? Operator<T>(string attributes)
        where T : Operator => (T?)FrontEnd.Build(Declaration(attributes), [])?.Nodes[1].Operator;

    private static NetworkDeclaration Declaration(string attributes)
    {
        var compilation = new Project($"[Network]\n{attributes}\npublic sealed partial class Net;").Compilation;
        var network = NetworkReader.Read(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None)!;
        Assert.Empty(network.Problems);
        return network.Declaration;
    }
}
