using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Emission;

/// <summary>
/// The network as a table for hover texts: layer, output shape, parameters, and for one image multiply-accumulates and the output's bytes. Bytes add up to what
/// a training pass keeps, padding aside; inference keeps less, because tensors share memory.
/// </summary>
internal static class LayerTable
{
    private static readonly string[] Head = ["Layer", "Output", "Parameters", "MACs", "Bytes"];

    /// <summary>The table's lines, columns aligned with spaces: head, the inputs, one line a layer with the bytes up to there, a sum.</summary>
    public static IReadOnlyList<string> Lines(NetworkGraph graph)
    {
        var cells = new List<string[]> { Head.Append("Up to here").ToArray() };
        long bytes = 0;
        foreach (var input in graph.Inputs)
            Add(graph.Inputs.Count == 1 ? "Input" : $"Input '{input.Name}'", input.Shape!.Value, "", "");
        var rows = Rows(graph);
        foreach (var row in rows)
            Add(row.Label, row.Output, Text(row.Parameters), Text(row.MultiplyAccumulates));
        cells.Add(["Total", "", Text(rows.Sum(row => row.Parameters)), Text(rows.Sum(row => row.MultiplyAccumulates)), Text(bytes), ""]);
        return Align(cells);

        void Add(string label, Shape shape, string parameters, string multiplyAccumulates)
        {
            bytes += Bytes(shape);
            cells.Add([label, shape.ToString(), parameters, multiplyAccumulates, Text(Bytes(shape)), Text(bytes)]);
        }
    }

    /// <summary>The part of the table that computes one property's tensor, and the sums of all rows up to its last.</summary>
    public static IReadOnlyList<string> Lines(NetworkGraph graph, int property)
    {
        var cells = new List<string[]> { Head };
        var rows = Rows(graph);
        var last = -1;
        for (var index = 0; index < rows.Count; index++)
        {
            if (rows[index].Property != property)
                continue;
            var row = rows[last = index];
            cells.Add([row.Label, row.Output.ToString(), Text(row.Parameters), Text(row.MultiplyAccumulates), Text(Bytes(row.Output))]);
        }

        var before = rows.Take(last + 1).ToArray();
        var bytes = graph.Inputs.Sum(input => Bytes(input.Shape!.Value)) + before.Sum(row => Bytes(row.Output));
        cells.Add(["Up to here", "", Text(before.Sum(row => row.Parameters)), Text(before.Sum(row => row.MultiplyAccumulates)), Text(bytes)]);
        return Align(cells);
    }

    /// <summary>The layers: nodes that belong to one attribute (a convolution and its activation) are one row with the last one's shape.</summary>
    public static IReadOnlyList<LayerRow> Rows(NetworkGraph graph)
    {
        var layers = graph.Nodes.Where(node => node.Operator is not null).GroupBy(node => node.Layer).Select(layer => layer.ToArray()).ToArray();
        var sources = Sources(graph);
        return
        [
            .. layers.Select((layer, row) => new LayerRow(
                layer[0].Name,
                layer[0].Operator!.Kind,
                [.. layer.SelectMany(node => node.Inputs).Select(input => sources[input]).Where(source => source != row)],
                layer[layer.Length - 1].Shape!.Value,
                layer.Sum(node => Parameters(graph, node)),
                layer.Sum(node => node.Operator!.MultiplyAccumulates(Input(graph, node), node.Shape!.Value)),
                layer[0].Place.Property)),
        ];
    }

    /// <summary>For each node the row of the layer that it belongs to; −1 − k for input k.</summary>
    public static IReadOnlyList<int> Sources(NetworkGraph graph)
    {
        var rows = new Dictionary<int, int>();
        var sources = new int[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is not null && !rows.ContainsKey(node.Layer))
                rows.Add(node.Layer, rows.Count);
            sources[node.Id] = node.Operator is null ? -1 - node.Id : rows[node.Layer];
        }

        return sources;
    }

    private static Shape Input(NetworkGraph graph, Node node) => graph.Nodes[node.Inputs[0]].Shape!.Value;

    private static long Parameters(NetworkGraph graph, Node node) =>
        node.Operator!.Parameters(Input(graph, node)).Where(parameter => parameter.IsLearned).Sum(parameter => Sizes.Product([.. parameter.Dimensions]));

    private static long Bytes(Shape shape) => shape.Elements * sizeof(float);

    private static IReadOnlyList<string> Align(List<string[]> cells)
    {
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        return [.. cells.Select(row => Line(row, widths))];
    }

    private static string Line(string[] row, int[] widths)
    {
        var line = new StringBuilder(row[0].PadRight(widths[0]));
        line.Append("  ").Append(row[1].PadRight(widths[1]));
        for (var column = 2; column < row.Length; column++)
            line.Append("  ").Append(row[column].PadLeft(widths[column]));
        return line.ToString().TrimEnd();
    }

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>One row of the table.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kind">Its attribute's name without "Attribute".</param>
/// <param name="Sources">What it reads: rows, or −1 − k for input k.</param>
/// <param name="Output">One image's result, activation included.</param>
/// <param name="Parameters">Numbers in it.</param>
/// <param name="MultiplyAccumulates">For one image, direct algorithm.</param>
/// <param name="Property">The property it stands on; −1 for the class.</param>
internal sealed record LayerRow(string Name, string Kind, IReadOnlyList<int> Sources, Shape Output, long Parameters, long MultiplyAccumulates, int Property)
{
    public string Label => $"{Kind} '{Name}'";
}
