using System.Linq;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>
/// The product of operands, element by element. Beside maps there may be gates: one number for each channel, a 1 × 1 map or a vector, by which every
/// pixel is multiplied (squeeze and excitation, Hu et al. 2018).
/// </summary>
internal sealed partial class Multiply : Merge
{
    public override string Kind => "Multiply";

    public override Shape? InferShape(ShapeContext context)
    {
        var largest = Largest(context);
        var result = context.Inputs[largest];
        var odd = context.Inputs.ToList().FindIndex(shape => shape != result && !IsGate(shape, result));
        return odd < 0 ? result : Mismatch(context, odd, largest);
    }

    private static bool IsGate(Shape operand, Shape result) => result.IsMap && operand.Height * operand.Width == 1 && operand.Channels == result.Channels;
}
