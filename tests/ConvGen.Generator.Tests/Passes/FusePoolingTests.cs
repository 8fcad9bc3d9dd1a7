using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which gradients of pooling are one kernel with the formula behind them, what that kernel is, and which stay windows.</summary>
public sealed class FusePoolingTests
{
    private static readonly Region _pooled = Planned("pooled", 32), _map = Planned("map", 128), _kept = Planned("kept", 128), _images = new("images", Space.Input, 128);
    private static readonly Grid _whole = Whole(_map);

    /// <summary>conv1 and conv2 are read by average pooling alone, and finish with tanh.</summary>
    [Fact]
    public void LeNet5_makes_the_gradients_of_its_poolings_and_activations_in_one_pass()
    {
        var backward = Compiled.Network(Compiled.LeNet5).Training.Find(LowerNetwork.Backward)!.Kernels;
        var fused = backward.OfType<Pointwise>().Where(kernel => kernel.Results.Count == 4).ToList();
        Assert.Equal([(5, 5, 16), (14, 14, 8)], fused.Select(kernel => (kernel.Height, kernel.Width, kernel.Lanes)));
        Assert.DoesNotContain(backward, kernel => kernel is Window { Gradient: true } || kernel.Name.Contains("conv1/", StringComparison.Ordinal) || kernel.Name.Contains("conv2/", StringComparison.Ordinal));
        Assert.Equal("((operand0 * 0.25) * (1 - (operand4 * operand4)))", fused[1].Results[3].Body.ToString());
    }

    [Theory]
    [InlineData("[AveragePooling2D(2)]", 8, 6, 4)]
    [InlineData("[AveragePooling2D(1, 2, StrideHeight = 1, StrideWidth = 2)]", 8, 6, 2)]
    [InlineData("[AveragePooling2D(2, 1, StrideHeight = 2, StrideWidth = 1)]", 8, 6, 2)]
    [InlineData("[AveragePooling2D(1, 3, StrideHeight = 1, StrideWidth = 3)]", 8, 6, 3)]
    [InlineData("[AveragePooling2D(2)]", 2, 2, 4)]
    [InlineData("[AveragePooling2D(2, Padding = Padding.Same)]", 8, 6, 4)]
    [InlineData("[AveragePooling2D(2)]", 9, 6, 0)] // the last row is in no window
    [InlineData("[AveragePooling2D(2)]", 8, 7, 0)]
    [InlineData("[AveragePooling2D(2, Strides = 1)]", 8, 6, 0)] // windows overlap
    [InlineData("[AveragePooling2D(3, Strides = 2)]", 9, 7, 0)]
    [InlineData("[AveragePooling2D(1, Strides = 2)]", 8, 6, 0)] // three of four are in no window
    [InlineData("[AveragePooling2D(2, Padding = Padding.Same)]", 9, 7, 0)] // the last windows leave the map
    [InlineData("[AveragePooling2D(2, Pad = 1)]", 8, 6, 0)]
    [InlineData("[AveragePooling2D(3)]", 9, 6, 0)] // nine places are too many
    [InlineData("[MaxPooling2D(2)]", 8, 6, 0)]
    [InlineData("[Dropout(0.5)] [AveragePooling2D(2)]", 8, 6, 0)] // which elements are dropped, is told by their number in the map
    [InlineData("[GELU] [AveragePooling2D(2)]", 8, 6, 0)] // a long formula
    public void Windows_that_tile_the_map_and_are_small_go_with_the_activation(string pooling, int height, int width, int results)
    {
        var training = Compiled.Network($"[Network] [Input({height}, {width}, 3)] [Conv2D(8, 3, Padding = Padding.Same, Activation = Activation.ReLU)] {pooling} [Flatten] [Dense(4)] public sealed partial class Net;").Training;
        var backward = training.Find(LowerNetwork.Backward)!.Kernels;
        Assert.Equal(results == 0 ? [] : [results], backward.OfType<Pointwise>().Select(kernel => kernel.Results.Count).Where(count => count > 1));
        Assert.Equal(results == 0, backward.Any(kernel => kernel is Window { Gradient: true }));
        Assert.Empty(ProgramVerifier.Verify(training));
    }

    [Fact]
    public void Without_a_formula_behind_it_a_window_writes_its_map_once_already() =>
        Assert.Contains(Compiled.Network("[Network] [Input(8, 6, 3)] [Conv2D(8, 3)] [AveragePooling2D(2)] public sealed partial class Net;").Training.Kernels, kernel => kernel is Window { Gradient: true });

    [Fact]
    public void Each_place_of_a_window_is_a_result()
    {
        var fused = Assert.IsType<Pointwise>(Assert.Single(Fuse(Gradient, Formula(_whole, new Load(1) * new Load(0), Whole(_kept), _whole), Sink(_map))));
        Assert.Equal((2, 2, 8), (fused.Height, fused.Width, fused.Lanes));
        Assert.Equal([Whole(_pooled, 16, 8), .. Places(_kept)], fused.Inputs);
        Assert.Equal(Places(_map), fused.Results.Select(result => result.Output));
        Assert.Equal(["((operand0 * 0.25) * operand1)", "((operand0 * 0.25) * operand2)", "((operand0 * 0.25) * operand3)", "((operand0 * 0.25) * operand4)"], fused.Results.Select(result => result.Body.ToString()));
    }

