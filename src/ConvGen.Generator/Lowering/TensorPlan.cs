using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>
/// Which nodes share memory, and how each tensor lies there. Views and in-place results live in their operand's region; a region's halo is the union
/// of what all readers ask for. Gradients share by rules of their own: a gradient may be made over the one it comes from where nothing else adds to it.
/// </summary>
internal sealed class TensorPlan
{
    private readonly NetworkGraph _graph;
    private readonly bool _training;
    private readonly IReadOnlyList<int>[] _users;
    private readonly HashSet<int> _kept;
    private readonly Sharing _sharing;
    private readonly Tensor[] _values;
    private readonly Tensor[] _gradients;
    private readonly Dictionary<int, Tensor> _plain = [];
    private readonly SavedRegions[] _saved;

    private TensorPlan(NetworkGraph graph, IReadOnlyList<bool>? wanted)
    {
        _graph = graph;
        _training = wanted is not null;
        _kept = [.. graph.Views.Select(view => view.Node)];
        _users = Users(graph);
        _sharing = ShareValues();
        _values = Lay(_sharing, gradients: false);
        _gradients = wanted is null ? [] : Lay(ShareGradients(wanted), gradients: true);
        _saved = [.. graph.Nodes.Select(node => new SavedRegions(node.Name))];
    }

    public static TensorPlan ForInference(NetworkGraph graph) => new(graph, null);

    /// <param name="graph">The network.</param>
    /// <param name="wanted">For each node whether a training step needs its gradient; the others' are made afterwards, if somebody asks.</param>
    public static TensorPlan ForTraining(NetworkGraph graph, IReadOnlyList<bool> wanted) => new(graph, wanted);

    public Tensor Value(int node) => _values[node];

    public Tensor Gradient(int node) => _gradients[node];

    /// <summary>The tensor whose region the node's value lies in: its own, or a wider one of which it is a slice.</summary>
    public Tensor Whole(int node) => _values[_sharing.Place(node).Owner];

    /// <summary>What the node's forward kernels keep for its gradient.</summary>
    public SavedRegions Saved(int node) => _saved[node];

    /// <summary>The operand as its user reads it: a flattened map becomes a plain vector for operators that know no other.</summary>
    public Tensor Operand(Node user, int operand)
    {
        var node = user.Inputs[operand];
        var value = _values[node];
        if (!value.Flattened || user.Operator!.AcceptsFlattened)
            return value;
        if (!_plain.TryGetValue(node, out var plain))
            _plain[node] = plain = value.Plain(_graph.Nodes[node].Name + " plain");
        return plain;
    }

    /// <summary>For each node the nodes that read it; one that reads it twice stands there twice.</summary>
    private static IReadOnlyList<int>[] Users(NetworkGraph graph)
    {
        var users = graph.Nodes.Select(_ => new List<int>()).ToArray();
        foreach (var node in graph.Nodes)
            foreach (var input in node.Inputs)
                users[input].Add(node.Id);
        return users;
    }

    /// <summary>Which nodes' values share memory.</summary>
    private Sharing ShareValues()
    {
        var sharing = new Sharing(_graph.Nodes.Count);
        var members = _graph.Nodes.Select(_ => new List<Node>()).ToArray();
        foreach (var node in _graph.Nodes)
        {
            sharing[node.Id] = node.Id;
            if (node.Operator is { } op && SharesValue(node, op, sharing, members[sharing[node.Inputs[0]]]))
                sharing[node.Id] = sharing[node.Inputs[0]];
            members[sharing[node.Id]].Add(node);
            PutOperands(node, sharing, operand => members[sharing[operand]].All(member => _users[member.Id].All(user => _graph.Nodes[user].Operator!.Placement(_training) != Placement.View)));
        }

        return sharing;
    }

