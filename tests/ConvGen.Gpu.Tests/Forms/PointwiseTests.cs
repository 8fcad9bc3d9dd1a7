using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Formulas over elements.</summary>
public class PointwiseTests
{
    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Haloed)]
    [InlineData(Layout.Sliced)]
    public void Formulas_over_maps(Layout layout) => Assert.Equal("", Layouts.Faults(Layouts.Shapes.Select(shape => Kernel(shape.Height, shape.Width, shape.Lanes, layout))));

    [Fact]
    public void Formulas_of_every_operation()
    {
        Expression x = new Load(0), y = new Load(1);
        Expression[] formulas =
        [
            .. Enum.GetValues<UnaryOperation>().Select(operation => new Unary(operation, operation is UnaryOperation.Log or UnaryOperation.SquareRoot ? y : x * 3f)),
            .. Enum.GetValues<BinaryOperation>().Select(operation => new Binary(operation, x, y)),
            new Choose(x, y, x * 0.25f), (x * y) + x, x + (x * y), new BatchCount(35) * x, new LossScale() * x, new DropoutMask(0.5f, 3) * x,
        ];
        var (a, b) = (Layouts.Map("x", 5, 7, 12), Layouts.Map("y", 5, 7, 12));
        Assert.Equal("", Layouts.Faults(formulas.Select((formula, i) => new Pointwise(formula.ToString(), 5, 7, 12, [a, b], Layouts.Map("z", 5, 7, 12), formula, (420, 84, 12, 1)))));
    }

    [Fact]
    public void Several_results_over_their_own_inputs()
    {
        var (x, y) = (Layouts.Map("x", 5, 7, 24), Layouts.Map("y", 5, 7, 24, Layout.Haloed));
        var kernel = new Pointwise("swap", 5, 7, 24, [x, y], [new Result(x, new Load(1) * 2f), new Result(y, new Load(0) + new ResultOf(0))], default);
        Assert.Equal("", Layouts.Faults(kernel));
    }

    [Fact]
    public void Vectors_of_a_channel_once_a_batch()
    {
        var (mean, scale, result) = (Layouts.Parameter("mean", 12), Layouts.Vector("scale", 12), Layouts.Vector("result", 12));
        var kernel = new Pointwise("vectors", 1, 1, 12, [mean, scale], [new Result(result, new Load(0) / new Unary(UnaryOperation.SquareRoot, new Load(1))), new Result(mean, new Load(0) * 0.5f)], default, PerImage: false);
        Assert.Equal("", Layouts.Faults(kernel));
    }

    private static Pointwise Kernel(int height, int width, int lanes, Layout layout)
    {
        var (x, y, z) = (Layouts.Map("x", height, width, lanes), Layouts.Map("y", height, width, lanes, layout), Layouts.Map("z", height, width, lanes, layout));
        var (scale, offset, slope) = (Layouts.Parameter("scale", lanes), Layouts.Vector("offset", lanes, perImage: true), Layouts.Parameter("slope", 1) with { LaneStep = 0 });
        var sum = (new Load(0) * new Load(2)) + new Load(3) + new Load(1);
        return new Pointwise($"{height}x{width}x{lanes}", height, width, lanes, [x, y, scale, offset, slope], z, new Choose(sum, sum, sum * new Load(4)), (height * width * lanes, width * lanes, lanes, 1));
    }
}
