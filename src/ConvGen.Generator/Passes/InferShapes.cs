using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Gives every node its shape, inputs first, while the graph grows: expressions inside blocks speak of shapes. A node whose rule fails has
/// none and says why; the layers behind it are not built, so that one mistake is one error.
/// <code>
/// %0 = Input : 28×28×1             %0 = Input : 28×28×1
/// %1 = Conv2D (%0) : ?        →    %1 = Conv2D (%0) : 24×24×6
/// </code>
/// </summary>
/// <param name="nodes">The graph so far, with shapes; the caller adds to it.</param>
internal sealed class InferShapes(IReadOnlyList<Node> nodes)
{
    private long _parameters;

    /// <summary>What a shape rule or a loss sees of the nodes <paramref name="operands"/>.</summary>
    public ShapeContext Context(string label, Place place, IEnumerable<int> operands, ICollection<Problem> problems)
    {
        var makers = operands.Select(id => nodes[id]).ToList();
        return new ShapeContext(
            label,
            place,
            [.. makers.Select(node => node.Shape!.Value)],
            [.. makers.Select(node => new Source(Label(node), node.Operator, node.Tensor))],
            problems);
    }

    /// <summary>The shape of <paramref name="op"/>'s result; null after a problem was reported.</summary>
    public Shape? Of(Operator op, ShapeContext context)
    {
        if (op.InferShape(context) is not { } shape)
            return null;

        // Parameters of all layers lie in one buffer; the layer that overfills it is named.
        var before = _parameters;
        _parameters += op.Parameters(context.Input).Sum(parameter => Sizes.Product([.. parameter.Dimensions]));
        return _parameters > Sizes.Most && before <= Sizes.Most
            ? context.Report("CVG2012", null, LayerArguments.Text(_parameters), "the layers up to here together")
            : shape;
    }

    /// <summary>A node as messages name it: the layer that its activation belongs to.</summary>
    private string Label(Node node)
    {
        var first = node;
        while (first.Id > 0 && nodes[first.Id - 1].Layer == node.Layer && node.Operator is not null)
            first = nodes[first.Id - 1];
        if (first.Operator is { } op)
            return $"{op.Kind} '{first.Name}'";
        return first.Tensor is { } name ? $"[Input] '{name}'" : "[Input]";
    }
}
