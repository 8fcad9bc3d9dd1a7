using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Program;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>That the cases made for an algorithm are computed by it: a cost model chooses, and could come to choose otherwise.</summary>
public sealed class ChoiceTests
{
    [Fact]
    public void Winograd_cases_are_convolved_and_differentiated_by_Winograd()
    {
        Sequential[] cases = [.. WinogradCases.All];
        Assert.Empty(cases.Zip(LoweredPrograms.Of(cases)).Where(pair => !pair.Second.Inference.Kernels.OfType<Winograd>().Any() || !pair.Second.Training.Kernels.OfType<WinogradGradient>().Any()).Select(pair => pair.First));
    }

    [Fact]
    public void Winograd_cases_of_stride_2_go_forward_by_phases()
    {
        Sequential[] cases = [.. WinogradCases.OfStride2];
        var kernels = LoweredPrograms.Of(cases).Select(programs => (Inference: programs.Inference.Kernels.OfType<Winograd>().ToList(), Training: programs.Training.Kernels.OfType<Winograd>().ToList())).ToList();
        Assert.All(kernels, ofCase => Assert.True(ofCase.Inference.Exists(kernel => kernel.Transform.Stride == 2) && ofCase.Training.Exists(kernel => kernel.Transform.Stride == 2)));
        List<Winograd> all = [.. kernels.SelectMany(ofCase => ofCase.Inference).Where(kernel => kernel.Transform.Stride == 2)];
        Assert.Equal([1, 2, 3, 4], all.Where(kernel => kernel.Transform.IsShallow).Select(kernel => kernel.Channels).Distinct().Order());
        Assert.All([true, false], isShallow => Assert.All([true, false], isEven =>
            Assert.Contains(all, kernel => kernel.Transform.IsShallow == isShallow && (kernel.Height % kernel.Transform.Tile == 0 && kernel.Width % kernel.Transform.Tile == 0) == isEven)));
        Assert.Contains(all, kernel => kernel.TileRows * kernel.TileColumns > kernel.Plan.Tiles);
    }

    [Fact]
    public void Winograd_cases_of_large_results_fetch_them()
    {
        Sequential[] cases = [.. WinogradCases.OfLargeResults];
        List<Winograd> kernels = [.. LoweredPrograms.Of(cases).SelectMany(programs => programs.Inference.Kernels.OfType<Winograd>())];
        Assert.Equal(cases.Length, kernels.Count);
        Assert.All(kernels, kernel => Assert.True(kernel.FetchesResults));
        Assert.Contains(kernels, kernel => kernel.Transform.IsShallow);
        Assert.Contains(kernels, kernel => kernel.Plan.Tiles < kernel.TileColumns);
        Assert.Contains(kernels, kernel => kernel.Plan.Tiles > kernel.TileColumns);
        Assert.Contains(kernels, kernel => kernel.Columns / Packing.Width % 2 == 1);
    }

    [Fact]
    public void Large_Winograd_cases_transform_filters_on_the_way()
    {
        // In inference, or where all that would have to be written in every pass.
        var ofCases = LoweredPrograms.Of([.. WinogradCases.Large]).Select(programs => programs.Inference.Kernels.Concat(programs.Training.Kernels).OfType<Winograd>().Where(kernel => kernel is { Taps: not null, KeepsFilters: false }).ToList()).ToList();
        Assert.All(ofCases, Assert.NotEmpty);
        List<Winograd> kernels = [.. ofCases.SelectMany(ofCase => ofCase)];

        // One tile, several in registers, more than those; of both sizes. (One tile of 2×2 pixels is summed directly.)
        Assert.Contains(kernels, kernel => kernel.IsSmall && kernel.TilesTogether == 1);
        Assert.All([2, 4], tile =>
        {
            Assert.Contains(kernels, kernel => kernel.Transform.Tile == tile && kernel.IsSmall && kernel.TilesTogether > 1);
            Assert.Contains(kernels, kernel => kernel.Transform.Tile == tile && !kernel.IsSmall);
        });
    }

    [Fact]
    public void Winograd_cases_of_one_image_keep_filters_for_several()
    {
        var kernels = LoweredPrograms.Of([.. WinogradCases.OfOneImage, WinogradCases.OfOneLargeImage]).Select(programs => Assert.Single(programs.Inference.Kernels.OfType<Winograd>())).ToList();
        Assert.All(kernels, kernel => Assert.True(kernel.KeepsFilters));
        Assert.Contains(kernels, kernel => kernel.Transform.Tile == 2);
        Assert.Contains(kernels, kernel => kernel is { IsSmall: false, TilesOfPass: 16 });
        Assert.Contains(kernels, kernel => kernel is { IsSmall: false, TilesOfPass: < 16 });
        Assert.Contains(kernels, kernel => kernel.TileRows * kernel.TileColumns > kernel.TilesOfPass);
        Assert.Contains(kernels, kernel => kernel.PanelsOfGroup < kernel.PanelsOfItem);
        Assert.All([true, false], isSmall => Assert.All([true, false], isWhole => Assert.Contains(kernels, kernel => kernel.IsSmall == isSmall && kernel.ChannelsOfPart == kernel.Channels == isWhole)));
    }

