using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Graph;

/// <summary>
/// One application of an operator. Node 0 is the network's input (operator null). A layer with <c>Activation =</c> is two nodes that share
/// <paramref name="Layer"/>.
/// </summary>
/// <param name="Id">Position in <see cref="NetworkGraph.Nodes"/>; inputs come before their users.</param>
/// <param name="Name">Unique in the network: the user's name, or kind and number (conv2d_1); an activation adds its own (conv1/tanh).</param>
/// <param name="Operator">What is computed; null for the input.</param>
/// <param name="Inputs">Ids of the operands.</param>
/// <param name="Shape">The result's shape; null where inference failed.</param>
/// <param name="Layer">Index of the layer (attribute) the node belongs to; −1 for the input.</param>
/// <param name="Place">The attribute.</param>
internal sealed record Node(int Id, string Name, Operator? Operator, EquatableArray<int> Inputs, Shape? Shape, int Layer, Place Place);

/// <summary>The network as a typed DAG in topological order.</summary>
internal sealed class NetworkGraph(string name, IReadOnlyList<Node> nodes, IReadOnlyList<int> outputs, Loss? loss)
{
    public string Name { get; } = name;

    public IReadOnlyList<Node> Nodes { get; } = nodes;

    public IReadOnlyList<int> Outputs { get; } = outputs;

    public Loss? Loss { get; } = loss;

    public NetworkGraph With(IReadOnlyList<Node> nodes) => new(Name, nodes, Outputs, Loss);

    /// <summary>One line a node, for tests and for reading.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var node in Nodes)
            text.Append('%').Append(node.Id).Append(" = ").Append(node.Operator?.Kind ?? "Input").Append(" '").Append(node.Name).Append("' (")
                .Append(string.Join(", ", node.Inputs.Select(id => "%" + id))).Append(") : ").Append(node.Shape?.ToString() ?? "?").Append('\n');
        return text.Append("outputs ").Append(string.Join(", ", Outputs.Select(id => "%" + id))).Append('\n').ToString();
    }
}
