using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Random;

/// <summary>
/// Draws graphs: chains, residual connections, branches that are concatenated, gates, and merges of whatever tensors fit one another; blocks; several inputs
/// and outputs; tensors that nobody reads; properties declared in any order. Small enough for the oracle, all of them valid.
/// </summary>
internal sealed class RandomGraph
{
    private const int MaxParts = 4;
    private const int MaxProperties = 9;
    private const int MaxElements = 2000;

    private readonly Numbers _numbers;
    private readonly List<Source> _inputs = [];
    private readonly List<Property> _properties = [];

    /// <summary>Inputs, then properties in order.</summary>
    private readonly List<(string Name, Extent Extent)> _tensors = [];

    private readonly RandomBlock _blocks;

    private RandomGraph(Numbers numbers, int seed)
    {
        _numbers = numbers;
        _blocks = new RandomBlock(numbers, new Numbers(~seed), $"Blocks{seed}", MaxElements);
    }

    private (string Name, Extent Extent) Last => _tensors[^1];

    public static Graph Draw(int seed) => new RandomGraph(new Numbers(seed), seed).Draw();

    private Graph Draw()
    {
        DrawInputs();
        for (var parts = 1 + _numbers.Below(MaxParts); _properties.Count == 0 || (parts > 0 && _properties.Count < MaxProperties); parts--)
            DrawPart();
        ReachEveryInput();
        if (_numbers.Chance(0.3))
        {
            MarkOutput();
            for (var i = 0; i < _properties.Count; i++)
                _properties[i] = _properties[i] with { IsOutput = _properties[i].IsOutput || _numbers.Chance(0.3) };
        }

        if (_numbers.Chance(0.3))
            Shuffle();


        var graph = new Graph(_inputs, _properties);
        var output = _numbers.Pick([.. graph.Outputs]);
        var loss = RandomNetwork.Loss(_numbers, graph.ExtentOf(output), graph.LayerBehind(output));
        return new Graph(_inputs, _properties) { Loss = loss is null || graph.Outputs.Count == 1 ? loss : loss with { Of = output } };
    }

    private void DrawInputs()
    {
        var count = _numbers.Pick(1, 1, 1, 1, 2, 3);
        for (var i = 0; i < count; i++)
        {
            var extent = _numbers.Chance(0.15)
                ? Extent.Vector(1 + _numbers.Below(30))
                : new Extent(1 + _numbers.Below(9), 1 + _numbers.Below(9), _numbers.Pick(1, 2, 3, 6, 8, 17));
            // The same shape twice, so that inputs can meet.
            if (i > 0 && _numbers.Chance(0.5))
                extent = _tensors[0].Extent;
            var name = count == 1 ? "" : $"input{i}";
            _inputs.Add(new Source(extent, name));
            _tensors.Add((i == 0 && _numbers.Chance(0.5) || count == 1 ? Network.Input : name, extent));
        }
    }

    private void DrawPart()
    {
        switch (_numbers.Below(10))
        {
            case < 3:
                Chain(_numbers.Chance(0.5) ? Last : Any(), 1 + _numbers.Below(3));
                break;
            case < 5:
                Residual(_numbers.Chance(0.6) ? Last : Any());
                break;
            case < 7:
                Branches(_numbers.Chance(0.6) ? Last : Any());
                break;
            case 7:
                Gate(_numbers.Chance(0.6) ? Last : Any());
                break;
            default:
                MergeWhatFits();
                break;
        }
    }

    private Layer Layer(Extent input) => _numbers.Chance(0.2) ? _blocks.Use(input) : RandomNetwork.Layer(_numbers, input, MaxElements);

    private (string Name, Extent Extent) Any() => _tensors[_numbers.Below(_tensors.Count)];

    /// <summary>Layers one after the other. Where it may, it leaves out where it starts from.</summary>
    private (string Name, Extent Extent) Chain((string Name, Extent Extent) from, int count)
    {
        var layers = new List<Layer>();
        var extent = from.Extent;
        for (; count > 0; count--)
        {
            layers.Add(Layer(extent));
            extent = layers[^1].Infer(extent);
        }

        return Declare(from, extent, [.. layers]);
    }

