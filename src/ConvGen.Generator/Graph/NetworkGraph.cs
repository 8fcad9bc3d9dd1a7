using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Graph;

/// <summary>
/// One application of an operator. The first nodes are the network's inputs (operator null). A layer with <c>Activation =</c> is two nodes that share
/// <paramref name="Layer"/>.
/// </summary>
/// <param name="Id">Position in <see cref="NetworkGraph.Nodes"/>; inputs come before their users.</param>
/// <param name="Name">Unique in the network: the user's name, or kind and number (conv2d_1); an activation adds its own (conv1/tanh).</param>
/// <param name="Operator">What is computed; null for the input.</param>
/// <param name="Inputs">Ids of the operands.</param>
/// <param name="Shape">The result's shape; null where inference failed.</param>
/// <param name="Layer">Index of the layer (attribute) the node belongs to; −1 for the input.</param>
/// <param name="Place">The attribute.</param>
/// <param name="Tensor">The property whose tensor it is, or null; for messages.</param>
internal sealed record Node(int Id, string Name, Operator? Operator, EquatableArray<int> Inputs, Shape? Shape, int Layer, Place Place, string? Tensor = null)
{
    /// <summary>What users and weight files call one of its parameters. The activation of a layer conv1 is the node conv1/prelu; its keys have dots only.</summary>
    public string Key(string parameter) => $"{Name.Replace('/', '.')}.{parameter}";
}

/// <summary>A tensor that users can read by name after a pass.</summary>
internal readonly record struct NamedTensor(string Name, int Node);

/// <summary>The network as a typed DAG in topological order.</summary>
/// <param name="name">The class's name.</param>
/// <param name="nodes">The inputs, then the rest, operands before their users.</param>
/// <param name="outputs">What the network gives, in declaration order; no node twice.</param>
/// <param name="tensors">Other tensors that stay readable, in declaration order.</param>
/// <param name="loss">The loss, or null.</param>
/// <param name="lossOutput">Position in <paramref name="outputs"/> of the one the loss is for.</param>
internal sealed class NetworkGraph(
    string name, IReadOnlyList<Node> nodes, IReadOnlyList<NamedTensor> outputs, IReadOnlyList<NamedTensor> tensors, Loss? loss, int lossOutput = 0)
{
    public string Name { get; } = name;

    /// <summary>False where the network forbids Winograd convolution.</summary>
    public bool AllowWinograd { get; init; } = true;

    public IReadOnlyList<Node> Nodes { get; } = nodes;

    /// <summary>The network's inputs, in declaration order: nodes 0, 1 …</summary>
    public IReadOnlyList<Node> Inputs { get; } = [.. nodes.TakeWhile(node => node.Operator is null)];

    public IReadOnlyList<NamedTensor> Outputs { get; } = outputs;

    public IReadOnlyList<NamedTensor> Tensors { get; } = tensors;

    public Loss? Loss { get; } = loss;

    public int LossOutput { get; } = lossOutput;

    /// <summary>Everything readable after a pass: the outputs, then the other named tensors. A view's number is the position here.</summary>
    public IReadOnlyList<NamedTensor> Views { get; } = [.. outputs, .. tensors];

    public NetworkGraph With(IReadOnlyList<Node> nodes) => new(Name, nodes, Outputs, Tensors, Loss, LossOutput);

    /// <summary>One line a node, for tests and for reading.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var node in Nodes)
            text.Append('%').Append(node.Id).Append(" = ").Append(node.Operator?.Kind ?? "Input").Append(" '").Append(node.Name).Append("' (")
                .Append(string.Join(", ", node.Inputs.Select(id => "%" + id))).Append(") : ").Append(node.Shape?.ToString() ?? "?").Append('\n');
        foreach (var tensor in Tensors)
            text.Append("tensor ").Append(tensor.Name).Append(" = %").Append(tensor.Node).Append('\n');
        return text.Append("outputs ").Append(string.Join(", ", Outputs.Select(output => "%" + output.Node))).Append('\n').ToString();
    }
}
