using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Gives every node its shape, inputs first. A node whose rule fails has none and says why; the nodes behind it stay without shape and
/// without a word, so that one mistake is one error.
/// <code>
/// %0 = Input : 28×28×1             %0 = Input : 28×28×1
/// %1 = Conv2D (%0) : ?        →    %1 = Conv2D (%0) : 24×24×6
/// </code>
/// </summary>
internal static class InferShapes
{
    public static NetworkGraph Run(NetworkGraph graph, ICollection<Problem> problems)
    {
        var nodes = new List<Node>(graph.Nodes.Count);
        long parameters = 0;
        foreach (var node in graph.Nodes)
        {
            var shape = node.Shape ?? Infer(node, nodes, ref parameters, problems);
            nodes.Add(node with { Shape = shape });
        }

        return graph.With(nodes);
    }

    /// <summary>What a shape rule or a loss sees of the nodes <paramref name="inputs"/>; null where one of them has no shape.</summary>
    public static ShapeContext? Context(string label, Place place, IEnumerable<int> inputs, IReadOnlyList<Node> nodes, ICollection<Problem> problems)
    {
        var shapes = new List<Shape>();
        var sources = new List<Source>();
        foreach (var id in inputs)
        {
            if (nodes[id].Shape is not { } shape)
                return null;
            shapes.Add(shape);
            sources.Add(new Source(Label(nodes[id], nodes), nodes[id].Operator, nodes[id].Tensor));
        }

        return new ShapeContext(label, place, shapes, sources, problems);
    }

    private static Shape? Infer(Node node, List<Node> nodes, ref long parameters, ICollection<Problem> problems)
    {
        if (node.Operator is not { } op || Context(Label(node, nodes), node.Place, node.Inputs, nodes, problems) is not { } context)
            return null;
        if (op.InferShape(context) is not { } shape)
            return null;

        // Parameters of all layers lie in one buffer; the layer that overfills it is named.
        var before = parameters;
        parameters += op.Parameters(context.Input).Sum(parameter => Sizes.Product([.. parameter.Dimensions]));
        return parameters > Sizes.Most && before <= Sizes.Most
            ? context.Report("CVG2012", null, LayerArguments.Text(parameters), "the layers up to here together")
            : shape;
    }

    /// <summary>A node as messages name it: the layer that its activation belongs to.</summary>
    private static string Label(Node node, IReadOnlyList<Node> nodes)
    {
        var first = nodes.FirstOrDefault(other => other.Layer == node.Layer) ?? node;
        return first.Operator is { } op ? $"{op.Kind} '{first.Name}'" : "[Input]";
    }
}