    /// <summary>y = f(x) + x, the shortcut projected where the body changed the shape.</summary>
    private void Residual((string Name, Extent Extent) x)
    {
        var body = Chain(x, 1 + _numbers.Below(3));
        var shortcut = x;
        if (x.Extent != body.Extent)
        {
            if (Projection(x.Extent, body.Extent) is not { } projection)
                return;
            shortcut = Declare(x, body.Extent, projection);
        }

        Meet(new Add(), body.Extent, body, shortcut);
    }

    /// <summary>Branches of one height and width, or vectors, one behind the other.</summary>
    private void Branches((string Name, Extent Extent) x)
    {
        var stride = _numbers.Pick(1, 1, 2);
        var branches = new List<(string Name, Extent Extent)>();
        for (var count = 2 + _numbers.Below(3); count > 0; count--)
        {
            if (!x.Extent.IsMap)
            {
                branches.Add(_numbers.Chance(0.2) ? x : Chain(x, 1));
                continue;
            }

            if (stride == 1 && _numbers.Chance(0.15))
            {
                branches.Add(x);
                continue;
            }

            var kernel = 1 + _numbers.Below(5);
            Layer layer = _numbers.Below(4) switch
            {
                0 => new MaxPooling2D(kernel) { Strides = stride, Padding = Padding.Same },
                1 => new AveragePooling2D(kernel) { Strides = stride, Padding = Padding.Same, CountIncludePad = _numbers.Chance(0.5) },
                _ => new Conv2D(_numbers.Pick(1, 3, 6, 8, 9, 17), kernel)
                {
                    Strides = stride,
                    Padding = Padding.Same,
                    Activation = RandomNetwork.Activation(_numbers),
                    UseBias = _numbers.Chance(0.7),
                    Trainable = _numbers.Chance(0.9),
                },
            };
            branches.Add(Declare(x, layer.Infer(x.Extent), layer));
        }

        Meet(new Concatenate(), branches[0].Extent with { Channels = branches.Sum(branch => branch.Extent.Channels) }, [.. branches]);
    }

    /// <summary>A factor for each channel, made from the whole map (squeeze and excitation), or for each element.</summary>
    private void Gate((string Name, Extent Extent) x)
    {
        if (!x.Extent.IsMap || _numbers.Chance(0.3))
        {
            Meet(new Multiply(), x.Extent, Declare(x, x.Extent, _numbers.Pick<Layer>(new Sigmoid(), new Tanh(), new Softmax())), x);
            return;
        }

        Layer squeeze = _numbers.Chance(0.5)
            ? new AveragePooling2D(x.Extent.Height, x.Extent.Width) { Strides = 1 }
            : new MaxPooling2D(x.Extent.Height, x.Extent.Width) { Strides = 1 };
        var gate = _numbers.Chance(0.5)
            ? Declare(x, Extent.Vector(x.Extent.Channels), squeeze, new Flatten(), new Dense(x.Extent.Channels) { Activation = Activation.Sigmoid })
            : Declare(x, new(1, 1, x.Extent.Channels), squeeze, new Conv2D(x.Extent.Channels, 1), new Sigmoid());
        if (_numbers.Chance(0.5))
            Meet(new Multiply(), x.Extent, x, gate);
        else
            Meet(new Multiply(), x.Extent, gate, x);
    }

    /// <summary>Tensors that happen to fit, one of them perhaps twice.</summary>
    private void MergeWhatFits()
    {
        var first = Any();
        var concatenates = _numbers.Chance(0.4);
        var fitting = _tensors.Where(tensor => concatenates ? tensor.Extent with { Channels = 0 } == first.Extent with { Channels = 0 } : tensor.Extent == first.Extent).ToArray();
        var operands = new List<(string Name, Extent Extent)> { first };
        for (var more = 1 + _numbers.Below(3); more > 0; more--)
            operands.Add(_numbers.Pick(fitting));
        var extent = concatenates ? first.Extent with { Channels = operands.Sum(operand => operand.Extent.Channels) } : first.Extent;
        if (extent.Elements > MaxElements)
            return;
        Meet(concatenates ? new Concatenate() : _numbers.Chance(0.6) ? new Add() : new Multiply(), extent, [.. operands]);
    }

