namespace ConvGen.Generator.Operators;

internal abstract partial class Operator
{
}
