using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>In training, zeroes elements with probability Rate and scales the others by 1 / (1 − Rate) (inverted dropout, Srivastava et al. 2014); else the identity.</summary>
internal sealed partial class Dropout : Operator
{
    public Dropout(LayerArguments arguments)
    {
        Rate = arguments.Float("Rate", 0);
        // Written so that NaN fails too.
        if (!(Rate >= 0 && Rate < 1))
            arguments.Report("CVG2009", "Rate", LayerArguments.Text(Rate));
    }

    public override string Kind => "Dropout";

    public float Rate { get; }

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
