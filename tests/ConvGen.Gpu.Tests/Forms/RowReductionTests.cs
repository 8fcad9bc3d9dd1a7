using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Folds of rows: of pixels by a thread and by several, of whole images; losses of one row and of many.</summary>
public class RowReductionTests
{
    /// <summary>More lanes than a thread has to itself, and than a warp.</summary>
    private static IEnumerable<(int Height, int Width, int Lanes)> Shapes => Layouts.Shapes.Append((3, 2, 33)).Append((2, 3, 130)).Append((1, 1, 1100)).Append((9, 7, 5)).Append((19, 17, 3));

    private static Expression Shifted => new Unary(UnaryOperation.Exp, new Load(0) - new RowScalar(0));

    [Theory]
    [InlineData(false, Layout.Plain)]
    [InlineData(false, Layout.Haloed)]
    [InlineData(true, Layout.Plain)]
    [InlineData(true, Layout.Sliced)]
    public void Softmax_of_rows(bool wholeImage, Layout layout) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape => Softmax(shape, wholeImage, layout))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Softmax_in_place(bool wholeImage) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape =>
    {
        var kernel = Softmax(shape, wholeImage, Layout.Haloed);
        return kernel with { Output = kernel.Inputs[0] };
    })));

    /// <summary>As they are: what follows does not depend on the largest, as shares do not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Folds(bool wholeImage) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape =>
    {
        var kernel = Softmax(shape, wholeImage, Layout.Plain);
        var (size, mean) = (new Unary(UnaryOperation.Absolute, new Load(0)), new RowScalar(1) * 0.125f);
        return kernel with
        {
            Folds = [new RowStep(RowFold.Maximum, size), new RowStep(RowFold.Sum, new Load(0)), new RowStep(RowFold.Sum, (new Load(0) - mean) * (new Load(0) - mean))],
            Result = (new Load(0) * new RowScalar(0)) + (new RowScalar(1) - new RowScalar(2)),
        };
    })));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Crossentropy_of_labels(bool wholeImage) => Assert.Equal("", Layouts.Faults(Shapes.SelectMany(shape => new[] { true, false }.Select(hasGradient => Crossentropy(shape, wholeImage, hasGradient)))));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Squares_from_targets(bool isFlattened) => Assert.Equal("", Layouts.Faults(Shapes.Select(shape =>
    {
        var (height, width, lanes) = shape;
        var difference = new Load(0) - new Load(1);
        return new RowReduction(
            $"{shape}", height, width, lanes, true, [Layouts.Map("x", height, width, lanes, Layout.Haloed), Layouts.Targets(height, width, lanes, isFlattened)], [new RowStep(RowFold.Sum, difference * difference)],
            Layouts.Map("dx", height, width, lanes), difference * (new LossScale() * 0.125f), Losses, new RowScalar(0) * 0.25f, false, (0, 0, 1));
    })));

    /// <summary>The largest passes over it, and the sum finds it.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(130)]
    public void A_NaN_makes_its_row_NaN(int lanes)
    {
        var kernel = Softmax((3, 2, lanes), false, Layout.Plain);
        Assert.Empty(new KernelTrial(kernel, 2, 2) { Prepare = memory => memory.Values(kernel.Inputs[0].Region)[Packing.Pad(lanes) + 5] = float.NaN }.Faults());
    }

    [Fact]
    public void Infinities()
    {
        var kernel = Softmax((3, 2, 12), false, Layout.Plain);
        Assert.Empty(new KernelTrial(kernel, 1, 1)
        {
            Prepare = memory =>
            {
                memory.Values(kernel.Inputs[0].Region)[3] = float.NegativeInfinity;
                memory.Values(kernel.Inputs[0].Region)[20] = float.PositiveInfinity;
            },
        }.Faults());
    }

    private static Region Losses => new("losses", Space.Losses, 1);

    private static RowReduction Softmax((int Height, int Width, int Lanes) shape, bool wholeImage, Layout layout) => new(
        $"{shape}", shape.Height, shape.Width, shape.Lanes, wholeImage, [Layouts.Map("x", shape.Height, shape.Width, shape.Lanes, layout)],
        [new RowStep(RowFold.Maximum, new Load(0)), new RowStep(RowFold.Sum, Shifted)], Layouts.Map("y", shape.Height, shape.Width, shape.Lanes, layout), Shifted / new RowScalar(1), null, null, false, (0, 0, 1));

    private static RowReduction Crossentropy((int Height, int Width, int Lanes) shape, bool wholeImage, bool hasGradient)
    {
        var (height, width, lanes) = shape;
        RowStep[] folds =
        [
            new(RowFold.Maximum, new Load(0)), new(RowFold.Sum, Shifted), new(RowFold.Sum, new Choose(new IsLabel(), new Load(0) - new RowScalar(0), 0f)),
        ];
        Expression loss = new Choose(new LabelIsNot(-1), new Unary(UnaryOperation.Log, new RowScalar(1)) - new RowScalar(2), 0f);
        Expression result = new Choose(new LabelIsNot(-1), ((Shifted / new RowScalar(1)) - new IsLabel()) * new LossScale(), 0f);
        return new RowReduction(
            $"{shape}", height, width, lanes, wholeImage, [Layouts.Map("x", height, width, lanes)], folds, hasGradient ? Layouts.Map("dx", height, width, lanes, Layout.Haloed) : null, hasGradient ? result : null, Losses, loss, true,
            wholeImage ? (width, 1, height * width) : (0, 0, 1));
    }
}
