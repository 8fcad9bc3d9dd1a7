using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class PReLU
{
    public override bool GradientReadsInput => true;

    public override bool GradientInPlace => true;

    public override bool ParametersTrainable => Trainable;

    /// <summary>A slope for each feature of a flattened map would lie in another order than the map; one for all fits any.</summary>
    public override bool AcceptsFlattened => Shared;

    /// <summary>In training the gradient reads the input, so that nothing is lost with memory of its own.</summary>
    public override Placement Placement(bool training) => training && !Shared ? Operators.Placement.Own : Operators.Placement.InPlace;

    public override ParameterLayout Layout(string key, Tensor input) => ParameterLayout.Vector(Shared ? 1 : input.Channels);

    public override void Forward(ForwardContext context)
    {
        var (x, y) = (context.Input, context.Output);
        context.Kernels.Add(new Pointwise(
            context.Name + " forward", x.Height, x.Width, x.Lanes, [x.Grid, Slopes(context.Parameter("weight").Values)], y.Grid,
            new Choose(new Load(0), new Load(0), new Load(0) * new Load(1)), x.Index));
    }

    /// <summary><c>dslope[c] += Σ (x &gt; 0 ? 0 : dy · x)</c>, <c>dx = x &gt; 0 ? dy : slope · dy</c></summary>
    public override void Gradient(GradientContext context)
    {
        var (x, dy, dx, slope) = (context.Input, context.OutputGradient, context.InputGradient, context.Parameter("weight"));
        if (Trainable)
            context.ParameterKernels.Add(new ColumnReduction(
                context.Name + " slope gradient", dy.Height, dy.Width, dy.Lanes, [dy.Grid, x.Grid], new Choose(new Load(1), 0f, new Load(0) * new Load(1)), RowFold.Sum,
                new Grid(slope.Gradients, 0, 0, 0, 0), perImage: false, accumulate: true, acrossLanes: Shared));
        context.InputKernels.Add(new Pointwise(
            context.Name + " input gradient", dy.Height, dy.Width, dy.Lanes, [dy.Grid, x.Grid, Slopes(context.Kept("weight"))], dx.Grid,
            new Choose(new Load(1), new Load(0), new Load(0) * new Load(2)), dy.Index));
    }

    private Grid Slopes(Region slopes) => new(slopes, 0, 0, 0, 0, Shared ? 0 : 1);
}
