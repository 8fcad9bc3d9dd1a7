using System.Globalization;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;
using Operand = ConvGen.Generator.Program.Operand;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Products: dense layers and convolutions of odd sizes, forward and their weights' gradients, in one part and in several.</summary>
public class ContractionTests
{
    /// <summary>Terms of a sum and columns.</summary>
    private static readonly (int Depth, int Columns)[] _sizes = [(1, 3), (5, 8), (16, 12), (33, 20), (64, 40), (700, 3), (130, 72), (300, 40)];

    private static readonly (int Channels, int Filters, int Stride)[] _convolutions = [(3, 12, 1), (8, 20, 1), (12, 40, 2), (5, 8, 2)];

    /// <summary>Kernels by what they are of, in groups that have their memory in common.</summary>
    internal static IReadOnlyDictionary<string, Func<IReadOnlyList<Contraction>>> Kernels { get; } = All();

    public static TheoryData<string> Names => [.. Kernels.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Products_agree_with_the_oracle(string name) => Assert.Equal("", Layouts.Faults(Kernels[name]()));

    /// <summary>A tile that is no wider than a panel has just the product's columns, whatever their number: its kernels are not told how many there are, and ask nothing of a column.</summary>
    [Fact]
    public void Narrow_tiles_have_all_columns()
    {
        for (var columns = 1; columns <= 100; columns++)
        {
            foreach (var kernel in DenseForward(16, columns))
            {
                var (shape, launch) = (new ContractionShape(kernel), GpuKernels.Of(kernel).Single());
                var tile = ContractionTile.Of(shape);
                Assert.Equal(columns <= Packing.Width, tile.HasAllColumns);
                Assert.True(tile.HasAllColumns ? tile.Columns == shape.Columns : tile.Columns <= 2 * shape.Columns);
                foreach (var code in new[] { launch.Code, launch.Tensor }.OfType<KernelCode>())
                    Assert.Equal(!tile.HasAllColumns, code.Roles.Contains("columns"));
            }
        }
    }

    private static Dictionary<string, Func<IReadOnlyList<Contraction>>> All()
    {
        var kernels = new Dictionary<string, Func<IReadOnlyList<Contraction>>>(StringComparer.Ordinal);
        foreach (var (depth, columns) in _sizes)
        {
            kernels.Add(string.Create(CultureInfo.InvariantCulture, $"dense forward {depth}, {columns}"), () => DenseForward(depth, columns));
            kernels.Add(string.Create(CultureInfo.InvariantCulture, $"dense weight gradient {depth}, {columns}"), () => [DenseWeightGradient(depth, columns)]);
        }

        foreach (var (channels, filters, stride) in _convolutions)
            kernels.Add(string.Create(CultureInfo.InvariantCulture, $"convolution {channels}, {filters}, stride {stride}"), () => Convolutions(channels, filters, stride));
        foreach (var filters in new[] { 24, 20 })
            kernels.Add(string.Create(CultureInfo.InvariantCulture, $"groups of {filters} filters"), () => [Grouped(filters)]);
        return kernels;
    }

    internal static Contraction[] DenseForward(int depth, int columns)
    {
        var (packing, x, y) = (new Packing(columns, depth), Layouts.Map("x", 1, 1, depth), Layouts.Map("y", 1, 1, columns));
        var kernel = new Contraction(
            "dense", [Loop.Batch], [new("channel", depth)], columns, new Operand(x.Region, 0, [x.ImageStep], [1], 0), Weights(packing, [0], [new(0, 1)]),
            new Operand(y.Region, 0, [y.ImageStep], [], Packing.Width), false, [Bias(columns, 1)], Value.Instance + new Load(0));
        return [kernel, kernel with { Epilogue = new Choose(Value.Instance, Value.Instance, Value.Instance * 0.25f), Extra = [] }, kernel with { Finish = new Unary(UnaryOperation.Tanh, Value.Instance) }];
    }

    /// <summary>What is there is added to; terms are images.</summary>
    private static Contraction DenseWeightGradient(int depth, int columns)
    {
        var (packing, x, dy) = (new Packing(columns, depth), Layouts.Map("x", 1, 1, depth), Layouts.Map("dy", 1, 1, columns));
        var output = Weights(packing, [new(0, 1)], [], Space.Gradients);
        return new Contraction(
            "weights", [new("channel", depth)], [Loop.Batch], columns, new Operand(x.Region, 0, [1], [x.ImageStep], 0), new Operand(dy.Region, 0, [0], [dy.ImageStep], Packing.Width),
            output, false, [output], Value.Instance + new Load(0));
    }

    /// <summary>A layer's forward pass with a shortcut, one that adds to what is there, and its weights' gradient.</summary>
    internal static Contraction[] Convolutions(int channels, int filters, int stride, int height = 7, int width = 5)
    {
        const int taps = 3;
        var (rows, columns) = (((height - 1) / stride) + 1, ((width - 1) / stride) + 1);
        var (x, y) = (Layouts.Map("x", height, width, channels, Layout.Haloed), Layouts.Map("y", rows, columns, filters, Layout.Sliced));
        var (packing, corner) = (new Packing(filters, taps * taps * channels), x.Offset - x.RowStep - x.PixelStep);
        IReadOnlyList<Loop> places = [Loop.Batch, new("row", rows), new("column", columns)], terms = [new("r", taps), new("s", taps), new("channel", channels)];
        IReadOnlyList<Step> strides = [x.ImageStep, x.RowStep * stride, x.PixelStep * stride], inside = [x.RowStep, x.PixelStep, 1], weights = [new(0, taps * channels), new(0, channels), new(0, 1)];
        IReadOnlyList<Step> pixels = [y.ImageStep, y.RowStep, y.PixelStep];
        var sum = new Operand(y.Region, y.Offset, pixels, [], Packing.Width);
        var shortcut = Layouts.Map("shortcut", rows, columns, filters);
        var gradients = Weights(packing, weights, [], Space.Gradients);
        return
        [
            new Contraction(
                "forward", places, terms, filters, new Operand(x.Region, corner, strides, inside, 0), Weights(packing, [0, 0, 0], weights), sum, false,
                [Bias(filters, 3), new Operand(shortcut.Region, 0, [shortcut.ImageStep, shortcut.RowStep, shortcut.PixelStep], [], Packing.Width)],
                new Binary(BinaryOperation.Maximum, Value.Instance + new Load(0) + new Load(1), 0f)),
            new Contraction(
                "exact", places, terms, filters, new Operand(x.Region, corner, strides, inside, 0), Weights(packing, [0, 0, 0], weights), sum, true, [sum], Value.Instance + new Load(0)),
            new Contraction(
                "gradient", terms, places, filters, new Operand(x.Region, corner, inside, strides, 0), new Operand(y.Region, y.Offset, [0, 0, 0], pixels, Packing.Width),
                gradients, false, [gradients], Value.Instance + new Load(0)),
        ];
    }

    /// <summary>Three groups, each with weights of its own, and so many terms that the sums of few images are made in parts.</summary>
    private static Contraction Grouped(int filters)
    {
        const int height = 5, width = 4, taps = 3, channels = 36, groups = 3;
        var (x, y) = (Layouts.Map("x", height, width, groups * channels, Layout.Haloed), Layouts.Map("y", height, width, groups * filters));
        var packing = new Packing(filters, taps * taps * channels);
        var weights = new Region("weights", Space.Parameters, groups * packing.Floats) { Offset = 24 };
        return new Contraction(
            "grouped", [Loop.Batch, new("row", height), new("group", groups), new("column", width)], [new("r", taps), new("s", taps), new("channel", channels)], filters,
            new Operand(x.Region, x.Offset - x.RowStep - x.PixelStep, [x.ImageStep, x.RowStep, channels, x.PixelStep], [x.RowStep, x.PixelStep, 1], 0),
            new Operand(weights, 0, [0, 0, packing.Floats, 0], [new(0, taps * channels), new(0, channels), new(0, 1)], packing.PanelStep),
            new Operand(y.Region, 0, [y.ImageStep, y.RowStep, filters, y.PixelStep], [], Packing.Width), filters % Packing.Half != 0, [], new Binary(BinaryOperation.Maximum, Value.Instance, 0f))
        {
            IsConvolution = true,
        };
    }

    private static Operand Weights(Packing packing, IReadOnlyList<Step> rows, IReadOnlyList<Step> depth, Space space = Space.Parameters) =>
        new(new Region("weights", space, packing.Floats) { Offset = 24 }, 0, rows, depth, packing.PanelStep);

    private static Operand Bias(int columns, int rows) => new(Layouts.Parameter("bias", columns).Region, 0, [.. Enumerable.Repeat<Step>(0, rows)], [], Packing.Width);
}
