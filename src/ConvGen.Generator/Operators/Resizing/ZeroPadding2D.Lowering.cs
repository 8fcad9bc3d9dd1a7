using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

internal sealed partial class ZeroPadding2D
{
    public override void Forward(ForwardContext context) => _margins.Surround(context.Kernels, context.Name + " forward", context.Input, context.Output);

    public override void Gradient(GradientContext context) =>
        _margins.CutOut(context.InputKernels, context.Name + " input gradient", context.OutputGradient, context.InputGradient);
}
