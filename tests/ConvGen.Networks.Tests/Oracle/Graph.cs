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
    public bool StartsWithMerge => From is null && Layers is [Merge { Tensors.Count: > 1 } or Absent { Layer: Merge { Tensors.Count: > 1 } }, ..];

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
    private readonly Level _top;
    private int _layers;

    public Graph(IReadOnlyList<Source> inputs, params IReadOnlyList<Property> properties)
    {
        Inputs = inputs;
        var count = 0;
        Properties = [.. properties.Select(property => property with { Layers = [.. property.Layers.Select(layer => Named(layer, count++))] })];
        _top = new Level("", [], Properties);
        foreach (var input in inputs)
        {
            _top.Tensors[input.Name] = _extents.Count;
            _extents.Add(input.Extent);
        }

        _top.Tensors[Network.Input] = 0;
        for (var i = 0; i < Properties.Count; i++)
            Build(_top, i);
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
    public int Position(string tensor) => _top.Tensors[tensor];

    public Extent ExtentOf(string tensor) => _extents[Position(tensor)];

    public Extent ExtentOf(int position) => _extents[position];

    /// <summary>What a named tensor is the result of, an activation by itself; null for an input.</summary>
    public Layer? LayerBehind(string tensor) => Position(tensor) is var position && position < Inputs.Count ? null : _steps[position - Inputs.Count].Layer;

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

        return text.Append("}\n").Append(BlockDeclarations).ToString();
    }

    /// <summary>The classes of all blocks that are used.</summary>
    protected string BlockDeclarations => string.Concat(Blocks.Select(block => "\n" + block.Declaration));

    /// <summary>All blocks that are used, those inside blocks before those around them.</summary>
    public IEnumerable<Block> Blocks => Block.Used(Properties.SelectMany(property => property.Layers));

    private static Layer Named(Layer layer, int position) =>
        layer is not BlockUse && layer.Name.Length == 0 && layer.HasParameters ? layer with { Name = $"layer{position}" } : layer;

    /// <summary>Adds a property's steps, those of the properties it reads before them: first what its layers name, then what it starts from.</summary>
    private int Build(Level level, int index)
    {
        var property = level.Properties[index];
        if (level.Tensors.TryGetValue(property.Name, out var known))
            return known;
        if (!level.UnderWay.Add(property.Name))
            throw new InvalidOperationException($"'{property.Name}' depends on itself.");

        var named = property.Layers.Select(layer => ((layer is Absent absent ? absent.Layer : layer) as Merge)?.Tensors.Select(Find).ToList() ?? []).ToList();
        var current = property.StartsWithMerge ? -1
            : property.From is { } from ? Find(from)
            : index == 0 ? level.Tensors[Network.Input] : Build(level, index - 1);
        foreach (var (layer, names) in property.Layers.Zip(named))
            current = AddLayer(level, layer, current < 0 ? names : [current, .. names]);
        return level.Tensors[property.Name] = current;

        int Find(string tensor) =>
            level.Tensors.TryGetValue(tensor, out var position) ? position : Build(level, level.Properties.Index().Single(entry => entry.Item.Name == tensor).Index);
    }

    private int AddLayer(Level level, Layer layer, List<int> operands)
    {
        switch (layer)
        {
            case Absent { Layer: var absent }:
                // Names do not depend on conditions.
                if (absent is BlockUse { IsUnprefixed: false, Name.Length: 0 } skipped)
                    level.NextName(skipped.Block);
                return operands[0];
            case BlockUse use:
                return Open(level, use, operands[0]);
        }

        var named = layer.Name.Length == 0 ? layer : layer with { Name = level.Prefix + layer.Name };
        var current = Append(named is Dropout dropout ? dropout with { Number = _layers } : named, operands);
        _layers++;
        return Sequential.Then(named) is { } activation ? Append(activation, [current]) : current;
    }

    /// <summary>The steps of a block's copies, one behind the other, each with what its expressions are worth there.</summary>
    private int Open(Level outer, BlockUse use, int current)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(use.Repeat);
        for (var copy = 0; copy < use.Repeat; copy++)
        {
            var name = use.Name.Length == 0 && !use.IsUnprefixed ? outer.NextName(use.Block) : use.Name.Replace("{0}", $"{copy}", StringComparison.Ordinal).Replace("{1}", $"{copy + 1}", StringComparison.Ordinal);
            var properties = use.Block.Tensors.Select(tensor => tensor.At(use.ScopeOn(_extents[current]))).ToList();
            var inside = use.IsUnprefixed ? new Level(outer.Prefix, outer.Counts, properties) : new Level($"{outer.Prefix}{name}.", [], properties);
            inside.Tensors[Network.Input] = current;
            // All of them, read or not, in written order: so layers are numbered.
            for (var i = 0; i < properties.Count; i++)
                current = Build(inside, i);
        }

        return current;
    }

    private int Append(Layer layer, List<int> operands)
    {
        var parameters = layer.Parameters(_extents[operands[0]]);
        _parameters.AddRange(parameters);
        if (!layer.Trainable)
            _frozen.AddRange(parameters.Select(parameter => parameter.Key));
        _extents.Add(layer.Infer([.. operands.Select(operand => _extents[operand])]));
        _steps.Add(new Step(layer, operands));
        return _extents.Count - 1;
    }

    /// <summary>The properties of the network, or of one copy of a block.</summary>
    /// <param name="Prefix">What stands before the names of its layers.</param>
    /// <param name="Counts">How many blocks of a kind had no name so far.</param>
    /// <param name="Properties">In written order.</param>
    private sealed record Level(string Prefix, Dictionary<string, int> Counts, IReadOnlyList<Property> Properties)
    {
        /// <summary>Where values are, by name, among all of the graph's.</summary>
        public Dictionary<string, int> Tensors { get; } = new(StringComparer.Ordinal);

        public HashSet<string> UnderWay { get; } = new(StringComparer.Ordinal);

        /// <summary>The name of a block that was given none: its kind and a number.</summary>
        public string NextName(Block block) => $"{block.Name.ToLowerInvariant()}_{Counts[block.Name] = Counts.GetValueOrDefault(block.Name) + 1}";
    }
}
