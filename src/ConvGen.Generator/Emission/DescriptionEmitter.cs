using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Passes;

namespace ConvGen.Generator.Emission;

/// <summary>The class that makes the network's description, as constants.</summary>
internal static class DescriptionEmitter
{
    public static void Emit(CodeWriter code, string name, LoweredNetwork network)
    {
        var graph = network.Graph;
        var sources = LayerTable.Sources(graph);
        code.Open($"internal static class {name}Description");
        code.Open("public static NetworkDescription Create()");
        code.Line("return new NetworkDescription(");
        code.Line($"{Text(name)},");
        Tensors(graph.Inputs.Select(input => new NamedTensor(input.Name, input.Id)));
        code.Open("new LayerDescription[]");
        foreach (var row in LayerTable.Rows(graph))
            code.Line($"new LayerDescription({Text(row.Name)}, {Text(row.Kind)}, {Ints(row.Sources)}, {Ints(row.Output.Dimensions)}, {Number(row.Parameters)}L, {Number(row.MultiplyAccumulates)}L),");
        code.Close(",");
        code.Open("new ParameterDescription[]");

        // Vectors of one layer, of which a normalisation has four, share a line.
        var line = new List<string>();
        var layer = "";
        foreach (var parameter in network.Parameters.All)
        {
            var owner = parameter.Name.Substring(0, parameter.Name.LastIndexOf('.') + 1);
            var role = $"ParameterRole.{parameter.Shape.Role}, Initializer.{parameter.Initializer}, {(parameter.Trainable ? "true" : "false")}";
            var isVector = parameter.Layout is { Groups: 1, Axes.Count: 0 } && parameter.Shape.Dimensions.Count == 1;
            if (!isVector || owner != layer)
                Flush();
            layer = isVector ? owner : "";
            var axes = parameter.Layout.Axes.Select(axis => $"new PackedAxis({Number(axis.Extent)}, {Number(axis.Stride)})");
            line.Add(isVector
                ? $"ParameterDescription.Vector({Text(parameter.Name)}, {Number(parameter.Layout.Rows)}, {Number(parameter.Offset)}, {role}),"
                : $"new ParameterDescription({Text(parameter.Name)}, {Ints(parameter.Shape.Dimensions)}, {Number(parameter.Offset)}, "
                    + $"new PanelPacking({Number(parameter.Layout.Groups)}, {Number(parameter.Layout.Rows)}, new PackedAxis[] {{ {string.Join(", ", axes)} }}), {role}),");
        }

        Flush();

        code.Close(",");
        Tensors(graph.Outputs);
        Tensors(graph.Tensors);
        code.Line(graph.Loss is { } loss
            ? $"new LossDescription({Text(loss.Kind)}, {(loss.TakesLabels ? "true" : "false")}, {Number(loss.TargetsPerImage(graph.Nodes[graph.Outputs[graph.LossOutput].Node].Shape!.Value))}, "
                + $"{(loss.IgnoreIndex is { } ignored ? Number(ignored) : "null")}, {Number(graph.LossOutput)}) {{ Answer = LossAnswer.{loss.Answer}, Threshold = {Backends.CSharp.Simd.Number(loss.Threshold)} }},"
            : "null,");
        code.Line(
            $"new MemoryDescription({Number(network.Inference.PerImageFloats)}L, {Number(network.Inference.FixedFloats)}L, {Number(network.Training.PerImageFloats)}L, "
            + $"{Number(network.Training.FixedFloats)}L, {Number(network.Parameters.Floats)}L, "
            + $"{Number(network.Inference.PreparedFloats)}L, {Number(network.Training.PreparedFloats)}L, {Number(System.Math.Max(network.Inference.ThreadFloats, network.Training.ThreadFloats))}, "
            + $"{Pair(network.Inference.ThreadSweepFloats)}, {Pair(network.Training.ThreadSweepFloats)}){(InterleaveImages.AreIn(network.Inference) || InterleaveImages.AreIn(network.Training) ? " { TakesGroups = true }" : "")}){(network.Copies == 0 ? "" : $" {{ Copies = {Number(network.Copies)} }}")};");
        code.Close();
        code.Close();

        static string Pair((long Most, long OfImage) sweep) => $"({Number(sweep.Most)}L, {Number(sweep.OfImage)}L)";

        void Flush()
        {
            if (line.Count > 0)
                code.Line(string.Join(" ", line));
            line.Clear();
        }

        void Tensors(IEnumerable<NamedTensor> tensors)
        {
            code.Open("new TensorDescription[]");
            foreach (var tensor in tensors)
                code.Line($"new TensorDescription({Text(tensor.Name)}, {Ints(graph.Nodes[tensor.Node].Shape!.Value.Dimensions)}, {Number(sources[tensor.Node])}),");
            code.Close(",");
        }
    }

    private static string Text(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private static string Ints(IEnumerable<int> values) => $"new int[] {{ {string.Join(", ", values.Select(value => Number(value)))} }}";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