    [Fact]
    public void Pixel_cases_have_pixels_in_lanes()
    {
        Sequential[] forward = [.. PixelCases.All], gradients = [.. PixelCases.Gradients], filters = [.. PixelCases.FilterGradients];
        Assert.Empty(forward.Zip(LoweredPrograms.Of(forward)).Where(pair => PixelTiling.Of(pair.Second.Inference.Kernels.OfType<Contraction>().First()) is null).Select(pair => pair.First));
        Assert.Empty(gradients.Zip(LoweredPrograms.Of(gradients)).Where(pair => !pair.Second.Training.Kernels.OfType<Contraction>().Any(IsInputGradient)).Select(pair => pair.First));
        Assert.Empty(filters.Zip(LoweredPrograms.Of(filters)).Where(pair => !pair.Second.Training.Kernels.OfType<Contraction>().Any(kernel => PixelGradient.Of(kernel) is not null)).Select(pair => pair.First));

        static bool IsInputGradient(Contraction kernel) => kernel.Name.EndsWith("input gradient", StringComparison.Ordinal) && PixelTiling.Of(kernel) is not null;
    }

    [Fact]
    public void Cases_of_zeros_leave_tap_rows_out()
    {
        Assert.Empty(PixelCases.Zeros.Zip(LoweredPrograms.Of([.. PixelCases.Zeros])).Where(pair => !LeavesOut(pair.Second.Inference.Kernels.OfType<Contraction>().First())).Select(pair => pair.First));
        Assert.Empty(PixelCases.ZerosOfGradients.Zip(LoweredPrograms.Of([.. PixelCases.ZerosOfGradients]))
            .Where(pair => !pair.Second.Training.Kernels.OfType<Contraction>().Any(kernel => kernel.Name.EndsWith("input gradient", StringComparison.Ordinal) && LeavesOut(kernel))).Select(pair => pair.First));

        static bool LeavesOut(Contraction kernel) => PixelTiling.Of(kernel) is { Map: not null };
    }

    [Fact]
    public void A_large_Winograd_case_sums_filter_gradients_in_parts() =>
        Assert.Contains(LoweredPrograms.Of([.. WinogradCases.Large]), programs => programs.Training.Kernels.OfType<WinogradGradient>().Count() == 4);

    [Fact]
    public void Cases_of_transposed_weights_read_them_as_they_lie() =>
        Assert.All(LoweredPrograms.Of([.. DenseCases.Transposed]), programs => Assert.Single(programs.Training.Kernels.OfType<TransposedProduct>()));

    [Fact]
    public void A_case_of_many_weights_streams_their_gradient() =>
        Assert.Single(LoweredPrograms.Of([DenseCases.Streamed]).Single().Training.Kernels.OfType<Contraction>(), kernel => kernel.Streams);

    [Fact]
    public void Cases_of_tall_tiles_have_more_than_six_rows()
    {
        Assert.All(LoweredPrograms.Of([.. ManyWeightsCases.Tall]), programs => Assert.Contains(programs.Inference.Kernels.OfType<Contraction>(), IsTall));

        static bool IsTall(Contraction kernel)
        {
            var (tiling, terms) = (Tiling.Of(kernel), kernel.Depth.Aggregate(1, (product, loop) => product * loop.Extent));
            return kernel.Columns >= 2 * Packing.Width && PanelRun.Pair.MostRows(tiling.Tile.Loop.Extent, terms) > PanelRun.RowsOfTwoVectors;
        }
    }

    [Fact]
    public void Cases_of_large_maps_sum_filter_gradients_some_rows_at_a_time() => Assert.All(
        LoweredPrograms.Of([.. LargeMapCases.Gradients]), programs => Assert.Contains(programs.Training.Kernels.OfType<Contraction>(), kernel => Tiling.Of(kernel).StepsTogether > 0));

    [Fact]
    public void Cases_of_many_weights_go_through_them_in_blocks()
    {
        foreach (var programs in LoweredPrograms.Of([.. ManyWeightsCases.All]))
            Assert.Contains(programs.Inference.Kernels.OfType<Contraction>(), contraction => Tiling.Of(contraction).ItemsOfBlock > 0);
    }
}
