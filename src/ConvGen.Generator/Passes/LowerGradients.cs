using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Reverse-mode differentiation, node by node from the outputs: each operator's gradient rule turns its result's gradient into its parameters' and its
/// operands'. Where a tensor feeds several operators, the first to come writes its gradient and the others add to it.
/// <code>
/// x ─conv─▶ a ─tanh─▶ b ─loss          dx ◀─conv─ da ◀─tanh─ db ◀─loss
///           └───add───┘                    └▶ dw    ◀── + ──┘
/// </code>
/// What only the inputs' gradients need goes into a segment of its own, which a training step never runs.
/// </summary>
internal sealed class LowerGradients
{
    private readonly NetworkGraph _graph;
    private readonly TensorPlan _plan;
    private readonly ParameterTable _parameters;
    private readonly KernelList _backward = new();
    private readonly KernelList _input = new();

    /// <summary>True where a trainable parameter lies at the node or before it: a training step needs its gradient.</summary>
    private readonly IReadOnlyList<bool> _wanted;

    /// <summary>True where an output depends on the node.</summary>
    private readonly bool[] _reaches;

    /// <summary>True once something wrote the node's gradient.</summary>
    private readonly bool[] _written;

    private LowerGradients(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        (_graph, _plan, _parameters) = (graph, plan, parameters);
        (_wanted, _reaches, _written) = (parameters.Wanted(graph), new bool[graph.Nodes.Count], new bool[graph.Nodes.Count]);
        foreach (var output in graph.Outputs)
            _reaches[output.Node] = _written[output.Node] = true;
        foreach (var node in graph.Nodes.Reverse().Where(node => _reaches[node.Id]))
            foreach (var input in node.Inputs)
                _reaches[input] = true;
    }

    /// <summary>The segments Backward and BackwardInput.</summary>
    public static IEnumerable<Segment> Run(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var pass = new LowerGradients(graph, plan, parameters);
        foreach (var node in graph.Nodes.Reverse().Where(node => node.Operator is not null && pass._reaches[node.Id]))
            pass.Differentiate(node);
        return [new Segment(LowerNetwork.Backward, pass._backward.Kernels), new Segment(LowerNetwork.BackwardInput, pass._input.Kernels)];
    }

    private KernelList KernelsOf(int node) => _wanted[node] ? _backward : _input;

    private void Differentiate(Node node)
    {
        var (op, gradient) = (node.Operator!, _plan.Gradient(node.Id));
        var operands = node.Inputs.Select((_, i) => _plan.Operand(node, i)).ToList();
        var targets = node.Inputs.Select((input, i) => new OperandGradient(Target(node, i), KernelsOf(input))).ToList();
        if (op.Placement(training: true) != Placement.View)
            op.Gradient(new GradientContext(node.Name, node.Layer, operands, _plan.Value(node.Id), gradient, targets, _parameters.Of(node.Id), _plan.Saved(node.Id), KernelsOf(node.Id)));
        else if (targets[0].Tensor.Region != gradient.Region)
            targets[0].Kernels.Copy(node.Name + " input gradient", gradient, targets[0].Tensor with { Flattened = gradient.Flattened });
        for (var i = 0; i < targets.Count; i++)
            Deliver(node, i, targets[i]);
    }

    /// <summary>Where the operator writes an operand's gradient: its place, if nothing is there yet and it is laid out as the operator sees it; else a tensor beside it.</summary>
    private Tensor Target(Node node, int operand)
    {
        var input = node.Inputs[operand];
        var place = _plan.Gradient(input);
        var name = NameOf(node, operand);
        var isFirst = !_written[input] && !node.Inputs.Take(operand).Contains(input);
        if (place.Flattened && !node.Operator!.AcceptsFlattened)
            return place.Plain(name);
        if (!isFirst)
            return place.Fresh(name);
        if (place.Region != _plan.Gradient(node.Id).Region && !node.Inputs.Take(operand).Any(other => _plan.Gradient(other).Region == place.Region))
            KernelsOf(input).ClearHalo(name, place);
        return place;
    }

    /// <summary>Brings what was written beside an operand's gradient to where it belongs.</summary>
    private void Deliver(Node node, int operand, OperandGradient written)
    {
        var input = node.Inputs[operand];
        var (place, kernels, name) = (_plan.Gradient(input), written.Kernels, NameOf(node, operand));
        var isFirst = !_written[input];
        _written[input] = true;
        if (written.Tensor.Region == place.Region)
            return;
        var part = written.Tensor;
        if (part.Flattened != place.Flattened)
        {
            part = isFirst ? place : place.Fresh(name + " map");
            if (isFirst)
                kernels.ClearHalo(name, place);
            kernels.Copy(name + " unflattened", written.Tensor, part);
        }

        if (part != place)
            kernels.Add(new Pointwise(
                name + " sum", place.Height, place.Width, place.Lanes, [place.Grid, part.Grid], place.Grid, new Load(0) + new Load(1), place.Index));
    }

    private static string NameOf(Node node, int operand) =>
        operand == 0 ? node.Name + " input gradient" : System.FormattableString.Invariant($"{node.Name} input {operand} gradient");
}
