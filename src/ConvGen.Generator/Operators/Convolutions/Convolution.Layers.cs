using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>A convolution as a layer with parameters <c>weight</c> and <c>bias</c>.</summary>
internal sealed partial record Convolution
{
    public void Forward(ForwardContext context, bool useBias) => Result(
        context.Kernels, context.Name, context.Name + " forward", context.Input, context.Output,
        context.Parameter("weight").Values, useBias ? context.Parameter("bias").Values : null);

    public void Gradient(GradientContext context, bool useBias, bool trainable)
    {
        var dy = context.OutputGradient;
        if (trainable)
        {
            FilterGradient(context.ParameterKernels, context.Name + " filter gradient", context.Input, dy, context.Parameter("weight").Gradients, cleanLanes: true);
            if (useBias)
                context.ParameterKernels.Add(ColumnReduction.BiasGradient(context.Name, dy.Height, dy.Width, dy.Channels, dy.Grid, context.Parameter("bias").Gradients));
        }

        // Repacked with the parameters' kernels: they are the weights of this pass, even where the input's gradient is asked for after an optimiser's step.
        InputGradient(
            context.InputKernels, context.ParameterKernels, context.Name, context.Name + " input gradient", dy, context.InputGradient, context.Parameter("weight").Values, bias: null);
    }
}