    /// <summary>
    /// Lets operands lie within a result that is nothing but they, side by side: maps whose channels fill whole vectors, each of which is in no other result yet.
    /// </summary>
    private void PutOperands(Node node, Sharing sharing, System.Func<int, bool> mayLie)
    {
        if (node.Operator is not { HoldsOperands: true } || !node.Shape!.Value.IsMap || node.Shape.Value.Channels % Packing.Half != 0)
            return;
        var first = 0;
        foreach (var operand in node.Inputs)
        {
            var channels = _graph.Nodes[operand].Shape!.Value.Channels;
            if (first % Packing.Half == 0 && channels % Packing.Half == 0 && _graph.Nodes[sharing[operand]].Operator is not null && !sharing.IsSlice(operand) && mayLie(operand))
                sharing.Put(operand, node.Id, first);
            first += channels;
        }
    }

    private bool SharesValue(Node node, Operator op, Sharing sharing, IReadOnlyList<Node> members)
    {
        var placement = op.Placement(_training);
        if (placement == Placement.View)
            return true;
        if (placement == Placement.Own || (_training && op.GradientReadsInput) || (!op.AcceptsFlattened && IsFlattened(node.Inputs[0])))
            return false;

        // What lies within the operand has readers of its own.
        if (sharing.Holds(node.Inputs[0]))
            return false;

        // Overwriting is legal where nobody else reads what is overwritten: not another consumer, not the caller, not a gradient.
        foreach (var member in members)
        {
            if (member.Operator is null || _kept.Contains(member.Id) || (_training && member.Operator.GradientReadsOutput))
                return false;
            if (_users[member.Id].Count > 1 || (_training && _users[member.Id].Any(user => user != node.Id && _graph.Nodes[user].Operator!.GradientReadsInput)))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Which nodes' gradients share memory. An operand's gradient may lie within its result's where whoever else adds to it comes later, that is, stands before
    /// the result: until then the result's gradient is not whole.
    /// </summary>
    private Sharing ShareGradients(IReadOnlyList<bool> wanted)
    {
        var sharing = new Sharing(_graph.Nodes.Count);
        foreach (var node in _graph.Nodes)
        {
            sharing[node.Id] = node.Operator is { } op && SharesGradient(node, op) ? sharing[node.Inputs[0]] : node.Id;
            if (PassesGradient(node, sharing, wanted))
                foreach (var member in node.Inputs.Append(node.Id))
                    sharing[member] = sharing[node.Inputs.Min()];
        }

        var reaching = Reaching();
        foreach (var node in _graph.Nodes.Where(node => reaching[node.Id]))
            PutOperands(node, sharing, operand => _users[operand].All(user => user <= node.Id && _graph.Nodes[user].Operator!.Placement(true) != Placement.View) && _graph.Outputs.All(output => output.Node != operand));
        return sharing;
    }

    /// <summary>True for nodes on which an output depends, so that they have a gradient.</summary>
    private bool[] Reaching()
    {
        var reaching = new bool[_graph.Nodes.Count];
        foreach (var output in _graph.Outputs)
            reaching[output.Node] = true;
        foreach (var input in _graph.Nodes.Reverse().Where(node => reaching[node.Id]).SelectMany(node => node.Inputs))
            reaching[input] = true;
        return reaching;
    }

    /// <summary>
    /// True where the operand's gradient is this node's alone to write and is made element by element. With several operands the others still read
    /// the result's gradient, perhaps later, when somebody asks for the input's: it must stay.
    /// </summary>
    private bool SharesGradient(Node node, Operator op) =>
        op.GradientInPlace && node.Inputs.Count == 1 && _users[node.Inputs[0]].Count == 1 && _graph.Outputs.All(output => output.Node != node.Inputs[0])
        && (op.AcceptsFlattened || !IsFlattened(node.Inputs[0]));

    /// <summary>
    /// True where the result's gradient is each operand's and can stay where it is: a residual block's branches both read it. Only the first operand's may change, where others add to it or it is
    /// worked on in place, and only when the other operands' has been read: those are nobody else's, come after all that adds, and a step makes their own operands' gradients (what it leaves for
    /// afterwards, when somebody asks for an input's gradient, would read too late).
    /// </summary>
    private bool PassesGradient(Node node, Sharing sharing, IReadOnlyList<bool> wanted)
    {
        if (node.Operator is not { GradientPassesOn: true } || node.Inputs.Distinct().Count() != node.Inputs.Count)
            return false;
        var first = node.Inputs.Min();
        var others = node.Inputs.Where(input => input != first).ToList();
        return _graph.Nodes[sharing[first]].Shape == node.Shape && node.Inputs.All(input => !IsFlattened(input) && _graph.Outputs.All(output => output.Node != input))
            && others.All(other => _users[other].Count == 1 && _graph.Nodes[other] is { Operator.HoldsOperands: false } made && made.Inputs.All(input => wanted[input]))
            && _users[first].All(user => user == node.Id || user < others.Min());
    }

    private bool IsFlattened(int node)
    {
        var current = _graph.Nodes[node];
        while (current.Operator is { } op && !op.Flattens)
        {
            if (!op.KeepsLayout || current.Shape!.Value.IsMap)
                return false;
            current = _graph.Nodes[current.Inputs[0]];
        }

        return current.Operator is not null && IsWide(Stored(current.Inputs[0]));
    }

    /// <summary>A map of one pixel is a vector already, whatever it is called.</summary>
    private static bool IsWide(Shape shape) => shape.Height * shape.Width > 1;

    private Tensor[] Lay(Sharing sharing, bool gradients)
    {
        var halos = new Halo[_graph.Nodes.Count];
        foreach (var node in _graph.Nodes)
        {
            if (node.Operator is not { } op)
                continue;

            // A training step does not make the gradients of the network's inputs: who asks for them gets a halo then.
            if (gradients && op.HaloIsForInputGradient && node.Inputs.All(input => _graph.Nodes[input].Operator is null))
                continue;
            var input = Stored(node.Inputs[0]);
            var owner = sharing.Place(gradients ? node.Id : node.Inputs[0]).Owner;
            halos[owner] = halos[owner].Union(gradients ? op.OutputGradientHalo(input) : op.InputHalo(input));
        }

        // Owners first: slices of them stand before them.
        var tensors = new Tensor[_graph.Nodes.Count];
        foreach (var node in _graph.Nodes.Where(node => !sharing.IsSlice(node.Id)))
        {
            var flattened = IsFlattened(node.Id);
            if (!sharing.IsRoot(node.Id))
            {
                tensors[node.Id] = tensors[sharing[node.Id]] with { Flattened = flattened };
                continue;
            }

            var map = flattened ? tensors[node.Inputs[0]].Map : node.Shape!.Value;
            var onlyScalars = !gradients && node.Operator is null && _users[node.Id].All(user => _graph.Nodes[user].Operator!.ReadsScalars) && !_kept.Contains(node.Id);
            var lanes = onlyScalars && map.Channels < Packing.Half ? map.Channels : Packing.Pad(map.Channels);
            var halo = halos[node.Id];
            tensors[node.Id] = new Tensor(Tensor.RegionFor(node.Name + (gradients ? " gradient" : ""), map, lanes, halo), map, lanes, halo, flattened);
        }

        foreach (var node in _graph.Nodes.Where(node => sharing.IsSlice(node.Id)))
        {
            var (owner, first) = sharing.Place(node.Id);
            tensors[node.Id] = tensors[owner].Slice(node.Shape!.Value, first);
        }

        return tensors;
    }

    /// <summary>The shape as stored: a flattened map is still a map.</summary>
    private Shape Stored(int node)
    {
        var current = _graph.Nodes[node];
        while (current.Operator is { } op && (op.Flattens || (op.KeepsLayout && !current.Shape!.Value.IsMap)))
            current = _graph.Nodes[current.Inputs[0]];
        return current.Shape!.Value;
    }
}
