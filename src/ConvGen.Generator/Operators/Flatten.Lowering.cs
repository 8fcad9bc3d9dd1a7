namespace ConvGen.Generator.Operators;

internal sealed partial class Flatten
{
    public override bool Flattens => true;

    public override Placement Placement(bool training) => Operators.Placement.View;
}
