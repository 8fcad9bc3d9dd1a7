using System.Text;

namespace ConvGen.Tests.Oracle;

/// <summary>An input of a network; the only one may go without a name.</summary>
internal sealed record Source(Extent Extent, string Name = "")
{
    public string Declaration
    {
        get
        {
            var size = Extent.IsMap ? $"{Extent.Height}, {Extent.Width}, {Extent.Channels}" : $"{Extent.Channels}";
            return Name.Length == 0 ? $"[Input({size})]" : $"[Input({size}, Name = \"{Name}\")]";
        }
    }
}

/// <summary>A named tensor and the layers that compute it, top to bottom.</summary>
internal sealed record Property(string Name, params IReadOnlyList<Layer> Layers)
{
    /// <summary>The tensor it starts from: a property, an input, or <see cref="Network.Input"/>. Null stands for the property before it.</summary>
    public string? From { get; init; }

    public bool IsOutput { get; init; }

    public IEnumerable<string> Attributes
    {
        get
        {
            if (IsOutput)
                yield return "[Output]";
            if (From is not null)
                yield return $"[From({Reference(From)})]";
            foreach (var layer in Layers)
                yield return layer.Declaration;
        }
    }

    /// <summary>True where the first layer takes its operands from their names alone.</summary>
    public bool StartsWithMerge => From is null && Layers is [Merge { Tensors.Count: > 1 }, ..];

    /// <summary>A tensor's name as an attribute's argument.</summary>
    public static string Reference(string tensor) => tensor == Network.Input ? "Network.Input" : $"\"{tensor}\"";
}

/// <summary>One thing that runs: a layer, or the activation that a layer carries.</summary>
/// <param name="Layer">What it does.</param>
/// <param name="Operands">The values it reads: the network's inputs come first, then each step's result.</param>
internal sealed record Step(Layer Layer, IReadOnlyList<int> Operands);

/// <summary>
/// A network as a graph of named tensors. The same description prints the class a user would write and runs in the oracle.
/// Layers with parameters that have no name are named in order: layer0, layer1 …
/// </summary>
internal class Graph
{
    private readonly List<Step> _steps = [];
    private readonly List<Extent> _extents = [];
    private readonly List<string> _frozen = [];
    private readonly List<(string Key, int[] Shape)> _parameters = [];
    private readonly Dictionary<string, int> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);

    public Graph(IReadOnlyList<Source> inputs, params IReadOnlyList<Property> properties)
    {
        Inputs = inputs;
        var count = 0;
        Properties = [.. properties.Select(property => property with { Layers = [.. property.Layers.Select(layer => Named(layer, count++))] })];
        foreach (var input in inputs)
        {
            _tensors[input.Name] = _extents.Count;
            _extents.Add(input.Extent);
        }

        _tensors[Network.Input] = 0;
        for (var i = 0; i < Properties.Count; i++)
            Build(i);
        var marked = Properties.Where(property => property.IsOutput).ToList();
        Outputs = [.. (marked.Count > 0 ? marked : [Properties[^1]]).Select(property => property.Name)];
    }

    public IReadOnlyList<Source> Inputs { get; }

    public IReadOnlyList<Property> Properties { get; }

    /// <summary>Names of the outputs, in declaration order.</summary>
    public IReadOnlyList<string> Outputs { get; }

    public Loss? Loss { get; init; }

    /// <summary>Position of the output that the loss is for.</summary>
    public int LossOutput => Loss?.Of is { } name ? Outputs.Index().Single(output => output.Item == name).Index : 0;

    /// <summary>What runs, in order.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Running averages among them.</summary>
    public IReadOnlyList<(string Key, int[] Shape)> Parameters => _parameters;

    /// <summary>Keys of the frozen layers' parameters.</summary>
    public IReadOnlyList<string> Frozen => _frozen;

    public IReadOnlyList<Extent> OutputExtents => [.. Outputs.Select(ExtentOf)];

    public int InputElements => Inputs.Sum(input => input.Extent.Elements);

    public int OutputElements => OutputExtents.Sum(extent => extent.Elements);

    /// <summary>Position of a named tensor among the values: inputs, then each step's result.</summary>
    public int Position(string tensor) => _tensors[tensor];

    public Extent ExtentOf(string tensor) => _extents[_tensors[tensor]];

    public Extent ExtentOf(int position) => _extents[position];

    /// <summary>The class a user would write.</summary>
    public virtual string Declaration(string name)
    {
        var text = new StringBuilder("[Network]\n");
        foreach (var input in Inputs)
            text.Append(input.Declaration).Append('\n');
        if (Loss is not null)
            text.Append(Loss.Declaration).Append('\n');
        text.Append("public sealed partial class ").Append(name).Append("\n{\n");
        foreach (var property in Properties)
        {
            foreach (var attribute in property.Attributes)
                text.Append("    ").Append(attribute).Append('\n');
            text.Append("    public partial Activations ").Append(property.Name).Append(" { get; }\n\n");
        }

        return text.Append("}\n").ToString();
    }

    private static Layer Named(Layer layer, int position) => layer.Name.Length == 0 && layer.HasParameters ? layer with { Name = $"layer{position}" } : layer;

    /// <summary>Adds a property's steps, those of the properties it reads before them.</summary>
    private int Build(int index)
    {
        var property = Properties[index];
        if (_tensors.TryGetValue(property.Name, out var known))
            return known;
        if (!_underWay.Add(property.Name))
            throw new InvalidOperationException($"'{property.Name}' depends on itself.");

        var current = property.StartsWithMerge ? -1
            : property.From is { } from ? Find(from)
            : index == 0 ? 0 : Build(index - 1);
        foreach (var layer in property.Layers)
        {
            var operands = layer is Merge merge ? merge.Tensors.Select(Find) : [];
            current = Append(layer, current < 0 ? [.. operands] : [current, .. operands]);
            if (Sequential.Then(layer) is { } activation)
                current = Append(activation, [current]);
        }

        return _tensors[property.Name] = current;
    }

    private int Find(string tensor) =>
        _tensors.TryGetValue(tensor, out var known) ? known : Build(Properties.Index().Single(entry => entry.Item.Name == tensor).Index);

    private int Append(Layer layer, IReadOnlyList<int> operands)
    {
        var parameters = layer.Parameters(_extents[operands[0]]);
        _parameters.AddRange(parameters);
        if (!layer.Trainable)
            _frozen.AddRange(parameters.Select(parameter => parameter.Key));
        _extents.Add(layer.Infer([.. operands.Select(operand => _extents[operand])]));
        _steps.Add(new Step(layer, operands));
        return _extents.Count - 1;
    }
}
