using System.Globalization;

namespace ConvGen;

/// <summary>A box of a drawing: an input, a layer with those folded into it, or an output.</summary>
/// <param name="Lines">Name and kind of each layer.</param>
/// <param name="Footer">The parameters, or empty.</param>
/// <param name="Label">What stands at the edges that leave the box: the tensor's shape, after its property's name where it has one.</param>
/// <param name="Style">What it is.</param>
internal sealed record DiagramBox(IReadOnlyList<(string Name, string Kind)> Lines, string Footer, string Label, DiagramStyle Style);

internal enum DiagramStyle
{
    Terminal,
    Parameters,
    Merge,
    Plain,
}

/// <summary>What a drawing shows, before anything has a place: boxes, sources before their readers, and who reads whom.</summary>
internal sealed class Diagram
{
    private readonly NetworkDescription _network;
    private readonly List<DiagramBox> _boxes = [];
    private readonly List<(int From, int To)> _edges = [];

    /// <summary>The box that a source (a layer, or −1 − k for input k) ends up in.</summary>
    private readonly Dictionary<int, int> _boxOf = [];

    public Diagram(NetworkDescription network)
    {
        _network = network;
        for (var k = 0; k < network.Inputs.Count; k++)
            Add(-1 - k, new DiagramBox([(network.Inputs[k].Name, "Input")], "", Label(-1 - k), DiagramStyle.Terminal), []);
        for (var first = 0; first < network.Layers.Count; first++)
        {
            if (_boxOf.ContainsKey(first))
                continue;
            List<int> layers = [first];
            while (Follower(layers[^1]) is { } follower)
                layers.Add(follower);
            Add(layers[^1], Box(layers), network.Layers[first].Sources);
            foreach (var layer in layers)
                _boxOf[layer] = _boxes.Count - 1;
        }

        foreach (var output in network.Outputs)
        {
            var source = _boxOf[output.Source];
            _boxes.Add(new DiagramBox([(output.Name, "Output")], "", "", DiagramStyle.Terminal));
            _edges.Add((source, _boxes.Count - 1));
        }
    }

    public IReadOnlyList<DiagramBox> Boxes => _boxes;

    /// <summary>From box to box, both positions in <see cref="Boxes"/>; From is always the smaller one.</summary>
    public IReadOnlyList<(int From, int To)> Edges => _edges;

    private void Add(int source, DiagramBox box, IReadOnlyList<int> sources)
    {
        _boxes.Add(box);
        _boxOf[source] = _boxes.Count - 1;
        _edges.AddRange(sources.Select(from => (_boxOf[from], _boxes.Count - 1)));
    }

    private DiagramBox Box(List<int> layers)
    {
        var members = layers.Select(layer => _network.Layers[layer]).ToArray();
        var parameters = members.Sum(layer => layer.ParameterCount);
        var style = members[0].Sources.Count > 1 ? DiagramStyle.Merge : parameters > 0 ? DiagramStyle.Parameters : DiagramStyle.Plain;
        var footer = parameters == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{parameters:N0} parameter{(parameters == 1 ? "" : "s")}");
        return new DiagramBox([.. members.Select(layer => (layer.Name, layer.Kind))], footer, Label(layers[^1]), style);
    }

    /// <summary>The layer that goes into the same box: the only reader of a tensor without a name, which changes values and nothing else.</summary>
    private int? Follower(int layer)
    {
        if (_network.Outputs.Concat(_network.Tensors).Any(tensor => tensor.Source == layer))
            return null;
        int[] readers = [.. Enumerable.Range(0, _network.Layers.Count).Where(reader => _network.Layers[reader].Sources.Contains(layer))];
        if (readers is not [var only] || _network.Layers[only] is not { Sources.Count: 1, MultiplyAccumulates: 0 } follower)
            return null;
        return follower.OutputShape.SequenceEqual(_network.Layers[layer].OutputShape) ? only : null;
    }

    private string Label(int source)
    {
        var shape = ShapeText.Format(_network.ShapeOf(source));
        var name = _network.Tensors.FirstOrDefault(tensor => tensor.Source == source)?.Name;
        return name is null ? shape : $"{name} {shape}";
    }
}
