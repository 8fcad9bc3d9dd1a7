using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>½ d² for equal labels, ½ max(margin − d, 0)² for different ones, the mean over the batch's pairs.</summary>
internal sealed partial class ContrastiveLoss(LayerArguments arguments) : Loss
{
    public override string Kind => "ContrastiveLoss";

    public override bool TakesLabels => true;

    /// <summary>The distance beyond which different labels are left alone.</summary>
    public float Margin { get; } = PairedVectors.Margin(arguments, 1);

    public override bool Check(ShapeContext context) => PairedVectors.Check(context);

    public override int TargetsPerImage(Shape output) => 1;
}
