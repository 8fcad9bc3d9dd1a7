using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

internal sealed partial class DepthwiseConv2D
{
    public override bool GradientReadsInput => true;

    public override string ParameterInitializer => Initializer;

    public override bool ParametersTrainable => Trainable;

    public override Halo InputHalo(Shape input) => AsConvolution(input).InputHalo;

    public override Halo OutputGradientHalo(Shape input) => AsConvolution(input).OutputHalo;

    public override ParameterLayout Layout(string key, Tensor input) => key == "bias"
        ? ParameterLayout.Vector(input.Channels * Multiplier)
        : Multiplier == 1 ? ChannelFilter.Layout(_window.Geometry(input.Map), input.Channels) : AsConvolution(input.Map).Layout;

    /// <summary>One filter a channel is a formula over lanes; several are a convolution in as many groups as there are channels.</summary>
    public override void Forward(ForwardContext context)
    {
        if (Multiplier == 1)
            AsFilter(context.Input.Map).Forward(context, UseBias);
        else
            AsConvolution(context.Input.Map).Forward(context, UseBias);
    }

    public override void Gradient(GradientContext context)
    {
        if (Multiplier == 1)
            AsFilter(context.Input.Map).Gradient(context, UseBias, Trainable);
        else
            AsConvolution(context.Input.Map).Gradient(context, UseBias, Trainable);
    }

    private ChannelFilter AsFilter(Shape input) => new(input, _window.Geometry(input));

    private Convolution AsConvolution(Shape input) => new(input, input.Channels * Multiplier, input.Channels, _window.Geometry(input));
}
