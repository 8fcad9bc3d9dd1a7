using System.Linq;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Add
{
    public override Placement Placement(bool training) => Operators.Placement.InPlace;

    /// <summary><c>y = x₀ + x₁ + …</c>, over x₀ where that is nobody else's.</summary>
    public override void Forward(ForwardContext context)
    {
        var y = context.Output;
        Expression sum = new Load(0);
        for (var i = 1; i < context.Inputs.Count; i++)
            sum += new Load(i);
        context.Kernels.Add(new Pointwise(context.Name + " forward", y.Height, y.Width, y.Lanes, [.. context.Inputs.Select(x => x.Grid)], y.Grid, sum, y.Index));
    }

    public override bool GradientPassesOn => true;

    /// <summary><c>dxᵢ = dy</c>, all that one list asks for in one pass; nothing for those that lie where dy does, and once for those that lie in one place.</summary>
    public override void Gradient(GradientContext context)
    {
        var dy = context.OutputGradient;
        foreach (var group in context.Gradients.Where(gradient => gradient.Tensor.Region != dy.Region).GroupBy(gradient => gradient.Kernels, gradient => gradient.Tensor))
            group.Key.Add(new Pointwise(
                group.First().Region.Name, dy.Height, dy.Width, dy.Lanes, [dy.Grid], [.. group.Distinct().Select(dx => new Result(dx.Grid, new Load(0)))], dy.Index));
    }
}
