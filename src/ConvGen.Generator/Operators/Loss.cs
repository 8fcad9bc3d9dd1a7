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

    /// <summary>Checks the output's shape; false after a problem was reported.</summary>
    public virtual bool Check(ShapeContext context) => true;

    /// <summary>Labels or target values for one image.</summary>
    public abstract int TargetsPerImage(Graph.Shape output);
}
