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

    /// <summary>Each is one step from what a normalisation asks for, which is fused.</summary>
    [Fact]
    public void Sums_that_are_something_else_or_wanted_elsewhere_stay()
    {
        Assert.True(IsFused(kernels => kernels));
        Assert.False(IsFused(kernels => [.. kernels, Copy(Sums(kernels)[0].Results[0].Output.Region)]), "the means of each image are read elsewhere");
        Assert.False(IsFused(kernels => [.. kernels, Copy(Sums(kernels)[1].Results[0].Output.Region)]), "the squares of each image are read elsewhere");
        Assert.False(IsFused(kernels => Replaced(kernels, 0, sum => sum with { Results = [sum.Results[0] with { Body = new Total(0) * 0.5f }] })), "a mean over another number of pixels");
        Assert.False(IsFused(kernels => Replaced(kernels, 0, sum => sum with { Fold = RowFold.Maximum })), "no sum");
        Assert.False(IsFused(kernels => Replaced(kernels, 2, sum => sum with { Terms = [new Load(0)] })), "a mean that is not back at the first image's element");
        Assert.False(IsFused(kernels => Replaced(kernels, 3, sum => sum with { Terms = [new Load(sum.Inputs.ToList().IndexOf(Sums(kernels)[1].Results[0].Output))] })), "a variance of what is within images alone");
        Assert.False(IsFused(kernels => Replaced(kernels, 1, sum => sum with { Terms = [new Load(0) * new Load(0)] })), "squares about nothing");
        Assert.False(IsFused(kernels => Replaced(kernels, 3, sum => sum with { Results = [sum.Results[0] with { Body = new Total(0) }, .. sum.Results.Skip(1)] })), "no mean over images");
    }

    [Fact]
    public void Sums_stay_where_a_kernel_between_them_and_their_map_would_notice()
    {
        Assert.False(IsFused(kernels => Behind(kernels, Sums(kernels)[3].Inputs.Last(input => input.Region.Space == Space.Parameters).Region, isRead: false)), "an average that they read is written between");
        Assert.False(IsFused(kernels => Behind(kernels, Sums(kernels)[3].Results[1].Output.Region, isRead: true)), "what they write is read between");
        Assert.True(IsFused(kernels => Behind(kernels, new Region("else", Space.PerImage, 16), isRead: false)), "nothing of theirs is touched");

        static IEnumerable<Kernel> Behind(List<Kernel> kernels, Region region, bool isRead)
        {
            var place = kernels.FindIndex(kernel => kernel is Contraction) + 1;
            return [.. kernels.Take(place), isRead ? Copy(region) : Fill(region), .. kernels.Skip(place)];
        }
    }

    private static bool IsFused(Func<List<Kernel>, IEnumerable<Kernel>> change)
    {
        var training = Compiled.Network(Net("[Input(9, 7, 3)] [Conv2D(16, 3, UseBias = false)] [BatchNormalization]")).Training;
        var changed = training.With([.. training.Segments.Select(segment => segment.Name == LowerNetwork.Forward ? segment with { Kernels = [.. change([.. segment.Kernels])] } : segment)]);
        return FuseStatistics.Run(changed).Kernels.OfType<Contraction>().Any(contraction => contraction.Statistics is not null);
    }

    private static List<ColumnReduction> Sums(IEnumerable<Kernel> kernels) => [.. kernels.OfType<ColumnReduction>()];

    private static IEnumerable<Kernel> Replaced(List<Kernel> kernels, int sum, Func<ColumnReduction, ColumnReduction> change)
    {
        var old = Sums(kernels)[sum];
        return kernels.Select(kernel => ReferenceEquals(kernel, old) ? change(old) : kernel);
    }

    private static Move Copy(Region from) => new("copy", [new Loop("float", 8)], from, 0, [1], new Region("copy", Space.Fixed, 16), 0, [1]);

    private static Move Fill(Region to) => new("fill", [new Loop("float", 8)], null, 0, [], to, 0, [1]);

    private static IReadOnlyList<Kernel> Forward(string layers) => NetworkCompiler.CompileForGpu(Compiled.Graph(Net(layers))).Training.Find(LowerNetwork.Forward)!.Kernels;

    private static string Net(string layers) => $"[Network] {layers} public sealed partial class Net;";
}
