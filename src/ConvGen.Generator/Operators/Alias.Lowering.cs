namespace ConvGen.Generator.Operators;

internal sealed partial class Alias
{
    public override Placement Placement(bool training) => Operators.Placement.View;
}
