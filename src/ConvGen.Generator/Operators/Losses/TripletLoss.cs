using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>max(d(a, p)² − d(a, n)² + margin, 0), the mean over the batch's triplets that are above 0.</summary>
internal sealed partial class TripletLoss(LayerArguments arguments) : Loss
{
    public override string Kind => "TripletLoss";

    public override bool TakesLabels => true;

    /// <summary>How much farther, in squared distance, another label's image must be.</summary>
    public float Margin { get; } = PairedVectors.Margin(arguments, 0.2f);

    public override bool Check(ShapeContext context) => PairedVectors.Check(context);

    public override int TargetsPerImage(Shape output) => 1;
}
