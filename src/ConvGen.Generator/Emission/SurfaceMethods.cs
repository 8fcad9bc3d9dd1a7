using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Emission;

/// <summary>
/// The passes as methods of the generated class: those of INetwork, where several inputs (or outputs) share a span, and, where there are several, overloads with a
/// span for each.
/// </summary>
/// <param name="code">Where to.</param>
/// <param name="declaration">What was written; inputs and outputs are counted there, so that a network with mistakes has the same methods.</param>
/// <param name="graph">The checked graph, or null where the network has mistakes.</param>
internal sealed class SurfaceMethods(CodeWriter code, NetworkDeclaration declaration, NetworkGraph? graph)
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Labels = "global::System.ReadOnlySpan<int>";
    private const string Room = "global::System.Span<float>";

    private readonly ParameterNames _names = new(declaration);

    private bool HasSeveralInputs => _names.Inputs.Count > 1;

    private bool HasSeveralOutputs => _names.Outputs.Count > 1;

    public void Print()
    {
        var images = new Span("images", Floats);
        var outputs = new Span("outputs", Room);
        Span[] oneInput = [images], oneOutput = [outputs], oneGradient = [new("outputGradients", Floats)];
        Span[] inputs = HasSeveralInputs ? [.. _names.Inputs.Select(name => new Span(name, Floats))] : oneInput;
        Span[] results = HasSeveralOutputs ? [.. _names.Outputs.Select(name => new Span(name, Room))] : oneOutput;

        Pass("void", "Predict", oneInput, null, oneOutput, $"Runs the network in inference mode: any count of images ({Shapes(graph?.Inputs.Select(input => input.Id))}) up to BatchSize, and {Shapes(graph?.Outputs.Select(output => output.Node))} outputs for each. Allocates nothing.");
        if (HasSeveralInputs || HasSeveralOutputs)
            Pass("void", "Predict", inputs, null, results, "Predict with a span for each input and output.");
        Forward(oneInput, "Runs the network and keeps its tensors; with training, what the backward pass needs too.");
        if (HasSeveralInputs)
            Forward(inputs, "Forward with a span for each input.");
        Pass("void", "Backward", oneGradient, null, [], "From the gradient of the output to all parameter gradients, and InputGradient on demand.");
        if (HasSeveralOutputs)
            Pass("void", "Backward", [.. _names.OutputGradients.Select(name => new Span(name, Floats))], null, [], "Backward with a span for each output's gradient.");
        foreach (var (targets, takesLabels) in new[] { (new Span("labels", Labels), true), (new Span("targets", Floats), false) })
        {
            if (graph is not null && graph.Loss?.TakesLabels != takesLabels)
            {
                Hidden("TrainStep", [images, targets]);
                Hidden("TestStep", [images, targets, outputs]);
                continue;
            }

            Pass("float", "TrainStep", oneInput, targets, [], "Forward, loss and backward; gives the mean loss. Allocates nothing.");
            if (HasSeveralInputs)
                Pass("float", "TrainStep", inputs, targets, [], "TrainStep with a span for each input.");
            Pass("float", "TestStep", oneInput, targets, oneOutput, "Forward in inference mode and loss; fills the outputs and gives the mean loss.");
            if (HasSeveralInputs || HasSeveralOutputs)
                Pass("float", "TestStep", inputs, targets, results, "TestStep with a span for each input and output.");
        }

        Method("void", "SaveWeights", "string path", "_convGenCore.SaveWeights(path)", "Writes all parameters as safetensors, PyTorch's keys and layouts; replaces the file atomically.");
        Method(
            "void", "LoadWeights", "string path, global::System.Collections.Generic.IReadOnlyList<string>? ignore = null", "_convGenCore.LoadWeights(path, ignore)",
            "Reads parameters from safetensors by PyTorch's keys; all or nothing. Tensors of the file under the names in ignore, or in layers and blocks of those names, are passed over.");
        Method("void", "Dispose", "", graph is null ? "_ = 0" : "_convGenCore.Dispose()", "Frees the network's memory and ends its threads.");
    }

    private string Shapes(IEnumerable<int>? nodes) => nodes is null ? "the declared shape" : string.Join(" and ", nodes.Select(node => graph!.Nodes[node].Shape.ToString()));

    private void Forward(Span[] inputs, string summary) => Call(
        "global::ConvGen.Activations", "Forward", [.. inputs.Select(span => span.Parameter), "bool training = false"], [inputs], [Pieces(inputs), "training"], summary);

    private void Pass(string type, string name, Span[] first, Span? middle, Span[] last, string summary)
    {
        List<string> parameters = [.. first.Select(span => span.Parameter)], arguments = [Pieces(first)];
        if (middle is not null)
        {
            parameters.Add(middle.Parameter);
            arguments.Add(middle.Name);
        }

        parameters.AddRange(last.Select(span => span.Parameter));
        if (last.Length > 0)
            arguments.Add(Pieces(last));
        Call(type, name, parameters, [first, last], arguments, summary);
    }

    /// <summary>A call of the core. Spans go on as they are; where one of several stands for them, all are pinned and go on as lists.</summary>
    private void Call(string type, string name, IReadOnlyList<string> parameters, Span[][] lists, IReadOnlyList<string> arguments, string summary)
    {
        if (graph is null || lists.All(list => list.Length <= 1))
        {
            Method(type, name, string.Join(", ", parameters), $"_convGenCore.{name}({string.Join(", ", lists.All(list => list.Length <= 1) ? Plain(lists, arguments) : arguments)})", summary);
            return;
        }

        code.Line($"/// <summary>{summary}</summary>");
        code.Open($"public unsafe {type} {name}({string.Join(", ", parameters)})");
        code.Line($"fixed (float* {string.Join(", ", lists.SelectMany(list => list).Select(span => $"{span.Pin} = {span.Name}"))})");
        code.Line($"    {(type == "void" ? "" : "return ")}_convGenCore.{name}({string.Join(", ", arguments)});");
        code.Close();
        code.Line();
    }

    private static IEnumerable<string> Plain(Span[][] lists, IReadOnlyList<string> arguments) =>
        arguments.Select(argument => lists.FirstOrDefault(list => list.Length == 1 && Pieces(list) == argument) is { } single ? single[0].Name : argument);

    private static string Pieces(Span[] spans) => "[" + string.Join(", ", spans.Select(span => $"new global::ConvGen.PinnedFloats({span.Pin}, {span.Name}.Length)")) + "]";

    /// <summary>The step that the loss does not take: on the interface alone, where it throws.</summary>
    private void Hidden(string name, Span[] spans)
    {
        code.Line($"float global::ConvGen.INetwork.{name}({string.Join(", ", spans.Select(span => span.Parameter))}) => _convGenCore.{name}({string.Join(", ", spans.Select(span => span.Name))});");
        code.Line();
    }

    private void Method(string type, string name, string parameters, string body, string summary)
    {
        code.Line($"/// <summary>{summary}</summary>");
        code.Line($"public {type} {name}({parameters}) => {(graph is null && name != "Dispose" ? SurfaceEmitter.Throw(declaration) : body)};");
        code.Line();
    }

    /// <summary>A parameter that is a span.</summary>
    private sealed record Span(string Name, string Type)
    {
        public string Parameter => $"{Type} {Name}";

        public string Pin => "Pinned_" + Name.TrimStart('@');
    }
}
