using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Passes;

namespace ConvGen.Generator.Graph;

/// <summary>
/// Wired tensors → nodes with shapes, blocks opened on the way. Every layer's arguments are checked, whatever came before; a layer that cannot
/// be built, or whose operand could not, gives <see cref="Unknown"/>, and nothing is said about shapes behind it.
/// </summary>
internal sealed class TensorBuilder
{
    /// <summary>The tensor of a layer that could not be built.</summary>
    public const int Unknown = -1;

    /// <summary>The most layers and copies of blocks: nobody writes more, and a slip of the pen must not fill the memory.</summary>
    private const int Most = 20000;

    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whose each parameter key is: the node, and as messages say it.</summary>
    private readonly Dictionary<string, (string Node, string Owner)> _keys = new(StringComparer.Ordinal);
    private readonly ICollection<Problem> _problems;
    private readonly BlockLibrary _blocks;
    private int _layers;
    private int _copies;
    private bool _isFull;

    public TensorBuilder(BlockLibrary blocks, ICollection<Problem> problems)
    {
        _blocks = blocks;
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

    /// <summary>A node that is another one's tensor under a name of its own.</summary>
    public int AddAlias(int node, Place place)
    {
        var layer = new LayerDeclaration("Alias", default, place);
        _nodes.Add(new Node(_nodes.Count, new LayerNames("", [], _names).Next(layer, _problems), new Alias(), new EquatableArray<int>([node]), _nodes[node].Shape, _layers++, place));
        return _nodes.Count - 1;
    }

    /// <summary>The nodes of a network's tensors, by position.</summary>
    /// <param name="wiring">What is made from what.</param>
    /// <param name="inputs">The nodes of the inputs.</param>
    public IReadOnlyList<int> Build(Wiring wiring, IReadOnlyList<int> inputs)
    {
        IsWhole &= wiring.IsWhole;
        return Build(wiring, inputs, new Scope(new LayerNames("", wiring.Layers, _names), _problems));
    }

    private int[] Build(Wiring wiring, IReadOnlyList<int> inputs, Scope scope)
    {
        var built = Enumerable.Repeat(Unknown, wiring.Tensors.Count).ToArray();
        foreach (var index in wiring.Order)
            built[index] = AddTensor(wiring.Tensors[index], Find, scope);
        return built;

        int Find(Reference? reference) => reference switch
        {
            { IsInput: false, Index: var other } => built[other],
            { Index: var input } when input < inputs.Count => inputs[input],
            _ => Unknown,
        };
    }

    private int AddTensor(WiredTensor tensor, Func<Reference?, int> find, Scope scope)
    {
        var declaration = tensor.Declaration;
        var start = tensor.StartsWithNames ? find(tensor.Named[0][0]) : find(tensor.Start);
        var current = start;
        for (var index = 0; index < declaration.Layers.Count; index++)
        {
            var named = tensor.Named[index].Select(find);
            IReadOnlyList<int> operands = index == 0 && tensor.StartsWithNames ? [.. named] : [current, .. named];
            current = AddLayer(declaration.Layers[index], operands, scope);
            IsWhole &= current != Unknown;
        }

        if (current != Unknown && current != start && declaration.Name.Length > 0)
            _nodes[current] = _nodes[current] with { Tensor = declaration.PlainName };
        return current;
    }

    private int AddLayer(LayerDeclaration layer, IReadOnlyList<int> operands, Scope scope)
    {
        if (!layer.IsWhole)
            return Unknown;

        var isBlock = _blocks.Find(layer.Kind) is not null;
        if (scope.IsBlock && (_isFull || operands.Contains(Unknown)))
            return Unknown;
        if (layer.Value("When") is { } condition)
        {
            if (!scope.IsBlock)
                return Fail(layer, scope, new Problem("CVG1036", new EquatableArray<string>([Short(layer.Kind)]), layer.Place, "When"));
            var value = condition is Formula formula ? scope.Evaluate(formula, "When", layer, Short(layer.Kind)) : condition;
            if (value is not bool isThere)
                return value is null ? Unknown : Fail(layer, scope, new Problem("CVG2018", new EquatableArray<string>([Short(layer.Kind), "When", FormulaValue.Text(value), "true or false"]), layer.Place, "When"));
            if (!isThere)
            {
                scope.Names.Skip(layer);
                return operands[0];
            }
        }

        if (!_isFull && ++_copies > Most)
            return Overfill(layer, 1, scope);
        return isBlock ? AddBlock(layer, operands[0], scope) : AddOperator(layer, operands, scope);
    }

    private int AddOperator(LayerDeclaration layer, IReadOnlyList<int> operands, Scope scope)
    {
        // A bad name alone does not keep the shapes behind it from being checked.
        var problems = new List<Problem>();
        var name = scope.Names.Next(layer, problems);
        var before = problems.Count;
        var label = Wiring.IsMerge(layer) && layer.Word("Name") is null ? layer.Kind : $"{layer.Kind} '{name}'";
        var result = scope.Evaluate(layer, label) is { } evaluated ? Create(evaluated) : Unknown;
        foreach (var problem in problems)
            scope.Report(problem, layer);
        return result;

        int Create(LayerDeclaration evaluated)
        {
            var arguments = new LayerArguments(evaluated, label, problems);
            arguments.CheckValues();
            var op = OperatorCatalog.CreateOperator(layer.Kind, arguments);
            if (op is null)
                problems.Add(new Problem("CVG1013", new EquatableArray<string>([layer.Kind]), layer.Place));
            else if (operands.Count < op.LeastOperands)
                arguments.Report("CVG1025", null, LayerArguments.Text(op.LeastOperands), LayerArguments.Text(operands.Count));
            if (op is null || problems.Count > before || operands.Contains(Unknown))
                return Unknown;

            var index = _layers++;
            var node = Append(name, op, operands, index, label, "Name");
            if (node == Unknown || layer.Word("Activation") is not { } activation || activation == "None")
                return node;

            // What freezes a layer freezes the slopes of its PReLU.
            var plain = new LayerDeclaration(activation, new EquatableArray<Argument>(layer.Arguments.Where(argument => argument.Name == "Trainable")), layer.Place);
            var function = OperatorCatalog.CreateOperator(activation, new LayerArguments(plain, label, problems));
            return function is null ? Unknown : Append($"{name}/{LayerNames.Word(activation)}", function, [node], index, $"{activation} of {label}", "Activation");
        }

        int Append(string nodeName, Operator function, IReadOnlyList<int> from, int index, string owner, string argument)
        {
            if (Shapes.Of(function, Shapes.Context(label, layer.Place, from, problems)) is not { } shape)
                return Unknown;
            var node = new Node(_nodes.Count, nodeName, function, new EquatableArray<int>(from), shape, index, scope.Place(layer));
            _nodes.Add(node);
            if (TakeKeys(node, owner) is var (key, other))
                problems.Add(new Problem("CVG1028", new EquatableArray<string>([owner, key, other]), layer.Place, argument));
            return node.Id;
        }
    }

    /// <summary>Notes whose the keys of a node's parameters are. Gives the first that another node's parameter has; layers of one name are told of that already.</summary>
    private (string Key, string Owner)? TakeKeys(Node node, string owner)
    {
        foreach (var parameter in node.Operator!.Parameters(_nodes[node.Inputs[0]].Shape!.Value))
        {
            var key = node.Key(parameter.Key);
            if (!_keys.TryGetValue(key, out var taken))
                _keys.Add(key, (node.Name, owner));
            else if (taken.Node != node.Name)
                return (key, taken.Owner);
        }

        return null;
    }

    /// <summary>A block's copies, one behind the other.</summary>
    private int AddBlock(LayerDeclaration layer, int input, Scope scope)
    {
        var block = _blocks.Find(layer.Kind)!;
        if (_blocks.Mistake(block) is { } mistake)
            return block.IsNear ? Unknown : Fail(layer, scope, mistake with { Place = layer.Place, Argument = null, Within = new EquatableArray<BlockPlace>([new BlockPlace(block.Kind, mistake.Place)]) });
        if (scope.Evaluate(layer, block.Name) is not { } use || !CheckUse(use, layer, block, scope))
            return Unknown;

        if (_isFull)
            return Unknown;
        var copies = use.Int("Repeat", 1);
        if (copies > Most - _copies + 1)
            return Overfill(layer, copies, scope);
        _copies += copies - 1;
        var wiring = _blocks.Wiring(block);
        for (var copy = 0; copy < copies && input != Unknown; copy++)
        {
            var names = Names(use, copy, layer, wiring, scope);
            var inside = new Scope(scope, layer, use, block, _nodes[input].Shape!.Value, names);
            input = Build(wiring, [input], inside).Last();
        }

        return input;
    }

    /// <summary>Says once that there are too many layers: of the uses of blocks that lead here, the one that repeats most is told. Blocks behind it stay closed.</summary>
    private int Overfill(LayerDeclaration layer, int copies, Scope scope)
    {
        _isFull = true;
        var (repeated, outside) = scope.MostRepeated(layer, copies);
        var argument = repeated.Has("Repeat") ? "Repeat" : null;
        return Fail(repeated, outside, new Problem("CVG1038", new EquatableArray<string>([Short(repeated.Kind), LayerArguments.Text(Most)]), repeated.Place, argument));
    }

    private static bool CheckUse(LayerDeclaration use, LayerDeclaration layer, BlockDeclaration block, Scope scope)
    {
        var problems = new List<Problem>();
        var arguments = new LayerArguments(use, block.Name, problems);
        arguments.CheckValues();
        var repeat = use.Has("Repeat") && problems.Count == 0 ? arguments.NotNegativeCount("Repeat", layer.Value("Repeat") is Formula ? 0 : 1) : 1;
        if (repeat > 1 && use.Word("Name") is { Length: > 0 } name && !name.Contains("{0}") && !name.Contains("{1}"))
            problems.Add(new Problem("CVG1037", new EquatableArray<string>([block.Name, LayerArguments.Text(repeat), name]), layer.Place, "Name"));
        foreach (var problem in problems)
            scope.Report(problem, layer);
        return problems.Count == 0;
    }

    /// <summary>Names inside a copy: behind the block's own name and a dot; without a prefix where that is empty.</summary>
    private LayerNames Names(LayerDeclaration use, int copy, LayerDeclaration layer, Wiring wiring, Scope scope)
    {
        if (use.Word("Name") is { Length: 0 })
            return scope.Names.Sharing(wiring.Layers);

        var problems = new List<Problem>();
        var named = use.Word("Name") is not { } name
            ? use
            : use with
            {
                Arguments = new EquatableArray<Argument>(use.Arguments.Select(argument => argument.Name != "Name" ? argument : argument with
                {
                    Value = name.Replace("{0}", copy.ToString(CultureInfo.InvariantCulture)).Replace("{1}", (copy + 1).ToString(CultureInfo.InvariantCulture)),
                })),
            };
        var prefix = scope.Names.Next(named with { Kind = Short(use.Kind) }, problems);
        foreach (var problem in problems)
            scope.Report(problem, layer);

        // A name that another block has is one mistake, not one for each layer inside.
        return new LayerNames(prefix + ".", wiring.Layers, problems.Count == 0 ? _names : new HashSet<string>(StringComparer.Ordinal));
    }

    private static string Short(string kind) => kind.Substring(kind.LastIndexOf('.') + 1);

    private static int Fail(LayerDeclaration layer, Scope scope, Problem problem)
    {
        scope.Report(problem, layer);
        return Unknown;
    }
}
