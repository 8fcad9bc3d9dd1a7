using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Conv2DTranspose
{
    public override bool GradientReadsInput => true;

    public override string ParameterInitializer => Initializer;

    public override bool ParametersTrainable => Trainable;

    public override Halo InputHalo(Shape input) => Transposed(input).OutputHalo;

    public override Halo OutputGradientHalo(Shape input) => Transposed(input).InputHalo;

    public override ParameterLayout Layout(string key, Tensor input) => key == "bias" ? ParameterLayout.Vector(Filters) : Transposed(input.Map).Layout;

    /// <summary>
    /// <c>y[n, iy·s + ky·d − pad, ix·s + kx·d − pad, o] += x[n, iy, ix, i] · w[i, o, ky, kx]</c>, computed as the sums that each result pixel receives:
    /// the input gradient of the convolution that goes the other way, phase by phase of the stride. Nothing is stuffed with zeros.
    /// </summary>
    public override void Forward(ForwardContext context) => Transposed(context.Input.Map).InputGradient(
        context.Kernels, context.Kernels, context.Name, context.Name + " forward", context.Input, context.Output,
        context.Parameter("weight").Values, UseBias ? context.Parameter("bias").Values : null);

    /// <summary>The same convolution's filter gradient, with result's gradient and input in each other's place; its result is the input's gradient.</summary>
    public override void Gradient(GradientContext context)
    {
        var (convolution, dy, kernels) = (Transposed(context.Input.Map), context.OutputGradient, context.ParameterKernels);
        var weights = context.Parameter("weight");
        if (Trainable)
        {
            convolution.FilterGradient(kernels, context.Name + " filter gradient", dy, context.Input, weights.Gradients, cleanLanes: false);
            if (UseBias)
                kernels.Add(ColumnReduction.BiasGradient(context.Name, dy.Height, dy.Width, dy.Channels, dy.Grid, context.Parameter("bias").Gradients));
        }

        var name = context.Name + " input gradient";
        convolution.Result(context.InputKernels, name, name, dy, context.InputGradient, context.Kept("weight"), bias: null);
    }
}
