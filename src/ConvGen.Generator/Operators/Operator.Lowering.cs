using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

/// <summary>How the result of an operator lies in memory relative to its input.</summary>
internal enum Placement
{
    /// <summary>In memory of its own.</summary>
    Own,

    /// <summary>Over its input, where nobody else needs that; the operator can also work from one tensor to another.</summary>
    InPlace,

    /// <summary>It is its input, read another way: nothing is computed.</summary>
    View,
}

/// <summary>How an operator becomes kernel forms, forward and backward. Traits say what passes need to know without knowing the operator.</summary>
internal abstract partial class Operator
{
    public virtual Placement Placement(bool training) => Operators.Placement.Own;

    /// <summary>True where the result's logical order becomes channels first (Flatten).</summary>
    public virtual bool Flattens => false;

    /// <summary>
    /// True where an operand may be a flattened map still lying as a map; false where it must be copied into a plain vector first. What works
    /// element by element on one operand passes the layout on.
    /// </summary>
    public virtual bool AcceptsFlattened => KeepsLayout;

    /// <summary>True where the result lies as its only operand does, element for element.</summary>
    public bool KeepsLayout => MostOperands == 1 && Placement(true) != Operators.Placement.Own;

    /// <summary>True where the gradient of the first operand may be made over the result's gradient, element by element.</summary>
    public virtual bool GradientInPlace => Placement(true) != Operators.Placement.Own;

    /// <summary>True where the result's gradient is each operand's: nothing need be computed where they may share memory.</summary>
    public virtual bool GradientPassesOn => false;

    /// <summary>True where the gradient reads the operator's operands.</summary>
    public virtual bool GradientReadsInput => false;

    /// <summary>True where the gradient reads the operator's result.</summary>
    public virtual bool GradientReadsOutput => false;

    /// <summary>True where the result is the operands' channels side by side: an operand may lie in its part of the result, and then nothing is computed for it.</summary>
    public virtual bool HoldsOperands => false;

    /// <summary>True where the input is read one number at a time, so that its channels need no padding to whole vectors.</summary>
    public virtual bool ReadsScalars => false;

    public virtual string ParameterInitializer => "GlorotUniform";

    public virtual bool ParametersTrainable => true;

    /// <summary>The halo the forward kernels read around the input.</summary>
    public virtual Halo InputHalo(Shape input) => Halo.None;

    /// <summary>The halo the gradient kernels read around the result's gradient.</summary>
    public virtual Halo OutputGradientHalo(Shape input) => Halo.None;

    /// <summary>True where of the gradient kernels only those of the input's gradient read that halo, and can do with a copy.</summary>
    public virtual bool HaloIsForInputGradient => false;

    /// <summary>How a parameter is laid out, given the tensor the operator reads.</summary>
    public virtual ParameterLayout Layout(string key, Tensor input) => throw new System.InvalidOperationException($"{Kind} has no parameter '{key}'");

    /// <summary>Adds the kernels that compute the result. Not called for views.</summary>
    public virtual void Forward(ForwardContext context) => throw new System.InvalidOperationException(Kind + " computes nothing");

    /// <summary>Adds the kernels that make the parameters' and the operands' gradients. Not called for views.</summary>
    public virtual void Gradient(GradientContext context) => throw new System.InvalidOperationException(Kind + " computes nothing");
}

/// <summary>A parameter's packed layout, as the runtime's PanelPacking has it.</summary>
/// <param name="Groups">Convolution groups.</param>
/// <param name="Rows">Output rows of a group.</param>
/// <param name="Axes">Depth axes in packed order: extent, and step in PyTorch's order.</param>
internal readonly record struct ParameterLayout(int Groups, int Rows, System.Collections.Generic.IReadOnlyList<(int Extent, int Stride)> Axes)
{
    public Program.Packing Packing => new(Rows, System.Linq.Enumerable.Aggregate(Axes, 1, (product, axis) => checked(product * axis.Extent)));

    public int Floats => checked(Groups * Packing.Floats);

    public static ParameterLayout Vector(int length) => new(1, length, []);
}
