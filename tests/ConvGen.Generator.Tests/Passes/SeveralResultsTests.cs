using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Kernels that write several results in one pass: who makes them, what they are not, and that the verifier looks at each result.</summary>
public sealed class SeveralResultsTests
{
    private static readonly Region X = new("x", Space.PerImage, 64) { Offset = 0 };
    private static readonly Region Y = new("y", Space.PerImage, 64) { Offset = 64 };
    private static readonly Region Sum = new("sum", Space.Fixed, 16) { Offset = 0 };
    private static readonly Grid Map = new(X, 0, 64, 32, 8);
    private static readonly Grid Other = new(Y, 0, 64, 32, 8);

    [Theory]
    [InlineData("BatchNormalization", 16, 5, 3)]
    [InlineData("InstanceNormalization", 16, 3, 3)]
    [InlineData("BatchNormalization", 12, 6, 4)] // lanes past the channels: what belongs to parameters is written by itself, without them
    [InlineData("InstanceNormalization", 12, 3, 4)]
    public void A_normalisation_is_a_few_wide_kernels(string layer, int channels, int forward, int backward)
    {
        var training = Compiled.Network($"""
            [Network] [Input(6, 5, 3)] [Conv2D({channels}, 3, Name = "a")] [{layer}(Name = "b")] [Conv2D(4, 1, Name = "c")]
            public sealed partial class Net;
            """).Training;
        Assert.Equal(forward, Of("Forward"));
        Assert.Equal(backward, Of("Backward"));

        int Of(string segment) => training.Find(segment)!.Kernels.Count(kernel => kernel.Name.StartsWith("b ", StringComparison.Ordinal) && !kernel.Name.EndsWith(" again", StringComparison.Ordinal) && kernel is not Move);
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Multiply")]
    public void Operands_of_one_shape_get_their_gradients_in_one_pass(string layer)
    {
        var training = Compiled.Network($$"""
            [Network] [Input(6, 5, 3)]
            public sealed partial class Net
            {
                [Conv2D(8, 1)] public partial Activations Left { get; }
                [From(Network.Input)] [Conv2D(8, 1)] public partial Activations Right { get; }
                [From(nameof(Left))] [{{layer}}(nameof(Right))] public partial Activations Both { get; }
            }
            """).Training;
        var gradients = Assert.Single(training.Find("Backward")!.Kernels.OfType<Pointwise>());
        Assert.Equal(2, gradients.Results.Count);
    }

    [Fact]
    public void A_contraction_does_not_swallow_a_kernel_with_two_results()
    {
        var (conv, relu) = (Contraction(), new Pointwise("both", 2, 4, 8, [Map], [new Result(Map, new Load(0) + 1f), new Result(Other, new ResultOf(0))], default));
        var fused = ConvGen.Generator.Passes.FuseEpilogues.Run(new KernelProgram("Inference", [new Segment("Forward", [conv, relu])]));
        Assert.Equal([conv, relu], fused.Kernels);
        var alone = relu with { Results = [relu.Results[0]] };
        Assert.Single(ConvGen.Generator.Passes.FuseEpilogues.Run(new KernelProgram("Inference", [new Segment("Forward", [conv, alone])])).Kernels);
    }

    [Fact]
    public void Every_result_is_written_and_costs()
    {
        var one = new Pointwise("one", 2, 4, 8, [Map], Map, new Load(0) + 1f, default);
        var two = one with { Results = [.. one.Results, new Result(Other, new ResultOf(0) * 2f)] };
        Assert.Equal([X, Y], two.Writes);
        Assert.True(two.CostPerItem > one.CostPerItem);
        var sums = new ColumnReduction("sums", 2, 4, 8, [Map], new Load(0), RowFold.Sum, new Grid(Sum, 0, 0, 0, 0), perImage: false, accumulate: true);
        Assert.Equal([X, Sum], sums.Reads);
        Assert.True((sums with { Terms = [.. sums.Terms, new Load(0) * new Load(0)] }).CostPerItem > sums.CostPerItem);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "later", "for '(result1 + 1)'" },
        { "operand", "for 'operand1'" },
        { "total", "for 'total1'" },
        { "twice", "writes 'y' twice" },
        { "growth", "runs for each image, but not so 'sum'" },
        { "shifted", "reads 'x' and writes it elsewhere" },
        { "pixel", "has a result of one pixel" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void The_verifier_looks_at_every_result(string what, string fault)
    {
        var sound = new Pointwise("kernel", 2, 4, 8, [Map], [new Result(Map, new Load(0)), new Result(Other, new ResultOf(0) + 1f)], default);
        var sums = new ColumnReduction("kernel", 2, 4, 8, [Map], RowFold.Sum, [new Load(0)], [new Result(Grid.Vector(Sum), new Total(0))], PerImage: false);
        Assert.Empty(Verify(sound));
        Assert.Empty(Verify(sums));
        Kernel broken = what switch
        {
            "later" => sound with { Results = [sound.Results[0], new Result(Other, new ResultOf(1) + 1f)] },
            "operand" => sound with { Results = [sound.Results[0], new Result(Other, new Load(1))] },
            "total" => sums with { Results = [new Result(Grid.Vector(Sum), new Total(1))] },
            "twice" => sound with { Results = [.. sound.Results, new Result(Other, 1f)] },
            "growth" => sound with { Results = [sound.Results[0], new Result(Grid.Vector(Sum), 1f)] },
            "shifted" => sound with { Results = [new Result(Map with { Offset = 8 }, new Load(0)), sound.Results[1]] },
            _ => sums with { Results = [new Result(Grid.Vector(Sum), new Total(0) + new Load(0))] },
        };
        Assert.Contains(Verify(broken), text => text.EndsWith(fault, StringComparison.Ordinal));
    }

    /// <summary>A map of 4 × 4 pixels of 4 channels, in which a kernel of 2 × 2 pixels has two results; the second begins some rows and columns behind the first.</summary>
    [Theory]
    [InlineData(0, 1, 32, 8, true)] // beside each other: places of windows of 2×2
    [InlineData(1, 0, 32, 8, true)]
    [InlineData(1, 1, 32, 8, true)]
    [InlineData(0, 2, 32, 8, false)] // a window further, where the first has its second pixel
    [InlineData(2, 0, 32, 8, false)]
    [InlineData(0, 1, 32, 4, false)] // windows without a second column
    [InlineData(1, 0, 16, 8, false)] // or row
    public void The_verifier_tells_places_from_what_overlaps(int row, int column, int rowStep, int pixelStep, bool lieApart)
    {
        var first = new Grid(X, 0, 64, rowStep, pixelStep);
        var kernel = new Pointwise("kernel", 2, 2, 4, [first], [new Result(first, new Load(0)), new Result(first with { Offset = (row * 16) + (column * 4) }, new Load(0))], default);
        Assert.Equal(lieApart ? [] : ["'kernel' writes 'x' twice"], Verify(kernel).Where(fault => fault.StartsWith("'kernel'", StringComparison.Ordinal)));
    }

    private static IReadOnlyList<string> Verify(Kernel kernel) => ProgramVerifier.Verify(new KernelProgram("Training", [new Segment("Forward", [Contraction(), kernel])]));

    /// <summary>Writes x: 2 × 4 pixels of 8 channels.</summary>
    private static Contraction Contraction()
    {
        var (input, weights) = (new Region("input", Space.Input, 8), new Region("weights", Space.Parameters, 8));
        return new Contraction(
            "conv", [Loop.Batch, new("row", 2), new("column", 4)], [new("depth", 1)], 8, new Operand(input, 0, [8, 4, 1], [1], 0), new Operand(weights, 0, [0, 0, 0], [8], 16),
            new Operand(X, 0, [64, 32, 8], [], 16), false, [], Value.Instance);
    }
}
