using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Graph;

/// <summary>Declaration → graph with shapes: inputs, tensors, what of them is given out, and the loss. A sequence is a graph of one tensor without a name.</summary>
internal sealed class GraphBuilder
{
    private readonly NetworkDeclaration _declaration;
    private readonly ICollection<Problem> _problems;
    private readonly TensorBuilder _tensors;

    public GraphBuilder(NetworkDeclaration declaration, ICollection<Problem> problems)
    {
        _declaration = declaration;
        _problems = problems;
        _tensors = new TensorBuilder(new BlockLibrary(declaration.Blocks), problems);
    }

    /// <summary>The graph; null where anything is missing from it, because of a mistake or because the user is still typing.</summary>
    public NetworkGraph? Build()
    {
        var isGraph = _declaration.Tensors.Count > 0;
        var tensors = isGraph
            ? _declaration.Tensors
            : new EquatableArray<TensorDeclaration>([new TensorDeclaration("", "", null, true, _declaration.Layers, Place.Class)]);
        var inputs = AddInputs(tensors);
        var wiring = new Wiring([.. _declaration.Inputs.Select(Name)], tensors, _problems);
        foreach (var empty in tensors.Where(tensor => isGraph && tensor.Layers.Count == 0))
            Report("CVG1020", empty.Place, null, empty.PlainName);
        var built = _tensors.Build(wiring, inputs);
        var loss = BuildLoss();
        if (!_tensors.IsWhole || (loss is null && _declaration.Losses.Count > 0) || tensors.Any(tensor => tensor.Layers.Count == 0) || inputs.Count == 0 || inputs.Contains(TensorBuilder.Unknown))
            return null;

        var isOutput = tensors.Select((tensor, index) => tensor.IsOutput || (index == tensors.Count - 1 && tensors.All(other => !other.IsOutput))).ToArray();
        var named = tensors.Select((tensor, index) => new NamedTensor(isGraph ? tensor.PlainName : _tensors.Nodes[built[index]].Name.Split('/')[0], built[index])).ToList();
        var outputs = Apart(named.Select((tensor, index) => (tensor, tensors[index].Place)).Where((_, index) => isOutput[index]));
        CheckUse(wiring, isOutput, outputs);
        var lossOutput = loss is null ? 0 : FindLossOutput(outputs);
        return lossOutput < 0 ? null : new NetworkGraph(_declaration.Name, _tensors.Nodes, outputs, [.. named.Where((_, index) => !isOutput[index])], loss, lossOutput) { AllowWinograd = _declaration.AllowWinograd };
    }

    /// <summary>Checks the loss against the shape it is for.</summary>
    public void CheckLoss(NetworkGraph graph)
    {
        if (graph.Loss is { } loss)
            loss.Check(_tensors.Shapes.Context(loss.Kind, _declaration.Losses[0].Place, [graph.Outputs[graph.LossOutput].Node], _problems));
    }

    /// <summary>The outputs, no node twice and no input: what a block without layers gives is the tensor that it was given.</summary>
    private List<NamedTensor> Apart(IEnumerable<(NamedTensor Tensor, Place Place)> outputs)
    {
        var taken = new HashSet<int>(Enumerable.Range(0, _declaration.Inputs.Count));
        return [.. outputs.Select(output => taken.Add(output.Tensor.Node) ? output.Tensor : output.Tensor with { Node = _tensors.AddAlias(output.Tensor.Node, output.Place) })];
    }

    private static string Name(LayerDeclaration input) => input.Word("Name") ?? "";

    private List<int> AddInputs(EquatableArray<TensorDeclaration> tensors)
    {
        var nodes = new List<int>();
        for (var index = 0; index < _declaration.Inputs.Count; index++)
        {
            var input = _declaration.Inputs[index];
            var before = _problems.Count;
            var shape = input.IsWhole ? InputShape(input) : null;
            var name = Name(input);
            if (input.Has("Name") && !IsIdentifier(name))
                Report("CVG1026", input.Place, "Name", name);
            else if (index > 0 && name.Length == 0 && input.IsWhole)
                Report("CVG1006", input.Place, null, _declaration.Name);
            else if (name.Length > 0 && _declaration.Inputs.Take(index).Any(other => Name(other) == name))
                Report("CVG1022", input.Place, "Name", name, "an input above");
            else if (name.Length > 0 && tensors.Any(tensor => tensor.PlainName == name))
                Report("CVG1022", input.Place, "Name", name, "a property");
            nodes.Add(shape is { } known && _problems.Count == before
                ? _tensors.AddInput(name.Length > 0 ? name : "input", known, input.Place, name.Length > 0)
                : TensorBuilder.Unknown);
        }

        return nodes;
    }

