using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Passes;

namespace ConvGen.Generator.Graph;

/// <summary>
/// Wired tensors → nodes with shapes. Every layer's arguments are checked, whatever came before; a layer that cannot be built, or whose operand
/// could not, gives <see cref="Unknown"/>, and nothing is said about shapes behind it.
/// </summary>
internal sealed class TensorBuilder
{
    /// <summary>The tensor of a layer that could not be built.</summary>
    public const int Unknown = -1;

    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = new(System.StringComparer.Ordinal);
    private readonly ICollection<Problem> _problems;
    private int _layers;

    public TensorBuilder(ICollection<Problem> problems)
    {
        _problems = problems;
        Shapes = new InferShapes(_nodes);
    }

    public IReadOnlyList<Node> Nodes => _nodes;

    public InferShapes Shapes { get; }

    /// <summary>True while every attribute became a node.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>An input's node. A name that the user gave is taken: no layer may have it.</summary>
    public int AddInput(string name, Shape shape, Place place, bool isNamed)
    {
        if (isNamed)
            _names.Add(name);
        _nodes.Add(new Node(_nodes.Count, name, null, default, shape, -1, place, isNamed ? name : null));
        return _nodes.Count - 1;
    }

    /// <summary>The tensors' nodes, by position.</summary>
    /// <param name="wiring">What is made from what.</param>
    /// <param name="inputs">The nodes of the inputs.</param>
    public IReadOnlyList<int> Build(Wiring wiring, IReadOnlyList<int> inputs)
    {
        IsWhole &= wiring.IsWhole;
        var names = new LayerNames("", wiring.Tensors.SelectMany(tensor => tensor.Declaration.Layers), _names);
        var built = Enumerable.Repeat(Unknown, wiring.Tensors.Count).ToArray();
        foreach (var index in wiring.Order)
            built[index] = AddTensor(
                wiring.Tensors[index],
                reference => reference switch
            {
                { IsInput: false, Index: var other } => built[other],
                { Index: var input } when input < inputs.Count => inputs[input],
                _ => Unknown,
            },
            names);
        return built;
    }

    private int AddTensor(WiredTensor tensor, System.Func<Reference?, int> find, LayerNames names)
    {
        var declaration = tensor.Declaration;
        var current = find(tensor.Start);
        for (var index = 0; index < declaration.Layers.Count; index++)
        {
            var named = tensor.Named[index].Select(find);
            IReadOnlyList<int> operands = index == 0 && tensor.StartsWithNames ? [.. named] : [current, .. named];
            current = AddLayer(declaration.Layers[index], operands, names);
            IsWhole &= current != Unknown;
        }

        if (current != Unknown && declaration.Name.Length > 0 && declaration.Layers.Count > 0)
            _nodes[current] = _nodes[current] with { Tensor = declaration.PlainName };
        return current;
    }

    private int AddLayer(LayerDeclaration layer, IReadOnlyList<int> operands, LayerNames names)
    {
        if (!layer.IsWhole)
            return Unknown;

        // A bad name alone does not keep the shapes behind it from being checked.
        var name = names.Next(layer, _problems);
        var before = _problems.Count;
        var label = Wiring.IsMerge(layer) && layer.Word("Name") is null ? layer.Kind : $"{layer.Kind} '{name}'";
        var arguments = new LayerArguments(layer, label, _problems);
        arguments.CheckValues();
        var op = OperatorCatalog.CreateOperator(layer.Kind, arguments);
        if (op is null)
            _problems.Add(new Problem("CVG1013", new EquatableArray<string>([layer.Kind]), layer.Place));
        else if (operands.Count < op.LeastOperands)
            arguments.Report("CVG1025", null, LayerArguments.Text(op.LeastOperands), LayerArguments.Text(operands.Count));
        if (op is null || _problems.Count > before || operands.Contains(Unknown))
            return Unknown;

        var index = _layers++;
        var result = Append(name, op, operands);
        if (result != Unknown && layer.Word("Activation") is { } activation and not "None")
        {
            // What freezes a layer freezes the slopes of its PReLU.
            var plain = new LayerDeclaration(activation, new EquatableArray<Argument>(layer.Arguments.Where(argument => argument.Name == "Trainable")), layer.Place);
            var function = OperatorCatalog.CreateOperator(activation, new LayerArguments(plain, label, _problems));
            result = function is null ? Unknown : Append($"{name}/{LayerNames.Word(activation)}", function, [result]);
        }

        return result;

        int Append(string nodeName, Operator function, IReadOnlyList<int> from)
        {
            if (Shapes.Of(function, Shapes.Context(label, layer.Place, from, _problems)) is not { } shape)
                return Unknown;
            _nodes.Add(new Node(_nodes.Count, nodeName, function, new EquatableArray<int>(from), shape, index, layer.Place));
            return _nodes.Count - 1;
        }
    }
}