    /// <summary>A merge: of names alone, or of the tensor so far and names; a layer or two may follow it.</summary>
    private void Meet(Merge merge, Extent extent, params IReadOnlyList<(string Name, Extent Extent)> operands)
    {
        if (extent.Elements > MaxElements)
            return;
        var byName = _numbers.Chance(0.5);
        merge = merge with { Tensors = [.. operands.Skip(byName ? 0 : 1).Select(operand => operand.Name)] };
        var layers = new List<Layer> { merge };
        for (var more = _numbers.Pick(0, 0, 1, 2); more > 0; more--)
        {
            layers.Add(Layer(extent));
            extent = layers[^1].Infer(extent);
        }

        if (byName)
            Add(new Property(NextName, layers), extent);
        else
            Declare(operands[0], extent, [.. layers]);
    }

    private (string Name, Extent Extent) Declare((string Name, Extent Extent) from, Extent extent, params IReadOnlyList<Layer> layers)
    {
        var before = _properties.Count > 0 ? _properties[^1].Name : Network.Input;
        var startsAlone = layers is not [Merge { Tensors.Count: > 1 }, ..];
        return Add(new Property(NextName, layers) { From = from.Name == before && startsAlone && _numbers.Chance(0.8) ? null : from.Name }, extent);
    }

    private string NextName => $"T{_properties.Count}";

    private (string Name, Extent Extent) Add(Property property, Extent extent)
    {
        _properties.Add(property);
        _tensors.Add((property.Name, extent));
        return Last;
    }

    /// <summary>A layer that brings one shape to another; null where none is at hand.</summary>
    private static Layer? Projection(Extent from, Extent to)
    {
        if (!from.IsMap || !to.IsMap)
            return from.IsMap == to.IsMap ? new Dense(to.Channels) : null;
        for (var stride = 1; stride < 4; stride++)
            if (new Conv2D(to.Channels, 1) { Strides = stride } is var strided && strided.Infer(from) == to)
                return strided;
        return to.Height <= from.Height && to.Width <= from.Width ? new Conv2D(to.Channels, from.Height - to.Height + 1, from.Width - to.Width + 1) : null;
    }

    /// <summary>The last property stays an output, whatever is marked or declared behind it.</summary>
    private void MarkOutput()
    {
        if (!_properties.Any(property => property.IsOutput))
            _properties[^1] = _properties[^1] with { IsOutput = true };
    }

    /// <summary>An input that no output depends on would be a mistake.</summary>
    private void ReachEveryInput()
    {
        foreach (var input in Enumerable.Range(0, _inputs.Count))
        {
            var graph = new Graph(_inputs, _properties);
            if (graph.Outputs.Any(output => Reaches(graph, input, graph.Position(output))))
                continue;
            MarkOutput();
            if (!_properties.Any(property => Reaches(graph, input, graph.Position(property.Name))))
                Chain(_tensors[input], 1);
            graph = new Graph(_inputs, _properties);
            var reader = _properties.FindLastIndex(property => Reaches(graph, input, graph.Position(property.Name)));
            _properties[reader] = _properties[reader] with { IsOutput = true };
        }
    }

    private static bool Reaches(Graph graph, int input, int position) =>
        position == input || (position >= graph.Inputs.Count && graph.Steps[position - graph.Inputs.Count].Operands.Any(operand => Reaches(graph, input, operand)));

    /// <summary>Declares the properties in any order: each says what it starts from, and the outputs are marked.</summary>
    private void Shuffle()
    {
        MarkOutput();
        for (var i = 0; i < _properties.Count; i++)
            if (_properties[i] is { From: null, StartsWithMerge: false })
                _properties[i] = _properties[i] with { From = i == 0 ? Network.Input : _properties[i - 1].Name };
        for (var i = _properties.Count - 1; i > 0; i--)
        {
            var other = _numbers.Below(i + 1);
            (_properties[i], _properties[other]) = (_properties[other], _properties[i]);
        }
    }
}
