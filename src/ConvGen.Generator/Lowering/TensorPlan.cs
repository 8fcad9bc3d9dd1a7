using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>
/// Which nodes share memory, and how each tensor lies there. Views and in-place results live in their input's region; a region's halo is the union
/// of what all readers ask for. Gradients share in the same pattern.
/// </summary>
internal sealed class TensorPlan
{
    private readonly NetworkGraph _graph;
    private readonly bool _training;
    private readonly Tensor[] _values;
    private readonly Tensor[] _gradients;

    public TensorPlan(NetworkGraph graph, bool training)
    {
        _graph = graph;
        _training = training;
        var roots = Roots();
        _values = Lay(roots, gradients: false);
        _gradients = training ? Lay(roots, gradients: true) : [];
    }

    public Tensor Value(int node) => _values[node];

    public Tensor Gradient(int node) => _gradients[node];

    /// <summary>For each node the node whose region it lives in.</summary>
    private int[] Roots()
    {
        var roots = new int[_graph.Nodes.Count];
        foreach (var node in _graph.Nodes)
            roots[node.Id] = node.Operator is { } op && SharesInput(node, op, roots) ? roots[node.Inputs[0]] : node.Id;
        return roots;
    }

    private bool SharesInput(Node node, Operator op, int[] roots)
    {
        var placement = op.Placement(_training);
        if (placement == Placement.View)
            return true;
        var input = node.Inputs[0];
        if (placement == Placement.Own || input == 0 || (_training && op.GradientReadsInput))
            return false;

        // Overwriting is legal where nobody else reads what is overwritten: not another consumer, not the caller, not a gradient.
        foreach (var member in _graph.Nodes.Where(member => member.Id < node.Id && roots[member.Id] == roots[input]))
        {
            if (member.Id == 0 || _graph.Outputs.Contains(member.Id) || (_training && member.Operator!.GradientReadsOutput))
                return false;
            var consumers = _graph.Nodes.Where(user => user.Inputs.Contains(member.Id)).ToList();
            if (consumers.Count > 1 || (_training && consumers[0].Operator!.GradientReadsInput && consumers[0].Id != node.Id))
                return false;
        }

        return true;
    }

    private Tensor[] Lay(int[] roots, bool gradients)
    {
        var halos = new Halo[roots.Length];
        foreach (var node in _graph.Nodes)
        {
            if (node.Operator is not { } op)
                continue;
            var input = Stored(node.Inputs[0]);
            if (gradients)
                halos[roots[node.Id]] = halos[roots[node.Id]].Union(op.OutputGradientHalo(input));
            else
                halos[roots[node.Inputs[0]]] = halos[roots[node.Inputs[0]]].Union(op.InputHalo(input));
        }

        var tensors = new Tensor[roots.Length];
        foreach (var node in _graph.Nodes)
        {
            var flattened = node.Operator is { } op && (op.Flattens ? Stored(node.Inputs[0]).IsMap : node.Operator.Placement(true) != Placement.Own && tensors[node.Inputs[0]].Flattened);
            if (roots[node.Id] != node.Id)
            {
                tensors[node.Id] = tensors[roots[node.Id]] with { Flattened = flattened };
                continue;
            }

            var map = flattened ? tensors[node.Inputs[0]].Map : node.Shape!.Value;
            var onlyScalars = !gradients && node.Id == 0 && _graph.Nodes.All(user => !user.Inputs.Contains(0) || user.Operator!.ReadsScalars);
            var lanes = onlyScalars && map.Channels < Packing.Half ? map.Channels : Packing.Pad(map.Channels);
            var halo = halos[node.Id];
            var region = new Region(node.Name + (gradients ? " gradient" : ""), Space.PerImage, Tensor.FloatsFor(map, lanes, halo));
            tensors[node.Id] = new Tensor(region, map, lanes, halo, flattened);
        }

        return tensors;
    }

    /// <summary>The shape as stored: a flattened map is still a map.</summary>
    private Shape Stored(int node)
    {
        var current = _graph.Nodes[node];
        while (current.Operator is { } op && (op.Flattens || (op.Placement(true) != Placement.Own && !current.Shape!.Value.IsMap)))
            current = _graph.Nodes[current.Inputs[0]];
        return current.Shape!.Value;
    }
}
