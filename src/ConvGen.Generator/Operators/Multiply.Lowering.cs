using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

internal sealed partial class Multiply
{
    public override bool GradientReadsInput => true;

    /// <summary><c>y = x₀ · x₁ · …</c></summary>
    public override void Forward(ForwardContext context)
    {
        var y = context.Output;
        context.Kernels.Add(new Pointwise(
            context.Name + " forward", y.Height, y.Width, y.Lanes, [.. context.Inputs.Select(x => Spread(x, y))], y.Grid, Product(context.Inputs.Count), y.Index));
    }

    /// <summary><c>dxᵢ = dy · Π xⱼ</c> over the other operands; a gate's is summed over the pixels it was applied to.</summary>
    public override void Gradient(GradientContext context)
    {
        var dy = context.OutputGradient;
        for (var i = 0; i < context.Inputs.Count; i++)
        {
            var (dx, kernels) = (context.Gradients[i].Tensor, context.Gradients[i].Kernels);
            List<Grid> factors = [dy.Grid, .. context.Inputs.Where((_, other) => other != i).Select(x => Spread(x, dy))];
            if (IsSpread(dx, dy))
                kernels.Add(new ColumnReduction(dx.Region.Name, dy.Height, dy.Width, dy.Lanes, factors, Product(factors.Count), RowFold.Sum, dx.Grid, PerImage: true, Accumulate: false));
            else
                kernels.Add(new Pointwise(dx.Region.Name, dy.Height, dy.Width, dy.Lanes, factors, dx.Grid, Product(factors.Count), dy.Index));
        }
    }

    private static bool IsSpread(Tensor operand, Tensor result) => operand.Height * operand.Width < result.Height * result.Width;

    /// <summary>The operand as the result's pixels see it: a gate is the same for all.</summary>
    private static Grid Spread(Tensor operand, Tensor result) => IsSpread(operand, result) ? operand.Grid with { RowStep = 0, PixelStep = 0 } : operand.Grid;

    private static Expression Product(int factors)
    {
        Expression product = new Load(0);
        for (var i = 1; i < factors; i++)
            product *= new Load(i);
        return product;
    }
}
