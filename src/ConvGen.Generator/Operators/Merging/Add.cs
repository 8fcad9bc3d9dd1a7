using System.Linq;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The sum of operands of one shape, element by element.</summary>
internal sealed partial class Add : Merge
{
    public override string Kind => "Add";

    public override Shape? InferShape(ShapeContext context)
    {
        var largest = Largest(context);
        var odd = context.Inputs.ToList().FindIndex(shape => shape != context.Inputs[largest]);
        return odd < 0 ? context.Input : Mismatch(context, odd, largest);
    }
}
