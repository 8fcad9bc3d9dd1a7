using System;
using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class FixedFilter2D
{
    public override Halo InputHalo(Shape input) => At(input).InputHalo;

    public override Halo OutputGradientHalo(Shape input) => At(input).OutputHalo;

    public override void Forward(ForwardContext context) =>
        At(context.Input.Map).Result(context.Kernels, context.Name, context.Input, context.Output, Number, bias: null);

    public override void Gradient(GradientContext context) =>
        At(context.Input.Map).InputGradient(context.InputKernels, context.Name + " input gradient", context.OutputGradient, context.InputGradient, Number);

    private ChannelFilter At(Shape input) => new(input, _window.Geometry(input));

    private Func<int, List<Grid>, Expression> Number => (tap, _) => _numbers[tap];
}
