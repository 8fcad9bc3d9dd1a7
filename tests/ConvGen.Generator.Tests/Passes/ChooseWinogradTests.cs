using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which contractions become Winograd convolutions, and how.</summary>
public sealed class ChooseWinogradTests
{
    [Fact]
    public void A_large_3x3_convolution_is_one_and_its_filters_are_prepared()
    {
        var network = Compiled.Network(Net("[Input(28, 28, 128)] [Conv2D(128, 3, Padding = Padding.Same, Activation = Activation.ReLU)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.Same(WinogradTransform.F4, winograd.Transform);
        Assert.Equal("max((value + operand0), 0)", winograd.Epilogue.ToString());
        Assert.IsType<WinogradFilters>(Assert.Single(network.Inference.Find(LowerNetwork.Prepare)!.Kernels));
        Assert.Equal(Space.Prepared, winograd.Filters.Space);
    }

    /// <summary>Of the taps' gradients only the way back from transformed filters' remains a sum over taps.</summary>
    [Fact]
    public void A_filter_gradient_sums_products_of_transformed_tiles()
    {
        var kernels = Compiled.Network(Net("[Input(28, 28, 64)] [Conv2D(64, 3, Padding = Padding.Same)]")).Training.Find(LowerNetwork.Backward)!.Kernels;
        var gradient = Assert.Single(kernels.OfType<WinogradGradient>());
        var taps = Assert.Single(kernels.OfType<WinogradFilterGradient>());
        Assert.Same(gradient.Target, taps.Source);
        Assert.Equal((28, 28, 64, 64), (gradient.Height, gradient.Width, gradient.Channels, gradient.Columns));
        Assert.DoesNotContain(kernels, kernel => kernel is Contraction);
    }

    /// <summary>In transformed form they would take 38 MB: four times as much as the weights, whatever the batch.</summary>
    [Fact]
    public void Large_filter_gradients_are_summed_for_a_quarter_of_the_filters_at_a_time()
    {
        var training = Compiled.Network(Net("[Input(7, 7, 512)] [Conv2D(512, 3, Padding = Padding.Same)]")).Training;
        var (gradients, taps) = (training.Kernels.OfType<WinogradGradient>().ToList(), training.Kernels.OfType<WinogradFilterGradient>().ToList());
        Assert.Equal([128, 128, 128, 128], gradients.Select(gradient => gradient.Columns));
        Assert.Equal([0, 128, 256, 384], gradients.Select(gradient => gradient.Gradient.Offset - gradients[0].Gradient.Offset));
        Assert.Equal(taps[0].Source, Assert.Single(gradients.Select(gradient => gradient.Target).Concat(taps.Select(tap => tap.Source)).Distinct()));
        Assert.Equal([(8, 0), (8, 8 * 16 * 9 * 512), (8, 16 * 16 * 9 * 512), (8, 24 * 16 * 9 * 512)], taps.Select(tap => (tap.Panels, tap.Offset)));
    }

    /// <summary>The input gradient of the second: a convolution with its taps in reverse.</summary>
    [Fact]
    public void An_input_gradient_is_one_with_reversed_taps()
    {
        var kernels = Compiled.Network(Net("[Input(28, 28, 64)] [Conv2D(64, 3, Padding = Padding.Same)] [Conv2D(64, 3, Padding = Padding.Same)]")).Training.Find(LowerNetwork.Backward)!.Kernels;
        Assert.Single(kernels.OfType<Winograd>());
        var filters = Assert.Single(kernels.OfType<WinogradFilters>());
        Assert.True(filters.RowStep < 0 && filters.ColumnStep < 0);
        Assert.Equal((2 * -filters.RowStep) + (2 * -filters.ColumnStep), filters.Offset);
    }

    /// <summary>Forward, input and filter gradient, each with 36 products for four pixels where a sum has a hundred.</summary>
    [Fact]
    public void A_5x5_convolution_and_its_gradients_are_some_too()
    {
        var network = Compiled.Network(Net("[Input(27, 27, 64)] [Conv2D(64, 1)] [Conv2D(192, 5, Padding = Padding.Same)]"));
        var (training, forward) = (network.Training, Assert.Single(network.Inference.Kernels.OfType<Winograd>()));
        Assert.All(training.Kernels.OfType<Winograd>().Append(forward), winograd => Assert.Same(WinogradTransform.F2Of5, winograd.Transform));
        Assert.Equal((14, 14, 36), (forward.TileRows, forward.TileColumns, forward.Transform.Points));
        var backward = training.Find(LowerNetwork.Backward)!.Kernels;
        Assert.Equal((192, 64), (Assert.Single(backward.OfType<Winograd>()).Channels, Assert.Single(backward.OfType<Winograd>()).Columns));
        var filters = Assert.Single(backward.OfType<WinogradFilters>());
        Assert.Equal((4 * -filters.RowStep) + (4 * -filters.ColumnStep), filters.Offset);
        Assert.Same(WinogradTransform.F2Of5, Assert.Single(backward.OfType<WinogradGradient>()).Transform);
    }

    /// <summary>However large, and on however few tiles: who transforms filters on the way knows those of 3×3 taps. Kept, they are less than half as much again.</summary>
    [Theory]
    [InlineData(7, 512)]
    [InlineData(4, 256)]
    public void Filters_of_5x5_taps_are_never_transformed_on_the_way(int side, int channels) => Assert.DoesNotContain(
        Compiled.Network(Net($"[Input({side}, {side}, {channels})] [Conv2D({channels}, 5, Padding = Padding.Same)]")).Inference.Kernels, kernel => kernel is Winograd { Taps: not null });

    [Fact]
    public void Large_gradients_of_5x5_filters_are_summed_for_a_quarter_of_the_filters_at_a_time()
    {
        var training = Compiled.Network(Net("[Input(14, 14, 384)] [Conv2D(384, 5, Padding = Padding.Same)]")).Training;
        Assert.Equal([96, 96, 96, 96], training.Kernels.OfType<WinogradGradient>().Select(gradient => gradient.Columns));
        Assert.Equal([0, 6 * 16 * 25 * 384, 12 * 16 * 25 * 384, 18 * 16 * 25 * 384], training.Kernels.OfType<WinogradFilterGradient>().Select(taps => taps.Offset));
    }

    /// <summary>A product of matrices for each phase: the transforms of a signal's window, added up, are its correlation with the filter.</summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(5, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 2)]
    public void Transforms_correlate(int filterSize, int stride)
    {
        var random = new Random(1);
        foreach (var transform in WinogradTransform.For(filterSize, stride))
        {
            double[] signal = [.. Enumerable.Range(0, transform.Window).Select(_ => random.NextDouble())], filter = [.. Enumerable.Range(0, filterSize).Select(_ => random.NextDouble())];
            var sums = new double[transform.Patch];
            for (var phase = 0; phase < stride; phase++)
            {
                var (points, taps) = (Times(transform.InputOf(phase), Every(signal, phase)), Times(transform.FilterOf(phase), Every(filter, phase)));
                for (var point = 0; point < points.Length; point++)
                    sums[point] += points[point] * taps[point];
            }

            var result = Times(transform.Output, sums);
            Assert.Equal((filterSize, stride), (transform.FilterSize, transform.Stride));
            Assert.All(Enumerable.Range(0, transform.Tile), i => Assert.Equal(filter.Select((tap, j) => tap * signal[(stride * i) + j]).Sum(), result[i], 1e-6));
        }

        double[] Every(double[] values, int phase) => [.. values.Where((_, i) => i % stride == phase)];

        static double[] Times(float[,] matrix, double[] vector)
        {
            Assert.Equal(matrix.GetLength(1), vector.Length);
            return [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => vector.Select((value, j) => matrix[i, j] * value).Sum())];
        }
    }

    /// <summary>Four phases of a patch, of two taps or one: 25 products for four pixels where a sum has 36. Filters are kept, and made in every pass of training.</summary>
    [Fact]
    public void A_3x3_convolution_of_stride_2_is_one_of_its_phases()
    {
        var network = Compiled.Network(Net("[Input(28, 28, 128)] [Conv2D(256, 3, Strides = 2, Padding = Padding.Same)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.Same(WinogradTransform.F2OfStride2, winograd.Transform);
        Assert.Equal((14, 14, 128, 256, 7, 25), (winograd.Height, winograd.Width, winograd.Channels, winograd.Columns, winograd.TileColumns, winograd.Transform.Products));
        Assert.Null(winograd.Taps);
        Assert.Equal(Space.Prepared, winograd.Filters.Space);
        Assert.Equal(9 * ((512 * 256) + 16), winograd.Filters.Floats);
        Assert.Single(network.Training.Find(LowerNetwork.Forward)!.Kernels.OfType<WinogradFilters>());

        // The gradients stay sums: of the filters, and of the input.
        Assert.DoesNotContain(network.Training.Find(LowerNetwork.Backward)!.Kernels, kernel => kernel is Winograd or WinogradGradient);
    }

    /// <summary>A network's first layer: 507 products for sixteen pixels where a sum has 2,352, and 16 terms of a point, of which 12 are there.</summary>
    [Fact]
    public void A_7x7_convolution_of_stride_2_of_three_channels_has_them_in_one_vector()
    {
        var winograd = Assert.Single(Compiled.Network(Net("[Input(224, 224, 3)] [Conv2D(64, 7, Strides = 2, Pad = 3)]")).Inference.Kernels.OfType<Winograd>());
        Assert.Same(WinogradTransform.F4Of7OfStride2, winograd.Transform);
        Assert.Equal((112, 3, 16, 169), (winograd.Height, winograd.Channels, winograd.Transform.Depth(3), winograd.Transform.Products));
        Assert.Equal(49 * ((16 * 64) + 16), winograd.Filters.Floats);
    }

    /// <summary>Blocks of whole rows of tiles, or of even parts of one: lines of a result that is not in a near cache are fetched for a block before.</summary>
    [Theory]
    [InlineData("[Input(224, 224, 3)] [Conv2D(64, 7, Strides = 2, Pad = 3)]", true, 28)]
    [InlineData("[Input(224, 224, 64)] [Conv2D(64, 3, Padding = Padding.Same)]", true, 28)]
    [InlineData("[Input(56, 56, 64)] [Conv2D(64, 3, Padding = Padding.Same)]", false, 0)] // 0.8 MB
    [InlineData("[Input(56, 56, 256)] [Conv2D(256, 3, Padding = Padding.Same)]", false, 0)] // filters are fetched
    public void Large_results_of_small_filters_are_fetched(string layers, bool fetches, int block)
    {
        var winograd = Assert.Single(Compiled.Network(Net(layers)).Inference.Kernels.OfType<Winograd>());
        Assert.Equal(fetches, winograd.FetchesResults);
        if (fetches)
            Assert.All([winograd.Plan, winograd.PlanOfMany], plan => Assert.Equal(block, plan.Tiles));
    }

    /// <summary>Training transforms filters in every pass: large ones on the way, once for several images, because writing 38 MB takes longer than transforming them.</summary>
    [Fact]
    public void Training_transforms_large_filters_once_for_several_images()
    {
        var network = Compiled.Network(Net("[Input(7, 7, 512)] [Conv2D(512, 3, Padding = Padding.Same)] [Conv2D(64, 3, Padding = Padding.Same)]"));
        var forward = network.Training.Find(LowerNetwork.Forward)!.Kernels;
        var winograd = forward.OfType<Winograd>().First();
        Assert.NotNull(winograd.Taps);
        Assert.Same(WinogradTransform.F4.WithPlainFilters, winograd.Transform);
        Assert.True(winograd.PlanOfMany.Tiles > 2 * winograd.TileRows * winograd.TileColumns, $"{winograd.PlanOfMany.Tiles} tiles");
        Assert.Equal("conv2d_2 forward filters", Assert.Single(forward.OfType<WinogradFilters>()).Name);
    }

    /// <summary>Kept, they would take 17 or 38 MB; so inference shares its work out by panels of filters.</summary>
    [Fact]
    public void Filters_whose_transforms_are_large_are_transformed_on_the_way()
    {
        var network = Compiled.Network(Net("[Input(7, 7, 512)] [Conv2D(512, 3, Padding = Padding.Same)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.Equal(Space.Parameters, winograd.Filters.Space);
        Assert.Equal(0, network.Inference.PreparedFloats);
        Assert.Equal((32, 4, 8), (winograd.ChannelsOfPart, winograd.PanelsOfItem, winograd.ItemsPerImage));
    }

    /// <summary>Kept, these would take 1.3 MB, and an image of four tiles would wait for them. Smaller ones (0.9 MB) are kept for several images, and training has many images for each.</summary>
    [Theory]
    [InlineData(96, 96, true)]
    [InlineData(80, 80, false)]
    public void Filters_of_few_tiles_are_transformed_on_the_way_from_a_megabyte_on(int channels, int filters, bool onTheWay)
    {
        var network = Compiled.Network(Net($"[Input(7, 7, {channels})] [Conv2D({filters}, 3, Padding = Padding.Same)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.NotNull(winograd.Taps);
        Assert.Equal(!onTheWay, winograd.KeepsFilters);
        Assert.Null(network.Training.Find(LowerNetwork.Forward)!.Kernels.OfType<Winograd>().Single().Taps);
    }

    /// <summary>An image alone transforms filters of its own where they are a pass of nine to sixteen tiles, or few, and not so small that kept ones are near.</summary>
    [Theory]
    [InlineData(7, 7, 48, 64, true)] // 4 tiles, 0.4 MB
    [InlineData(7, 7, 48, 32, false)] // 0.2 MB
    [InlineData(8, 14, 96, 96, false)] // 8 tiles
    [InlineData(12, 12, 96, 96, true)] // 9 tiles, 1.3 MB
    [InlineData(14, 14, 64, 64, false)] // 0.6 MB
    [InlineData(14, 14, 80, 64, true)] // 16 tiles, 0.7 MB
    [InlineData(4, 65, 96, 96, false)] // 17 tiles
    public void An_image_alone_transforms_filters_on_the_way(int height, int width, int channels, int filters, bool doesSo)
    {
        var network = Compiled.Network(Net($"[Input({height}, {width}, {channels})] [Conv2D({filters}, 3, Padding = Padding.Same)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.Equal((doesSo, Space.Prepared), (winograd.KeepsFilters, winograd.Filters.Space));
        Assert.Equal(doesSo, winograd.Reads.Any(region => region.Space == Space.Parameters && region == winograd.Taps?.Weights));
        Assert.Same(doesSo ? WinogradTransform.F4.WithPlainFilters : WinogradTransform.F4, winograd.Transform);
        Assert.DoesNotContain(network.Training.Kernels, kernel => kernel is Winograd { Taps: not null });
    }

    /// <summary>Of an image alone both transform them on the way: for several the smaller ones, 9 MB, are kept all the same, and those of 38 MB are not.</summary>
    [Theory]
    [InlineData(256, true)]
    [InlineData(512, false)]
    public void Filters_are_kept_for_several_images_up_to_32_MB(int channels, bool areKept)
    {
        var inference = Compiled.Network(Net($"[Input(14, 14, {channels})] [Conv2D({channels}, 3, Padding = Padding.Same)]")).Inference;
        var winograd = Assert.Single(inference.Kernels.OfType<Winograd>());
        Assert.NotNull(winograd.Taps);
        Assert.Equal((areKept, areKept), (winograd.KeepsFilters, inference.PreparedFloats > 0));
    }

    /// <summary>
    /// Of 38 MB: those that an image's sixteen tiles meet in one pass are never kept. Of several passes they are, for several images and for processors whose third cache is near; smaller ones (19 MB) for all. Training makes
    /// them in each pass.
    /// </summary>
    [Theory]
    [InlineData(16, 16, 512, false, true)]
    [InlineData(17, 16, 512, true, true)]
    [InlineData(28, 28, 512, true, true)]
    [InlineData(28, 28, 256, true, false)]
    public void Large_filters_are_kept_where_an_image_has_several_passes(int height, int width, int channels, bool areKept, bool onTheWay)
    {
        var network = Compiled.Network(Net($"[Input({height}, {width}, {channels})] [Conv2D(512, 3, Padding = Padding.Same)]"));
        var winograd = Assert.Single(network.Inference.Kernels.OfType<Winograd>());
        Assert.Equal((areKept, onTheWay), (network.Inference.PreparedFloats > 0, winograd.Taps is not null));
        Assert.Equal(0, network.Training.PreparedFloats);
    }

    /// <summary>Sixteen at most, and as even as may be; a single image's few go with others'.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(17, 9)]
    [InlineData(49, 13)]
    [InlineData(9, 9)]
    [InlineData(5, 8)]
    [InlineData(4, 16)]
    public void Passes_are_of_up_to_sixteen_tiles(int tiles, int ofPass) => Assert.Equal(ofPass, WinogradPlan.TilesOfPass(tiles));

    /// <summary>Transformed on the way they would be no better than a direct sum; kept they are.</summary>
    [Fact]
    public void Filters_are_kept_where_the_way_is_too_long()
    {
        var network = Compiled.Network(Net("[Input(7, 4, 768)] [Conv2D(160, 3, Padding = Padding.Same)]"));
        Assert.Null(Assert.Single(network.Inference.Kernels.OfType<Winograd>()).Taps);
    }

    /// <summary>Where filters do not stay in the second cache they come from further away once a block, so blocks are large; where they do, what a block leaves there has to stay too.</summary>
    [Theory]
    [InlineData(64, 192, 24, 48)]
    [InlineData(64, 64, 6, 18)]
    public void Blocks_are_large_where_filters_go_by(int channels, int filters, int least, int most)
    {
        var network = Compiled.Network(Net($"[Input(56, 56, {channels})] [Conv2D({filters}, 3, Padding = Padding.Same)]"));
        Assert.InRange(Assert.Single(network.Inference.Kernels.OfType<Winograd>()).Plan.Tiles, least, most);
    }

    /// <summary>Nine rows of tiles, of which a block takes four: three items of three, not two of four and one of one.</summary>
    [Fact]
    public void Items_have_nearly_the_same_rows_of_tiles()
    {
        var winograd = Assert.Single(Compiled.Network(Net("[Input(35, 35, 64)] [Conv2D(96, 3, Padding = Padding.Same)]")).Inference.Kernels.OfType<Winograd>());
        Assert.InRange(winograd.Plan.Tiles, 4 * winograd.TileColumns, int.MaxValue);
        Assert.Equal((9, 3, 3), (winograd.TileRows, winograd.RowsOfItem, winograd.ItemsPerImage));
    }

    [Theory]
    [InlineData("[Input(28, 28, 3)] [Conv2D(64, 3, Strides = 2)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 3, Strides = 3)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 3, StrideHeight = 2)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 5, Strides = 2)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 7, Strides = 2)]")]
    [InlineData("[Input(56, 56, 5)] [Conv2D(64, 7, Strides = 2)]")] // ten lanes
    [InlineData("[Input(56, 56, 3)] [Conv2D(64, 7)]")]
    [InlineData("[Input(14, 14, 512)] [Conv2D(512, 3, Strides = 2, Padding = Padding.Same)]")] // four rows of tiles for seven of pixels
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 3, Dilation = 2)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 7)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 5, Dilation = 2)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 5, 3)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 1)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(64, 3, Groups = 4)]")]
    [InlineData("[Input(28, 28, 3)] [Conv2D(64, 3)]")]
    [InlineData("[Input(28, 28, 64)] [Conv2D(60, 3)]")]
    [InlineData("[Input(3, 3, 512)] [Conv2D(512, 3)]")] // one pixel: a tile of sixteen would be wasted
    public void Others_stay_contractions(string layers) => Assert.Empty(Compiled.Network(Net(layers)).Inference.Kernels.OfType<Winograd>());

    [Fact]
    public void A_network_can_forbid_it()
    {
        const string Layers = "[Input(28, 28, 128)] [Conv2D(128, 3)] [Conv2D(128, 3)]";
        var network = Compiled.Network("[Network(AllowWinograd = false)]" + Net(Layers)["[Network]".Length..]);
        Assert.Empty(network.Inference.Kernels.Concat(network.Training.Kernels).OfType<Winograd>());
    }

    private static string Net(string layers) => $"[Network] {layers} public sealed partial class Net;";
}
