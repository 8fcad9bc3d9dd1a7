using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>min(max(x, 0), MaxValue).</summary>
internal sealed partial class ReLU : Operator
{
    public ReLU(LayerArguments arguments)
    {
        MaxValue = arguments.Float("MaxValue", float.PositiveInfinity);
        if (!(MaxValue > 0))
            arguments.Report("CVG2018", "MaxValue", "MaxValue", LayerArguments.Text(MaxValue), "above 0");
    }

    public override string Kind => "ReLU";

    /// <summary>The largest result; infinite where there is no limit.</summary>
    public float MaxValue { get; }

    private bool IsLimited => !float.IsPositiveInfinity(MaxValue);

    public override Shape? InferShape(ShapeContext context) => context.Input;
}
