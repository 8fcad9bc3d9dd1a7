using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>x / (bias + α / size · Σ x²)^β, the sum over a window of channels at the same position.</summary>
internal sealed partial class LocalResponseNormalization : Operator
{
    public LocalResponseNormalization(LayerArguments arguments)
    {
        Size = arguments.Positive("Size", 1);
        Alpha = arguments.Float("Alpha", 1e-4f);
        Beta = arguments.Float("Beta", 0.75f);
        Bias = arguments.Float("Bias", 1);
        // Written so that NaN fails too.
        if (!(Alpha >= 0 && !float.IsPositiveInfinity(Alpha)))
            arguments.Report("CVG2018", "Alpha", "Alpha", LayerArguments.Text(Alpha), "at least 0 and finite");
        if (float.IsNaN(Beta) || float.IsInfinity(Beta))
            arguments.Report("CVG2018", "Beta", "Beta", LayerArguments.Text(Beta), "finite");
        if (!(Bias > 0 && !float.IsPositiveInfinity(Bias)))
            arguments.Report("CVG2018", "Bias", "Bias", LayerArguments.Text(Bias), "above 0 and finite");
    }

    public override string Kind => "LocalResponseNormalization";

    /// <summary>Channels in the window.</summary>
    public int Size { get; }

    public float Alpha { get; }

    public float Beta { get; }

    public float Bias { get; }

    public override Shape? InferShape(ShapeContext context) => context.Input.IsMap
        ? context.Input
        : context.Report("CVG2007", null, context.Input.ToString(), context.Source.Label);
}
