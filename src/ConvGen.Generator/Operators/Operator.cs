using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>
/// One operator with its arguments: everything ConvGen knows about it, in one place. This half says what it is (arguments, shape rule,
/// parameters, cost); the half in <c>*.Lowering.cs</c> says how forward and gradient become kernel forms.
/// </summary>
internal abstract partial class Operator
{
    /// <summary>The attribute's name without "Attribute".</summary>
    public abstract string Kind { get; }

    /// <summary>The result's shape from the operands' shapes; null after a problem was reported to <paramref name="context"/>.</summary>
    public abstract Shape? InferShape(ShapeContext context);

    /// <summary>The parameter tensors, given the first operand's shape.</summary>
    public virtual IReadOnlyList<ParameterShape> Parameters(Shape input) => [];

    /// <summary>The fewest operands it takes.</summary>
    public virtual int LeastOperands => 1;

    /// <summary>The most operands it takes.</summary>
    public virtual int MostOperands => 1;

    /// <summary>True for pooling, which a message may advise to leave out.</summary>
    public virtual bool IsPooling => false;

    /// <summary>Multiply-accumulates for one image, direct algorithm.</summary>
    public virtual long MultiplyAccumulates(Shape input, Shape output) => 0;
}

/// <summary>A parameter as users know it.</summary>
/// <param name="Key">The last part of its name: weight, bias …</param>
/// <param name="Dimensions">PyTorch's shape.</param>
/// <param name="Role">What it is to its layer; decides its first values.</param>
internal readonly record struct ParameterShape(string Key, EquatableArray<int> Dimensions, ParameterRole Role = ParameterRole.Weight)
{
    /// <summary>False for running averages, which passes update and optimisers leave alone; published counts leave them out.</summary>
    public bool IsLearned => Role is not (ParameterRole.RunningMean or ParameterRole.RunningVariance);
}

/// <summary>What a parameter is to its layer. The names are those of the runtime.</summary>
internal enum ParameterRole
{
    /// <summary>Drawn by the layer's initialiser.</summary>
    Weight,

    /// <summary>Starts at 0.</summary>
    Bias,

    /// <summary>Starts at 1.</summary>
    Scale,

    /// <summary>The slope below zero of a PReLU: starts at 0.25.</summary>
    Slope,

    /// <summary>Starts at 0; not learned.</summary>
    RunningMean,

    /// <summary>Starts at 1; not learned.</summary>
    RunningVariance,
}

/// <summary>Who made an operand.</summary>
/// <param name="Label">As messages name it: <c>AveragePooling2D 'pool1'</c>, <c>[Input]</c>.</param>
/// <param name="Operator">The operator whose result it is; null for the network's input.</param>
/// <param name="Tensor">The property whose tensor it is, or null.</param>
internal readonly record struct Source(string Label, Operator? Operator, string? Tensor = null)
{
    /// <summary>As messages about several operands name it: the property where there is one.</summary>
    public string Quoted => Tensor is null ? Label : $"'{Tensor}'";

    public override string ToString() => Label;
}

/// <summary>What a shape rule sees: operands, and how to speak of them.</summary>
/// <param name="label">The layer as messages name it: <c>Conv2D 'conv1'</c>.</param>
/// <param name="place">Its attribute.</param>
/// <param name="inputs">The operands' shapes.</param>
/// <param name="sources">Who made each operand.</param>
/// <param name="problems">Where mistakes go.</param>
internal sealed class ShapeContext(string label, Place place, IReadOnlyList<Shape> inputs, IReadOnlyList<Source> sources, ICollection<Problem> problems)
{
    public IReadOnlyList<Shape> Inputs { get; } = inputs;

    public IReadOnlyList<Source> Sources { get; } = sources;

    public Shape Input => Inputs[0];

    public Source Source => Sources[0];

    /// <summary>
    /// Reports a mistake at the attribute (or one argument of it) and gives null, so that a rule can <c>return context.Report(…)</c>.
    /// The message's first argument is always the label.
    /// </summary>
    public Shape? Report(string id, string? argument, params string[] arguments)
    {
        problems.Add(new Problem(id, new EquatableArray<string>([label, .. arguments]), place, argument));
        return null;
    }

    /// <summary>As <see cref="Report"/>, with the layer that is missing behind a tensor, for a code fix.</summary>
    public Shape? ReportMissing(string id, string layer, string tensor, params string[] arguments)
    {
        problems.Add(new Problem(id, new EquatableArray<string>([label, .. arguments]), place) { Suggestion = layer, Tensor = tensor });
        return null;
    }

    /// <summary>Reports something that compiles but is hardly meant.</summary>
    public void Warn(string id, string? argument, params string[] arguments) =>
        problems.Add(new Problem(id, new EquatableArray<string>([label, .. arguments]), place, argument, IsWarning: true));
}
