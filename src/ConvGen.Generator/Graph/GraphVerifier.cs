using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Graph;

/// <summary>
/// What must hold of every checked graph: order, names, shapes, outputs. Not that everything leads to an output: a block's tensors may be for some of its uses only.
/// </summary>
internal static class GraphVerifier
{
    /// <summary>Every violation found, as a sentence; empty when all is well.</summary>
    public static IReadOnlyList<string> Verify(NetworkGraph graph)
    {
        var faults = new List<string>();
        var names = new HashSet<string>();
        for (var position = 0; position < graph.Nodes.Count; position++)
        {
            var node = graph.Nodes[position];
            if (node.Id != position)
                faults.Add($"'{node.Name}' has id {node.Id} at position {position}");
            if (!names.Add(node.Name))
                faults.Add($"two nodes are called '{node.Name}'");
            if (node.Shape is null)
                faults.Add($"'{node.Name}' has no shape");
            if (node.Operator is null != position < graph.Inputs.Count || graph.Inputs.Count == 0)
                faults.Add($"'{node.Name}': inputs come first, and nothing else is one");
            if (node.Operator is { } op && (node.Inputs.Count < op.LeastOperands || node.Inputs.Count > op.MostOperands))
                faults.Add($"'{node.Name}' has {node.Inputs.Count} operands; {op.Kind} takes {op.LeastOperands} to {op.MostOperands}");
            foreach (var input in node.Inputs.Where(input => input >= position))
                faults.Add($"'{node.Name}' reads %{input}, which comes later");
        }

        foreach (var view in graph.Views.Where(view => view.Node < 0 || view.Node >= graph.Nodes.Count))
            faults.Add($"'{view.Name}' is %{view.Node}, which does not exist");
        foreach (var twice in graph.Outputs.GroupBy(output => output.Node).Where(group => group.Count() > 1))
            faults.Add($"%{twice.Key} is an output twice");
        return faults;
    }
}
