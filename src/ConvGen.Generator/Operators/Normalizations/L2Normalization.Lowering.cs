using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <remarks>
/// Everything is computed of u = x / m, m being the row's largest size: squares of x itself would overflow above 1e19 and vanish below 1e-19. The norm is
/// m · √(Σ u²), with 1 ≤ Σ u² wherever x is not zero.
/// </remarks>
internal sealed partial class L2Normalization
{
    /// <summary>The smallest normal float: keeps m from being 0.</summary>
    private const float Smallest = 1.17549435e-38f;

    private static readonly Expression Largest = new Binary(BinaryOperation.Maximum, new RowScalar(0), Smallest);

    private static readonly Expression Length = new Unary(UnaryOperation.SquareRoot, new RowScalar(1));

    public override bool GradientReadsInput => true;

    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    private Expression Least => Epsilon / Largest;

    private Expression Divisor => new Binary(BinaryOperation.Maximum, Length, Least);

    /// <summary><c>y = u / max(√(Σ u²), ε / m)</c></summary>
    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        var unit = new Load(0) / Largest;
        context.Kernels.Add(new RowReduction(
            context.Name + " forward", x.Height, x.Width, x.Channels, x.Flattened, [x.Grid], [LargestOf(0), SquaresOf(unit)],
            y.Grid, unit / Divisor, null, null, false, Softmax.RowIndex(x)));
    }

    /// <summary><c>dx = (dy − u · Σ (dy · u) / Σ u²) / √(Σ u²) / m</c>, and <c>dx = dy / ε</c> where the norm is less than ε.</summary>
    public override void Gradient(GradientContext context)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        var unit = new Load(1) / Largest;
        var along = unit * (new RowScalar(2) / new Binary(BinaryOperation.Maximum, new RowScalar(1), Smallest));
        context.InputKernels.Add(new RowReduction(
            context.Name + " input gradient", dy.Height, dy.Width, dy.Channels, dy.Flattened, [dy.Grid, context.Input.Grid],
            [LargestOf(1), SquaresOf(unit), new RowStep(RowFold.Sum, new Load(0) * unit)],
            dx.Grid, new Choose(Length - Least, (new Load(0) - along) / Length / Largest, new Load(0) / Epsilon), null, null, false, Softmax.RowIndex(dy)));
    }

    private static RowStep LargestOf(int operand) => new(RowFold.Maximum, new Unary(UnaryOperation.Absolute, new Load(operand)));

    private static RowStep SquaresOf(Expression unit) => new(RowFold.Sum, unit * unit);
}
