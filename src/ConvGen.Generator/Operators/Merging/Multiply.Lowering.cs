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

    /// <summary><c>dxᵢ = dy · Π xⱼ</c> over the other operands, all that one list asks for in one pass; gates' are summed over the pixels they were applied to.</summary>
    public override void Gradient(GradientContext context)
    {
        var dy = context.OutputGradient;
        foreach (var group in Enumerable.Range(0, context.Inputs.Count).GroupBy(i => (context.Gradients[i].Kernels, Gates: IsSpread(context.Inputs[i], dy))))
        {
            var of = new Operands();
            foreach (var i in group)
            {
                var dx = context.Gradients[i].Tensor;
                var product = context.Inputs.Where((_, other) => other != i).Aggregate(of[dy.Grid], (product, x) => product * of[Spread(x, dy)]);
                of.Write(group.Key.Gates ? dx.FirstPixel : dx.Grid, group.Key.Gates ? of.Sum(product) : product);
            }

            var name = context.Gradients[group.First()].Tensor.Region.Name;
            if (group.Key.Gates)
                group.Key.Kernels.SumPerImage(name, dy, of);
            else
                group.Key.Kernels.PerElement(name, dy, of);
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
