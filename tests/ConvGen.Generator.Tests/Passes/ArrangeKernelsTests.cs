using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which kernels move, how far, and that nothing else is computed for it.</summary>
public sealed class ArrangeKernelsTests
{
    private const string Residual = """
        [Network]
        [Input(12, 12, 3)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Net
        {
            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "stem")] [BatchNormalization(Name = "stem.bn")] [ReLU]
            public partial Activations Stem { get; }

            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "a")] [BatchNormalization(Name = "a.bn")] [ReLU]
            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "b")] [BatchNormalization(Name = "b.bn")] [Add(nameof(Stem))] [ReLU]
            public partial Activations Sum { get; }

            [GlobalAveragePooling2D] [Dense(10, Name = "fc")]
            public partial Activations Classes { get; }
        }
        """;

    private readonly Region _weights = new("weights", Space.Parameters, 64) { Offset = 0 };
    private readonly Region _x = new("x", Space.PerImage, 64), _y = new("y", Space.PerImage, 64), _z = new("z", Space.PerImage, 64);
    private readonly Region _u = new("u", Space.Fixed, 8192), _v = new("v", Space.Fixed, 8192);

    public static TheoryData<string> Networks => [.. LevelTests.Networks.Cast<object[]>().Select(row => (string)row[0]), Residual];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Everything_is_made_of_what_it_was_made_of(string source)
    {
        var run = new SymbolicRun();
        var before = Compiled.Unplanned(source).Training;
        var after = ArrangeKernels.Run(before);
        Assert.Equal(run.Of(before, " again").Order(StringComparer.Ordinal), run.Of(after, " again").Order(StringComparer.Ordinal));
        Assert.Equal(before.Segments.Select(segment => segment.Kernels.Count), after.Segments.Select(segment => segment.Kernels.Count));
    }

    /// <summary>A normalised map, its zeros and what a convolution makes of it go through a sweep together: the convolution's filters stand before, its statistics' first sums within.</summary>
    [Fact]
    public void A_normalisation_and_the_convolution_behind_it_are_one_sweep()
    {
        var runs = Sweep.Runs(Compiled.Network(Residual).Training.Find(LowerNetwork.Forward)!.Kernels).Select(run => string.Join(", ", run.Select(kernel => kernel.Name)));
        Assert.Contains("stem.bn forward, stem.bn halo, a forward, a.bn offsets, a.bn variances", runs);
    }

    [Fact]
    public void Filters_go_in_front_of_images_that_do_not_touch_them()
    {
        Assert.Equal(["u = weights", "y = x", "z = y, u"], Arranged(Formula(_y, _x), Filters(_u), Formula(_z, _y, _u)));
        Assert.Equal(["y = x, u", "u = weights", "z = y, u"], Arranged(Formula(_y, _x, _u), Filters(_u), Formula(_z, _y, _u)));
    }

    /// <summary>What all images must be through with, and another layer's filters, which would be kept at the same time.</summary>
    [Fact]
    public void Filters_stay_behind_barriers_and_other_filters()
    {
        var barrier = new ColumnReduction("barrier", 1, 1, 16, [new Grid(_x, 64, 0, 0, 0)], RowFold.Sum, [new Load(0)], [new Result(new Grid(_v, 0, 0, 0, 0), new Total(0))], PerImage: false);
        Assert.Equal(["barrier", "u = weights", "y = x", "z = y, u"], Arranged(barrier, Formula(_y, _x), Filters(_u), Formula(_z, _y, _u)));
        Assert.Equal(["v = weights", "y = x, v", "u = weights", "z = y, u"], Arranged(Filters(_v), Formula(_y, _x, _v), Filters(_u), Formula(_z, _y, _u)));
        Region vector = new("t", Space.Fixed, 64);
        Assert.Equal(["t = weights", "u = weights", "y = x, t", "z = y, u"], Arranged(Filters(vector), Formula(_y, _x, vector), Filters(_u), Formula(_z, _y, _u)));
    }

    [Fact]
    public void Zeros_around_a_map_come_behind_what_fills_it()
    {
        var zeros = new Surround("zeros", _z, 1, 8, 48, 0, 8);
        Assert.Equal(["y = x", "z = y", "zeros", "x = z"], Arranged(zeros, Formula(_y, _x), Formula(_z, _y), Formula(_x, _z)));
        Assert.Equal(["z = x", "y = x", "z = y", "zeros", "x = y", "y = z"], Arranged(zeros, Formula(_z, _x), Formula(_y, _x), Formula(_z, _y), Formula(_x, _y), Formula(_y, _z)));
        Assert.Equal(["z = y", "zeros", "z = z", "x = z"], Arranged(zeros, Formula(_z, _y), Formula(_z, _z), Formula(_x, _z)));
        Assert.Equal(["y = x", "zeros", "x = z"], Arranged(zeros, Formula(_y, _x), Formula(_x, _z)));
        Assert.Equal(["y = x", "zeros"], Arranged(zeros, Formula(_y, _x)));
    }

    private static Pointwise Formula(Region to, params IReadOnlyList<Region> from) => new(
        $"{to.Name} = {string.Join(", ", from.Select(region => region.Name))}", 1, 4, 16, [.. from.Select(Of)], Of(to), from.Select(Expression (_, i) => new Load(i)).Aggregate((sum, load) => sum + load), default);

    private WinogradFilters Filters(Region to) => new($"{to.Name} = weights", WinogradTransform.For(3, 1)[0], 1, 8, _weights, 0, 128, 128, to);

    private static Grid Of(Region region) => region.GrowsWithBatch ? new Grid(region, 0, 64, 64, 16) : Grid.Vector(region);

    private static IEnumerable<string> Arranged(params IReadOnlyList<Kernel> kernels) =>
        ArrangeKernels.Run(new KernelProgram("Training", [new Segment(LowerNetwork.Forward, kernels)])).Kernels.Select(kernel => kernel.Name);
}
