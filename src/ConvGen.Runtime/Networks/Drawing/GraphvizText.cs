using System.Globalization;
using System.Text;

namespace ConvGen;

/// <summary>A network in the DOT language.</summary>
internal static class GraphvizText
{
    public static string Of(NetworkDescription network)
    {
        var text = new StringBuilder();
        text.Append("digraph ").Append(Quoted(network.Name)).Append(" {\n");
        text.Append("    node [shape=box, style=\"rounded,filled\", fillcolor=\"#f5f6f8\", fontname=\"Helvetica\"];\n");
        text.Append("    edge [fontname=\"Helvetica\", fontsize=10];\n");
        for (var k = 0; k < network.Inputs.Count; k++)
            Node(Id(-1 - k), [network.Inputs[k].Name, ShapeText.Format(network.Inputs[k].Shape)], "#e9f7ef");
        for (var index = 0; index < network.Layers.Count; index++)
        {
            var layer = network.Layers[index];
            var parameters = string.Create(CultureInfo.InvariantCulture, $"{layer.ParameterCount:N0} parameters");
            Node(Id(index), [layer.Name, layer.Kind, ShapeText.Format(layer.OutputShape), .. layer.ParameterCount > 0 ? [parameters] : Array.Empty<string>()], layer.ParameterCount > 0 ? "#e8f0fe" : null);
        }

        for (var view = 0; view < network.Outputs.Count; view++)
            Node($"output{view}", [network.Outputs[view].Name, ShapeText.Format(network.Outputs[view].Shape)], "#e9f7ef");

        for (var index = 0; index < network.Layers.Count; index++)
            foreach (var source in network.Layers[index].Sources)
                Edge(source, Id(index));
        for (var view = 0; view < network.Outputs.Count; view++)
            Edge(network.Outputs[view].Source, $"output{view}");
        return text.Append("}\n").ToString();

        void Node(string id, string[] lines, string? color) =>
            text.Append("    ").Append(id).Append(" [label=").Append(Quoted(lines)).Append(color is null ? "" : $", fillcolor=\"{color}\"").Append("];\n");

        void Edge(int source, string target)
        {
            var name = network.Tensors.FirstOrDefault(tensor => tensor.Source == source)?.Name;
            var shape = ShapeText.Format(network.ShapeOf(source));
            text.Append("    ").Append(Id(source)).Append(" -> ").Append(target).Append(" [label=").Append(Quoted(name is null ? shape : $"{name} {shape}")).Append("];\n");
        }
    }

    private static string Id(int source) => source < 0 ? $"input{-1 - source}" : $"layer{source}";

    /// <summary>A string of the language, one line for each part. Backslashes would be commands, so they are doubled, as quotes are escaped.</summary>
    private static string Quoted(params string[] lines) =>
        '"' + string.Join("\\n", lines.Select(line => line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))) + '"';
}
