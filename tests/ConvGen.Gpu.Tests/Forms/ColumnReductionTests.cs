using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Folds of columns, of each image and of all.</summary>
public class ColumnReductionTests
{
    /// <summary>With pixels for a thread, for a block, and for many blocks.</summary>
    private static IEnumerable<(int Height, int Width, int Lanes)> Shapes => Layouts.Shapes.Append((13, 11, 8)).Append((17, 16, 24));

    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Haloed)]
    [InlineData(Layout.Sliced)]
    public void Sums_of_each_image(Layout layout) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape => Statistics(shape.Height, shape.Width, shape.Lanes, layout, perImage: true))));

    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Haloed)]
    [InlineData(Layout.Sliced)]
    public void Sums_of_all_images(Layout layout) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape => Statistics(shape.Height, shape.Width, shape.Lanes, layout, perImage: false))));

    [Fact]
    public void Gradients_of_biases_are_added() => Assert.Equal("", Layouts.Faults(Shapes.Select(shape =>
        ColumnReduction.BiasGradient($"{shape}", shape.Height, shape.Width, shape.Lanes, Layouts.Map("gradient", shape.Height, shape.Width, shape.Lanes), Layouts.Parameter("bias", shape.Lanes, Space.Gradients).Region))));

    [Fact]
    public void One_number_of_all_lanes() => Assert.Equal("", Layouts.Faults(Shapes.Select(shape =>
    {
        var lanes = Packing.Pad(shape.Lanes);
        return new ColumnReduction(
            $"{shape}", shape.Height, shape.Width, lanes, [Layouts.Map("gradient", shape.Height, shape.Width, lanes), Layouts.Map("x", shape.Height, shape.Width, lanes, Layout.Haloed)],
            new Choose(new Load(1), 0f, new Load(0) * new Load(1)), RowFold.Sum, Layouts.Parameter("slope", 1, Space.Gradients), perImage: false, accumulate: true, acrossLanes: true);
    })));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Maxima(bool perImage) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape => Largest(shape.Height, shape.Width, shape.Lanes, perImage))));

    /// <summary>Wherever it stands, also first or last of a thread's or a block's elements.</summary>
    [Fact]
    public void A_NaN_comes_through_a_maximum()
    {
        foreach (var (height, width) in new[] { (2, 3), (7, 9), (16, 17) })
            for (var pixel = 0; pixel < height * width; pixel += 5)
            {
                var (kernel, at) = (Largest(height, width, 8, perImage: true), pixel);
                var map = kernel.Inputs[0];
                Assert.Empty(new KernelTrial(kernel, 2, 2) { Prepare = memory => memory.Values(map.Region)[map.Offset + (at * 8) + (at % 8)] = float.NaN }.Faults());
            }
    }

    /// <summary>So many that each thread of each block has some in every run.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_pixels(bool perImage)
    {
        var (height, width, batch) = perImage ? (33, 36, 1) : (15, 18, 33);
        var (map, slopes) = (Layouts.Map("map", height, width, 8, Layout.Haloed), Layouts.Parameter("slope", 1, Space.Gradients));
        Kernel[] kernels =
        [
            Statistics(height, width, 8, Layout.Haloed, perImage),
            Largest(height, width, 8, perImage),
            perImage ? new ColumnReduction("sum", height, width, 8, [map], new Load(0), RowFold.Sum, Layouts.Vector("y", 8, true), true, false)
                : new ColumnReduction("sum", height, width, 8, [map], new Load(0), RowFold.Sum, slopes, false, true, acrossLanes: true),
        ];
        foreach (var kernel in kernels)
            Assert.Empty(KernelTrial.Faults(kernel, batch, batch));
    }

    /// <summary>As the taps of a filter for each channel have them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_terms(bool perImage)
    {
        const int height = 13, width = 11, lanes = 24, terms = 9;
        var (map, dy) = (Layouts.Map("map", height, width, lanes, Layout.Haloed), Layouts.Map("dy", height, width, lanes));
        var shifted = Enumerable.Range(0, terms).Select(tap => map with { Offset = map.Offset + ((tap / 3 - 1) * map.RowStep) + ((tap % 3 - 1) * map.PixelStep) });
        var results = Enumerable.Range(0, terms).Select(tap => new Result(Layouts.Vector($"tap {tap}", lanes, perImage), new Total(tap)));
        Assert.Equal("", Layouts.Faults(new ColumnReduction(
            "taps", height, width, lanes, [dy, .. shifted], RowFold.Sum, [.. Enumerable.Range(0, terms).Select(tap => new Load(0) * new Load(tap + 1))], [.. results], perImage)));
    }

    [Fact]
    public void Statistics_over_images_alone()
    {
        var (offsets, first, of) = (Layouts.Vector("offsets", 20, perImage: true), Layouts.Map("x", 5, 7, 20), Layouts.Vector("offset", 20));
        var (mine, all) = (first with { RowStep = 0, PixelStep = 0 }, first with { ImageStep = 0, RowStep = 0, PixelStep = 0 });
        var kernel = new ColumnReduction(
            "offset", 1, 1, 24, [offsets, mine, all], RowFold.Sum, [new Load(0) + (new Load(1) - new Load(2))], [new Result(of, new Total(0) / new BatchCount(1))], PerImage: false);
        Assert.Equal("", Layouts.Faults(kernel));
    }

    private static ColumnReduction Statistics(int height, int width, int lanes, Layout layout, bool perImage)
    {
        var (x, dy, mean, scale) = (Layouts.Map("x", height, width, lanes, layout), Layouts.Map("dy", height, width, lanes), Layouts.Vector("mean", lanes, perImage), Layouts.Parameter("scale", lanes));
        var (sum, product) = (Layouts.Vector("sum", lanes, perImage), Layouts.Vector("product", lanes, perImage));
        return new ColumnReduction(
            $"{height}x{width}x{lanes}", height, width, lanes, [dy, x, mean, scale], RowFold.Sum, [new Load(0), new Load(0) * (new Load(1) - new Load(2))],
            [new Result(sum, (new Total(0) * 0.5f) + new Load(3)), new Result(product, new Total(1) - new ResultOf(0))], perImage);
    }

    private static ColumnReduction Largest(int height, int width, int lanes, bool perImage) => new(
        $"{height}x{width}x{lanes}", height, width, lanes, [Layouts.Map("x", height, width, lanes)], new Load(0), RowFold.Maximum, Layouts.Vector("y", lanes, perImage), perImage, accumulate: false);
}
