namespace ConvGen.Generator.Operators;

/// <summary>A loss on the network's output. Shape rules as for operators; the lowering half gives value and gradient in one kernel.</summary>
internal abstract partial class Loss
{
    /// <summary>The attribute's name without "Attribute".</summary>
    public abstract string Kind { get; }

    /// <summary>True where it takes one int label per position, false where it takes float targets.</summary>
    public abstract bool TakesLabels { get; }

    /// <summary>The label that contributes nothing, or null.</summary>
    public virtual int? IgnoreIndex => null;

    /// <summary>How the output says its answer.</summary>
    public virtual LossAnswer Answer => LossAnswer.None;

    /// <summary>Above it the answer is yes, for <see cref="LossAnswer.Threshold"/>.</summary>
    public virtual float Threshold => 0;

    /// <summary>Checks the output's shape; false after a problem was reported.</summary>
    public virtual bool Check(ShapeContext context) => true;

    /// <summary>Labels or target values for one image.</summary>
    public abstract int TargetsPerImage(Graph.Shape output);
}

/// <summary>How an output says its answer, for accuracies. The names are those of the runtime.</summary>
internal enum LossAnswer
{
    /// <summary>It says none: distances, regressions.</summary>
    None,

    /// <summary>The largest along the last axis.</summary>
    Class,

    /// <summary>Every element by itself: above the threshold is yes.</summary>
    Threshold,
}
