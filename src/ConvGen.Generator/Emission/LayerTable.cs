using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Emission;

/// <summary>The network as a table for hover texts: layer, output shape, parameters, and for one image multiply-accumulates and the output's bytes.</summary>
internal static class LayerTable
{
    private static readonly string[] Head = ["Layer", "Output", "Parameters", "MACs", "Bytes"];

    /// <summary>The table's lines, columns aligned with spaces: head, the inputs, one line a layer, a sum. Inference keeps less than the sum of bytes: tensors share memory.</summary>
    public static IReadOnlyList<string> Lines(NetworkGraph graph)
    {
        var rows = Rows(graph);
        var cells = new List<string[]> { Head };
        cells.AddRange(graph.Inputs.Select(input => new[] { graph.Inputs.Count == 1 ? "Input" : $"Input '{input.Name}'", input.Shape.ToString()!, "", "", Text(Bytes(input.Shape!.Value)) }));
        cells.AddRange(rows.Select(row => new[] { $"{row.Kind} '{row.Name}'", row.Output.ToString(), Text(row.Parameters), Text(row.MultiplyAccumulates), Text(Bytes(row.Output)) }));
        cells.Add(["Total", "", Text(rows.Sum(row => row.Parameters)), Text(rows.Sum(row => row.MultiplyAccumulates)), Text(graph.Inputs.Sum(input => Bytes(input.Shape!.Value)) + rows.Sum(row => Bytes(row.Output)))]);

        var widths = Enumerable.Range(0, Head.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return [.. cells.Select(row => Line(row, widths))];
    }

    /// <summary>The layers: nodes that belong to one attribute (a convolution and its activation) are one row with the last one's shape.</summary>
    public static IReadOnlyList<LayerRow> Rows(NetworkGraph graph) =>
    [
        .. graph.Nodes.Where(node => node.Operator is not null && node.Shape is not null).GroupBy(node => node.Layer).Select(layer => new LayerRow(
            layer.First().Name,
            layer.First().Operator!.Kind,
            layer.Last().Shape!.Value,
            layer.Sum(node => Parameters(graph, node)),
            layer.Sum(node => node.Operator!.MultiplyAccumulates(Input(graph, node), node.Shape!.Value)))),
    ];

    private static Shape Input(NetworkGraph graph, Node node) => graph.Nodes[node.Inputs[0]].Shape!.Value;

    private static long Parameters(NetworkGraph graph, Node node) =>
        node.Operator!.Parameters(Input(graph, node)).Where(parameter => parameter.IsLearned).Sum(parameter => Sizes.Product([.. parameter.Dimensions]));

    private static long Bytes(Shape shape) => shape.Elements * sizeof(float);

    private static string Line(string[] row, int[] widths)
    {
        var line = new StringBuilder(row[0].PadRight(widths[0]));
        line.Append("  ").Append(row[1].PadRight(widths[1]));
        for (var column = 2; column < row.Length; column++)
            line.Append("  ").Append(row[column].PadLeft(widths[column]));
        return line.ToString();
    }

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One row of the table.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kind">Its attribute's name without "Attribute".</param>
/// <param name="Output">One image's result, activation included.</param>
/// <param name="Parameters">Numbers in it.</param>
/// <param name="MultiplyAccumulates">For one image, direct algorithm.</param>
internal sealed record LayerRow(string Name, string Kind, Shape Output, long Parameters, long MultiplyAccumulates);
