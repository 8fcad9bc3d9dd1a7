using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>Lowering of operators that compute each element from its counterpart, in place where they may.</summary>
internal static class Elementwise
{
    /// <summary><c>y = body(x)</c>, x being operand 0.</summary>
    public static void Forward(ForwardContext context, Expression body)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new Pointwise(context.Name + " forward", x.Height, x.Width, x.Lanes, [x.Grid], y.Grid, body, x.Index));
    }

    /// <summary><c>dx = body(dy, y)</c>, dy being operand 0 and y operand 1.</summary>
    public static void GradientFromOutput(GradientContext context, Expression body) => Gradient(context, context.Output, body);

    /// <summary><c>dx = body(dy, x)</c>, dy being operand 0 and x operand 1.</summary>
    public static void GradientFromInput(GradientContext context, Expression body) => Gradient(context, context.Input, body);

    /// <summary><paramref name="x"/> between ∓<paramref name="limit"/>; NaN stays NaN.</summary>
    public static Expression Clamp(Expression x, float limit) => new Binary(BinaryOperation.Minimum, new Binary(BinaryOperation.Maximum, x, -limit), limit);

    private static void Gradient(GradientContext context, Tensor reference, Expression body)
    {
        var (dy, dx) = (context.OutputGradient, context.InputGradient);
        context.InputKernels.Add(new Pointwise(
            context.Name + " input gradient", dy.Height, dy.Width, dy.Lanes, [dy.Grid, reference.Grid], dx.Grid, body, dy.Index));
    }
}
