using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

internal sealed partial class Conv2D
{
    public override bool GradientReadsInput => true;

    /// <summary>With a filter for each channel the channels are lanes: see <see cref="ChannelFilter"/>.</summary>
    public override bool ReadsScalars => Groups == 1;

    public override string ParameterInitializer => Initializer;

    public override bool ParametersTrainable => Trainable;

    public override Halo InputHalo(Shape input) => At(input).InputHalo;

    public override Halo OutputGradientHalo(Shape input) => At(input).OutputHalo;

    public override bool HaloIsForInputGradient => Groups == 1;

    public override ParameterLayout Layout(string key, Tensor input) =>
        key == "bias" ? ParameterLayout.Vector(Filters) : IsChannelwise(input.Map) ? ChannelFilter.Layout(Geometry(input.Map), Filters) : At(input.Map).Layout;

    public override void Forward(ForwardContext context)
    {
        var map = context.Input.Map;
        if (IsChannelwise(map))
            new ChannelFilter(map, Geometry(map)).Forward(context, UseBias);
        else
            At(map).Forward(context, UseBias);
    }

    public override void Gradient(GradientContext context)
    {
        var map = context.Input.Map;
        if (IsChannelwise(map))
            new ChannelFilter(map, Geometry(map)).Gradient(context, UseBias, Trainable);
        else
            At(map).Gradient(context, UseBias, Trainable);
    }

    /// <summary>One channel in and one out for each filter: no matrix, but a formula over shifted maps.</summary>
    private bool IsChannelwise(Shape input) => Groups > 1 && Groups == Filters && Groups == input.Channels;

    private Convolution At(Shape input) => new(input, Filters, Groups, Geometry(input));
}
