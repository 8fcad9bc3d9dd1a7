using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>One parameter tensor of a network: what users and files call it, and where it lies.</summary>
internal sealed record NetworkParameter(int Node, string Key, string Name, ParameterShape Shape, ParameterLayout Layout, int Offset, string Initializer, bool Trainable);

/// <summary>All parameters in one flat buffer, each at the start of a cache line, in declaration order.</summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<int, Dictionary<string, ParameterPlace>> _places = [];
    private readonly HashSet<int> _trainable;

    public ParameterTable(NetworkGraph graph, TensorPlan plan)
    {
        var all = new List<NetworkParameter>();
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is not { } op)
                continue;
            var places = _places[node.Id] = [];
            foreach (var parameter in op.Parameters(graph.Nodes[node.Inputs[0]].Shape!.Value))
            {
                var layout = op.Layout(parameter.Key, plan.Operand(node, 0));
                var name = node.Key(parameter.Key);
                all.Add(new NetworkParameter(node.Id, parameter.Key, name, parameter, layout, Floats, op.ParameterInitializer, op.ParametersTrainable && parameter.IsLearned));
                places[parameter.Key] = new ParameterPlace(
                    new Region(name, Space.Parameters, layout.Floats) { Offset = Floats }, new Region(name + " gradient", Space.Gradients, layout.Floats) { Offset = Floats });
                Floats = checked(Floats + ((layout.Floats + 15) / 16 * 16));
            }
        }

        All = all;
        Trained = [.. all.Where(parameter => parameter.Trainable).Select(parameter => _places[parameter.Node][parameter.Key].Values)];
        _trainable = [.. all.Where(parameter => parameter.Trainable).Select(parameter => parameter.Node)];
    }

    public IReadOnlyList<NetworkParameter> All { get; }

    /// <summary>The values that optimisers change.</summary>
    public IReadOnlyList<Region> Trained { get; }

    public int Floats { get; }

    public IReadOnlyDictionary<string, ParameterPlace> Of(int node) => _places[node];

    /// <summary>For each node whether a trainable parameter lies at it or before it: a training step needs its gradient.</summary>
    public IReadOnlyList<bool> Wanted(NetworkGraph graph)
    {
        var wanted = new bool[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
            wanted[node.Id] = node.Operator is not null && (_trainable.Contains(node.Id) || node.Inputs.Any(input => wanted[input]));
        return wanted;
    }
}