    private Shape? InputShape(LayerDeclaration input)
    {
        var before = _problems.Count;
        var arguments = new LayerArguments(input, "[Input]", _problems);
        var shape = arguments.Has("Features")
            ? Shape.Vector(arguments.Positive("Features", 1))
            : Shape.Map(arguments.Positive("Height", 1), arguments.Positive("Width", 1), arguments.Positive("Channels", 1));
        var elements = Sizes.Product(shape.Dimensions);
        if (elements > Sizes.Most)
            arguments.Report("CVG2010", null, $"its {shape} image", Sizes.Text(elements), "elements");
        return _problems.Count == before ? shape : null;
    }

    /// <summary>Everything leads somewhere: inputs to an output, or training would not know what to do with them; properties at least to another one.</summary>
    private void CheckUse(Wiring wiring, bool[] isOutput, List<NamedTensor> outputs)
    {
        var reached = new HashSet<int>(outputs.Select(output => output.Node));
        for (var id = _tensors.Nodes.Count - 1; id >= 0; id--)
            if (reached.Contains(id))
                reached.UnionWith(_tensors.Nodes[id].Inputs);
        for (var index = 0; index < _declaration.Inputs.Count; index++)
            if (!reached.Contains(index))
                Report("CVG1023", _declaration.Inputs[index].Place, null, Name(_declaration.Inputs[index]) is { Length: > 0 } name ? $"[Input] '{name}'" : "[Input]");

        var read = new HashSet<int>(wiring.Tensors.SelectMany(tensor => tensor.Sources).Where(source => source is { IsInput: false }).Select(source => source!.Value.Index));
        for (var index = 0; index < isOutput.Length; index++)
            if (!isOutput[index] && !read.Contains(index))
                _problems.Add(new Problem("CVG1021", new EquatableArray<string>([wiring.Tensors[index].Declaration.PlainName]), wiring.Tensors[index].Declaration.Place, IsWarning: true));
    }

    private Loss? BuildLoss()
    {
        if (_declaration.Losses.Count == 0)
            return null;

        var declared = _declaration.Losses[0];
        var arguments = new LayerArguments(declared, declared.Kind, _problems);
        arguments.CheckValues();
        var loss = declared.IsWhole ? OperatorCatalog.CreateLoss(declared.Kind, arguments) : null;
        if (loss is null && declared.IsWhole)
            Report("CVG1013", declared.Place, null, declared.Kind);
        return loss;
    }

    /// <summary>The output that the loss is for; −1 after a report.</summary>
    private int FindLossOutput(List<NamedTensor> outputs)
    {
        var declared = _declaration.Losses[0];
        var names = outputs.Select(output => output.Name).ToList();
        if (declared.Word("Of") is not { } name)
        {
            if (outputs.Count > 1)
                Report("CVG1027", declared.Place, null, declared.Kind, string.Join(", ", names.Select(output => $"'{output}'")), names[0]);
            return outputs.Count > 1 ? -1 : 0;
        }

        var index = names.IndexOf(name);
        if (index < 0)
        {
            var nearest = NearestName.To(name, names);
            var cure = string.Join(" or ", (nearest is not null ? [nearest] : names).Select(output => $"'{output}'"));
            _problems.Add(new Problem("CVG1024", new EquatableArray<string>([declared.Kind, name, cure]), declared.Place, "Of") { Suggestion = nearest });
        }

        return index;
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');

    private void Report(string id, Place place, string? argument, params string[] arguments) =>
        _problems.Add(new Problem(id, new EquatableArray<string>(arguments), place, argument));
}
