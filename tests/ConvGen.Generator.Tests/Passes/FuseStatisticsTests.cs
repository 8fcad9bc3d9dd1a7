using ConvGen.Generator;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which contractions leave statistics of their columns on devices, and what is left of the sums that made them.</summary>
public sealed class FuseStatisticsTests
{
    [Theory]
    [InlineData("[Input(9, 7, 3)] [Conv2D(16, 3, UseBias = false)] [BatchNormalization] [ReLU]")]
    [InlineData("[Input(9, 7, 3)] [Conv2D(16, 3, Strides = 2, Activation = Activation.ReLU)] [BatchNormalization(Scale = false)]")]
    [InlineData("[Input(9, 7, 3)] [Conv2D(12, 3, Pad = 1)] [BatchNormalization] [Conv2D(4, 3, Pad = 1)]")] // zeros around the normalised map are filled between the two
    [InlineData("[Input(30)] [Dense(20)] [BatchNormalization(Center = false)]")]
    public void A_contraction_leaves_them(string layers)
    {
        var forward = Forward(layers);
        var contraction = Assert.Single(forward.OfType<Contraction>(), contraction => contraction.Statistics is not null);
        Assert.DoesNotContain(forward, kernel => kernel is ColumnReduction);
        Assert.Equal(["total1", "total2"], contraction.Statistics!.Results.Take(2).Select(result => result.Body.ToString()));
        Assert.All(contraction.Statistics.Inputs, input => Assert.Equal(Space.Parameters, input.Region.Space));
    }

    [Fact]
    public void Formulas_speak_of_columns_and_of_each_other()
    {
        var contraction = Assert.Single(Forward("[Input(5, 5, 3)] [Conv2D(8, 3)] [BatchNormalization(Epsilon = 0.5f, Momentum = 0.75f)]").OfType<Contraction>());
        Assert.Equal(
            [
                "total1", "total2", "(operand0 / squareroot((result1 + 0.5)))", "(operand1 - (result0 * result2))", "((operand2 * 0.75) + ((total0 + result0) * 0.25))",
                "(((images · 9) - 1) > 0 ? ((operand3 * 0.75) + (result1 * (((images · 9) * 0.25) / max(((images · 9) - 1), 1)))) : operand3)",
            ],
            contraction.Statistics!.Results.Select(result => result.Body.ToString()));
    }

    [Theory]
    [InlineData("[Input(9, 7, 8)] [MaxPooling2D(2)] [BatchNormalization]")]
    [InlineData("[Input(9, 7, 8)] [Conv2D(16, 3, Activation = Activation.Tanh)] [BatchNormalization]")] // what is stored first is not yet the map
    [InlineData("[Input(9, 7, 8)] [Conv2D(16, 3, Groups = 2)] [BatchNormalization]")] // a column is two channels
    [InlineData("[Input(9, 7, 8)] [DepthwiseConv2D(3)] [BatchNormalization]")]
    [InlineData("[Input(9, 7, 8)] [Conv2DTranspose(8, 3, Strides = 2)] [BatchNormalization]")] // pixels come in four phases
    public void Others_are_summed_as_before(string layers)
    {
        var forward = Forward(layers);
        Assert.All(forward.OfType<Contraction>(), contraction => Assert.Null(contraction.Statistics));
        Assert.Equal(4, forward.OfType<ColumnReduction>().Count());
    }

    [Fact]
    public void Statistics_of_each_image_are_summed_as_before() =>
        Assert.All(Forward("[Input(9, 7, 8)] [Conv2D(16, 3)] [InstanceNormalization]").OfType<Contraction>(), contraction => Assert.Null(contraction.Statistics));

    [Fact]
    public void Processors_sum_as_before()
    {
        var training = Compiled.Network(Net("[Input(9, 7, 3)] [Conv2D(16, 3)] [BatchNormalization]")).Training;
        Assert.All(training.Kernels.OfType<Contraction>(), contraction => Assert.Null(contraction.Statistics));
        Assert.Equal(4, training.Segments[0].Kernels.OfType<ColumnReduction>().Count());
    }

    private static IReadOnlyList<Kernel> Forward(string layers) => NetworkCompiler.CompileForGpu(Compiled.Graph(Net(layers))).Training.Find(LowerNetwork.Forward)!.Kernels;

    private static string Net(string layers) => $"[Network] {layers} public sealed partial class Net;";
}
