using System.Collections.Generic;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;

namespace ConvGen.Generator.Graph;

/// <summary>
/// Declaration → nodes without shapes. Every layer's arguments are checked, whatever came before; the chain of nodes ends at the first
/// layer that cannot be built, so that shapes are still inferred up to there and no further.
/// </summary>
internal sealed class GraphBuilder(NetworkDeclaration declaration, ICollection<Problem> problems)
{
    private readonly List<Node> _nodes = [];

    /// <summary>True while every attribute became a node.</summary>
    public bool IsWhole { get; private set; } = true;

    public NetworkGraph Build()
    {
        IsWhole = AddInput();
        var names = new LayerNames(declaration.Layers);
        for (var index = 0; index < declaration.Layers.Count; index++)
            IsWhole &= AddLayer(declaration.Layers[index], index, names);

        NamedTensor[] outputs = _nodes.Count > 0 ? [new NamedTensor(_nodes[_nodes.Count - 1].Name.Split('/')[0], _nodes.Count - 1)] : [];
        return new NetworkGraph(declaration.Name, _nodes, outputs, [], BuildLoss());
    }

    private bool AddInput()
    {
        if (declaration.Inputs.Count == 0 || declaration.Inputs[0] is not { IsWhole: true } input)
            return false;

        var before = problems.Count;
        var arguments = new LayerArguments(input, "[Input]", problems);
        var shape = arguments.Has("Features")
            ? Shape.Vector(arguments.Positive("Features", 1))
            : Shape.Map(arguments.Positive("Height", 1), arguments.Positive("Width", 1), arguments.Positive("Channels", 1));
        var elements = Sizes.Product(shape.Dimensions);
        if (elements > Sizes.Most)
            arguments.Report("CVG2010", null, $"its {shape} image", Sizes.Text(elements), "elements");

        _nodes.Add(new Node(0, "input", null, default, shape, -1, input.Place));
        return problems.Count == before;
    }

    private bool AddLayer(LayerDeclaration layer, int index, LayerNames names)
    {
        if (!layer.IsWhole)
            return false;

        // A bad name alone does not keep the shapes behind it from being checked.
        var name = names.Next(layer, problems);
        var before = problems.Count;
        var label = $"{layer.Kind} '{name}'";
        var arguments = new LayerArguments(layer, label, problems);
        CheckMembers(layer, arguments);
        var op = OperatorCatalog.CreateOperator(layer.Kind, arguments);
        if (op is null)
            problems.Add(new Problem("CVG1013", new EquatableArray<string>([layer.Kind]), layer.Place));
        if (op is null || problems.Count > before)
            return false;
        if (!IsWhole)
            return true;

        Append(name, op, index, layer.Place);
        if (layer.Word("Activation") is { } activation and not "None")
        {
            var plain = new LayerDeclaration(activation, default, layer.Place);
            if (OperatorCatalog.CreateOperator(activation, new LayerArguments(plain, label, problems)) is not { } function)
                return false;
            Append($"{name}/{LayerNames.Word(activation)}", function, index, layer.Place);
        }

        return true;
    }

    private static void CheckMembers(LayerDeclaration declared, LayerArguments arguments)
    {
        foreach (var argument in declared.Arguments)
            if (argument.Value is NotAMember value)
                arguments.Report("CVG2018", argument.Name, argument.Name, value.Text, $"a member of {value.Enumeration}");
    }

    private void Append(string name, Operator op, int layer, Place place) =>
        _nodes.Add(new Node(_nodes.Count, name, op, new EquatableArray<int>([_nodes.Count - 1]), null, layer, place));

    private Loss? BuildLoss()
    {
        if (declaration.Losses.Count == 0)
            return null;

        var declared = declaration.Losses[0];
        var before = problems.Count;
        var arguments = new LayerArguments(declared, declared.Kind, problems);
        CheckMembers(declared, arguments);
        var loss = declared.IsWhole ? OperatorCatalog.CreateLoss(declared.Kind, arguments) : null;
        if (loss is null && declared.IsWhole)
            problems.Add(new Problem("CVG1013", new EquatableArray<string>([declared.Kind]), declared.Place));
        IsWhole &= loss is not null && problems.Count == before;
        return loss;
    }
}