    [Fact]
    public void What_all_pixels_see_is_one_operand()
    {
        var vector = Grid.Vector(Planned("vector", 16));
        var fused = Assert.IsType<Pointwise>(Assert.Single(Fuse(Gradient, Formula(_whole, new Load(0) * new Load(1), _whole, vector), Sink(_map))));
        Assert.Equal([Whole(_pooled, 16, 8), vector], fused.Inputs);
    }

    /// <summary>The map's gradient has another part already, to which that of pooling is added.</summary>
    [Fact]
    public void A_sum_over_another_map_goes_too_where_nobody_else_wants_the_part()
    {
        var sum = Formula(Whole(_kept), new Load(0) + new Load(1), Whole(_kept), _whole);
        var fused = Assert.IsType<Pointwise>(Assert.Single(Fuse(Gradient, sum, Sink(_kept))));
        Assert.Equal(Places(_kept), fused.Results.Select(result => result.Output));
        Assert.Equal("(operand2 + (operand0 * 0.25))", fused.Results[1].Body.ToString());
        Assert.Equal(2, Fuse(Gradient, sum, Sink(_map)).Count);
    }

    [Theory]
    [InlineData("over an element of another place")]
    [InlineData("of another extent")]
    [InlineData("of other channels")]
    [InlineData("of two results")]
    [InlineData("of another map")]
    [InlineData("behind another kernel")]
    [InlineData("of two maps")]
    public void Other_formulas_stay(string what)
    {
        var formula = Formula(_whole, new Load(0) * new Load(1), _whole, Whole(_kept));
        IReadOnlyList<Kernel> kernels = what switch
        {
            "over an element of another place" => [Gradient, formula with { Inputs = [_whole, _whole with { RowStep = 0, PixelStep = 0 }] }],
            "of another extent" => [Gradient, formula with { Height = 3 }],
            "of other channels" => [Gradient, formula with { Lanes = 6 }],
            "of two results" => [Gradient, formula with { Results = [.. formula.Results, new Result(Whole(_images), new Load(0))] }],
            "of another map" => [Gradient, formula with { Inputs = [Whole(_kept), Whole(_images)] }],
            "behind another kernel" => [Gradient, Sink(_map), formula],
            _ => [Gradient, Formula(_whole, new Load(0) * new Load(1) + new Load(2), _whole, Whole(_kept), Whole(_images))],
        };
        Assert.Equal(kernels.Count, Fuse([.. kernels, Sink(_map)]).Count);
        Assert.Single(Fuse(Gradient, formula, Sink(_map)));
    }

    /// <summary>It has as much to do as both had, and touches the map once.</summary>
    [Fact]
    public void Its_work_is_that_of_both_on_one_map_less()
    {
        var activation = Formula(_whole, new Load(0) * new Load(1), _whole, Whole(_kept));
        var work = Workload.Of(Assert.Single(Fuse(Gradient, activation, Sink(_map))));
        Assert.Equal((WorkKind.Pointwise, 2 * 128L, 4 * (32 + 128 + 128L), 0L), (work.Kind, work.Operations, work.BytesOfImage, work.BytesOfCall));
    }

    /// <summary>A row of windows reads and writes two rows of the map.</summary>
    [Fact]
    public void A_row_of_windows_reaches_as_far_as_its_last_place()
    {
        var reach = Reach.Of(Assert.Single(Fuse(Gradient, Formula(_whole, new Load(0) * new Load(1), _whole, Whole(_kept)), Sink(_map))));
        Assert.True(reach.IsByRows);
        Assert.Equal((64, 128), (Below(_kept, 1), Below(_kept, 2)));
        Assert.Equal((0, 64), (From(0), From(1)));

        long Below(Region region, int items) => reach.Reads.Where(read => read.Region == region).Max(read => read.Below[items]);

        long From(int item) => reach.Writes.Where(write => write.Region == _map).Min(write => write.From[item]);
    }

    private static Window Gradient { get; } = new("pooling", WindowOperation.Average, true, 4, 4, 8, new WindowGeometry(2, 2, 2, 2, 1, 0, 0, 0, 0, 2, 2), false, Whole(_pooled, 16, 8), _whole);

    private static IReadOnlyList<Kernel> Fuse(params Kernel[] kernels) =>
        [.. FusePooling.Run(new KernelProgram("Training", [new Segment("Backward", kernels)])).Segments[0].Kernels.SkipLast(1)];

    private static Pointwise Formula(Grid result, Expression body, params Grid[] operands) => new("formula", 4, 4, 8, operands, result, body, (128, 32, 8, 1));

    /// <summary>Something that reads a map.</summary>
    private static ColumnReduction Sink(Region region) =>
        new("sum", 4, 4, 8, [Whole(region)], new Load(0), RowFold.Sum, Grid.Vector(new Region("total", Space.Gradients, 8)), perImage: false, accumulate: false);

    private static IEnumerable<Grid> Places(Region region) => from row in (int[])[0, 1] from column in (int[])[0, 1] select new Grid(region, (row * 32) + (column * 8), 128, 64, 16);

    private static Grid Whole(Region region) => Whole(region, 32, 8);

    private static Grid Whole(Region region, int rowStep, int pixelStep) => new(region, 0, region.Floats, rowStep, pixelStep);

    private static Region Planned(string name, int floats) => new(name, Space.PerImage, floats);
}
