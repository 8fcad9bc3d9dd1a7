using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Two passes over memory become one where nobody else wants what lies between them, and stay two where somebody does.</summary>
public sealed class FusePointwiseTests
{
    private static readonly Region _a = Planned("a"), _b = Planned("b"), _c = Planned("c"), _d = Planned("d");
    private static readonly Region _images = new("images", Space.Input, 64);

    [Fact]
    public void Training_normalises_adds_and_rectifies_in_one_pass()
    {
        var forward = Compiled.Network("""
            [Network] [Input(4, 4, 8)]
            public sealed partial class Net
            {
                [Conv2D(8, 1, Name = "conv")] [BatchNormalization(Name = "bn")] [Add(Network.Input)] [ReLU]
                public partial Activations Sum { get; }
            }
            """).Training.Segments[0].Kernels.OfType<Pointwise>().Where(kernel => kernel.PerImage).ToList();
        Assert.Equal(["bn forward"], forward.Select(kernel => kernel.Name));
        Assert.Equal("max(((((operand1 - operand2) * operand3) + operand4) + operand0), 0)", forward[0].Results[0].Body.ToString());
    }

    [Fact]
    public void A_formula_takes_in_the_one_that_made_its_operand()
    {
        var fused = Fuse(Formula("first", _b, new Load(0) * 2f, _a), Formula("second", _c, new Load(0) + 1f, _b), Sink(_c));
        Assert.Equal(["first : ((operand0 * 2) + 1)"], Formulas(fused));
        Assert.Equal([_a], fused[0].Reads);
    }

    [Fact]
    public void A_formula_over_its_operand_takes_it_in_whoever_reads_it_later()
    {
        var fused = Fuse(Formula("first", _b, new Load(0) * 2f, _a), Formula("second", _b, new Load(0) + 1f, _b), Sink(_b), Sink(_b));
        Assert.Equal(["first : ((operand0 * 2) + 1)"], Formulas(fused));
    }

    [Fact]
    public void What_somebody_else_reads_too_is_stored()
    {
        Assert.Equal(2, Formulas(Fuse(Formula("first", _b, new Load(0) * 2f, _a), Formula("second", _c, new Load(0) + 1f, _b), Sink(_b))).Count);
        Assert.Equal(2, Formulas(Fuse(Formula("first", _b, new Load(0) * 2f, _a), Sink(_b), Formula("second", _b, new Load(0) + 1f, _b))).Count);
    }

    [Fact]
    public void What_another_segment_reads_is_stored()
    {
        var program = new KernelProgram("Training", [
            new Segment("Forward", [Formula("first", _b, new Load(0) * 2f, _a), Formula("second", _c, new Load(0) + 1f, _b)]),
            new Segment("Backward", [Sink(_b)])]);
        Assert.Equal(2, FusePointwise.Run(program).Segments[0].Kernels.Count);
    }

    [Fact]
    public void An_operand_that_was_overwritten_meanwhile_keeps_its_formula_where_it_was()
    {
        var fused = Fuse(Formula("first", _b, new Load(0) * 2f, _a), Formula("other", _a, new Load(0), _images), Formula("second", _c, new Load(0) + 1f, _b), Sink(_a), Sink(_c));
        Assert.Equal(3, Formulas(fused).Count);
    }

    [Fact]
    public void A_pixel_that_all_pixels_see_is_not_overwritten_before_they_have_seen_it()
    {
        // y = x - x's first pixel, then over x: the joined kernel would overwrite the pixel before the others have seen it.
        var first = new Pointwise("first", 2, 2, 8, [Whole(_a), Whole(_a) with { RowStep = 0, PixelStep = 0 }], Whole(_b), new Load(0) - new Load(1), (32, 16, 8, 1));
        Assert.Equal(2, Formulas(Fuse(first, Formula("second", _a, new Load(0) + 1f, _b), Sink(_a))).Count);
    }

    [Fact]
    public void A_kernel_of_two_results_takes_in_what_made_an_operand_of_both()
    {
        var fused = Fuse(Formula("first", _b, new Load(0) * 2f, _a), Both(), Sink(_c), Sink(_d));
        Assert.Equal(["first : ((operand0 * 2) + 1); (result0 - (operand0 * 2))"], Formulas(fused));
        Assert.Equal([_c, _d], fused[0].Writes);
    }

    [Fact]
    public void A_kernel_of_two_results_is_not_taken_in() =>
        Assert.Equal(2, Formulas(Fuse(Both() with { Inputs = [Whole(_a)] }, Formula("second", _b, new Load(0) * 2f, _d), Sink(_b), Sink(_c))).Count);

    private static Pointwise Both() => new("both", 2, 2, 8, [Whole(_b)], [new Result(Whole(_c), new Load(0) + 1f), new Result(Whole(_d), new ResultOf(0) - new Load(0))], (32, 16, 8, 1));

    private static IReadOnlyList<Kernel> Fuse(params Kernel[] kernels)
    {
        var start = Formula("start", _a, new Load(0), _images) with { Lanes = 4 }; // of another extent: it does not take part
        return [.. FusePointwise.Run(new KernelProgram("Inference", [new Segment("Forward", [start, .. kernels])])).Segments[0].Kernels.Skip(1)];
    }

    private static List<string> Formulas(IReadOnlyList<Kernel> kernels) => [.. kernels.OfType<Pointwise>().Select(kernel => $"{kernel.Name} : {string.Join("; ", kernel.Results.Select(result => result.Body))}")];

    private static Pointwise Formula(string name, Region result, Expression body, params Region[] operands) =>
        new(name, 2, 2, 8, [.. operands.Select(Whole)], Whole(result), body, (32, 16, 8, 1));

    /// <summary>Something that reads a region and is no pointwise kernel.</summary>
    private static ColumnReduction Sink(Region region) =>
        new("sum", 2, 2, 8, [Whole(region)], new Load(0), RowFold.Sum, Grid.Vector(new Region("total", Space.Gradients, 8)), perImage: false, accumulate: false);

    private static Grid Whole(Region region) => new(region, 0, 32, 16, 8);

    private static Region Planned(string name) => new(name, Space.PerImage, 32);
}
