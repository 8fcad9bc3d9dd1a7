using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The mean of (output − target)² over batch and elements.</summary>
internal sealed partial class MeanSquaredError : Loss
{
    public override string Kind => "MeanSquaredError";

    public override bool TakesLabels => false;

    public override int TargetsPerImage(Shape output) => (int)output.Elements;
}
