using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Graph;

/// <summary>A tensor that a name stands for: an input or a property, by its position.</summary>
internal readonly record struct Reference(bool IsInput, int Index);

/// <summary>A property with its names looked up.</summary>
/// <param name="Declaration">What was written.</param>
/// <param name="StartsWithNames">True where the first layer merges exactly the tensors it names; then there is no start.</param>
/// <param name="Start">What its layers start from; null where the name means nothing.</param>
/// <param name="Named">For each layer the tensors that it names; null for a name that means nothing.</param>
internal sealed record WiredTensor(TensorDeclaration Declaration, bool StartsWithNames, Reference? Start, IReadOnlyList<IReadOnlyList<Reference?>> Named)
{
    /// <summary>Everything it is made from.</summary>
    public IEnumerable<Reference?> Sources => Named.SelectMany(names => names).Concat(StartsWithNames ? [] : [Start]);
}

/// <summary>
/// Which tensor of a network or block is made from which: names looked up, defaults filled in (the property before, the first input), and an
/// order in which all can be computed, the written one where names point backwards. What a name means nothing for, or a circle, is reported once.
/// </summary>
internal sealed class Wiring
{
    /// <summary>What Network.Input is in attributes.</summary>
    public const string FirstInput = "$input";

    private readonly Dictionary<string, Reference> _names = new(StringComparer.Ordinal);
    private readonly ICollection<Problem> _problems;
    private readonly List<int> _order = [];
    private readonly List<int> _path = [];
    private readonly HashSet<int> _visited = [];
    private readonly HashSet<int> _circular = [];

    /// <summary>Wires tensors.</summary>
    /// <param name="inputs">The inputs' names; the first may be empty.</param>
    /// <param name="tensors">The properties, in written order.</param>
    /// <param name="problems">Where mistakes go.</param>
    public Wiring(IReadOnlyList<string> inputs, IReadOnlyList<TensorDeclaration> tensors, ICollection<Problem> problems)
    {
        _problems = problems;
        _names[FirstInput] = new Reference(true, 0);
        for (var i = 0; i < inputs.Count; i++)
            if (inputs[i].Length > 0 && !_names.ContainsKey(inputs[i]))
                _names[inputs[i]] = new Reference(true, i);
        for (var i = 0; i < tensors.Count; i++)
            if (tensors[i].PlainName is { Length: > 0 } name && !_names.ContainsKey(name))
                _names[name] = new Reference(false, i);
        Tensors = [.. tensors.Select(Wire)];
        for (var i = 0; i < tensors.Count; i++)
            Visit(i);
    }

    public IReadOnlyList<WiredTensor> Tensors { get; }

    /// <summary>All layers, in written order.</summary>
    public IEnumerable<LayerDeclaration> Layers => Tensors.SelectMany(tensor => tensor.Declaration.Layers);

    /// <summary>Positions of tensors, each behind those it is made from.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>False where a name means nothing or a circle was found.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>True for an attribute that names tensors.</summary>
    public static bool IsMerge(LayerDeclaration layer) => layer.Has("Tensors");

    private WiredTensor Wire(TensorDeclaration tensor, int index)
    {
        var startsWithNames = tensor.From is null && tensor.Layers.Count > 0 && IsMerge(tensor.Layers[0]) && tensor.Layers[0].Array<string>("Tensors").Count >= 2;
        var start = (tensor, index) switch
        {
            ({ From: { IsWhole: true } from }, _) => Find(from.Word("Tensor") ?? "", "[From]", from.Place, "Tensor"),
            ({ From: not null }, _) => Unfinished(),
            (_, 0) => new Reference(true, 0),
            _ => new Reference(false, index - 1),
        };
        var named = tensor.Layers.Select(layer => (IReadOnlyList<Reference?>)[.. layer.Array<string>("Tensors").Select((name, at) =>
            Find(name, layer.Kind, layer.Place, FormattableString.Invariant($"Tensors[{at}]")))]);
        return new WiredTensor(tensor, startsWithNames, start, [.. named]);
    }

    private Reference? Unfinished()
    {
        IsWhole = false;
        return null;
    }

    private Reference? Find(string name, string who, Place place, string argument)
    {
        if (_names.TryGetValue(name, out var found))
            return found;
        IsWhole = false;
        var known = _names.Keys.Where(key => key != FirstInput).ToList();
        var nearest = NearestName.To(name, known);
        var cure = nearest is not null ? $"'{nearest}'" : string.Join(" or ", known.Select(key => $"'{key}'").Prepend("Network.Input"));
        _problems.Add(new Problem("CVG1017", new EquatableArray<string>([who, name, cure]), place, argument) { Suggestion = nearest });
        return null;
    }

    private void Visit(int tensor)
    {
        if (!_visited.Add(tensor))
        {
            if (_path.IndexOf(tensor) is >= 0 and var from)
                ReportCircle(_path.Skip(from).ToList());
            return;
        }

        _path.Add(tensor);
        foreach (var source in Tensors[tensor].Sources)
            if (source is { IsInput: false } other)
                Visit(other.Index);
        _path.RemoveAt(_path.Count - 1);
        _order.Add(tensor);
    }

    /// <summary>Said once for a circle, at the first tensor in it: what that one is made from stands below it, so it was named by an attribute.</summary>
    private void ReportCircle(List<int> circle)
    {
        IsWhole = false;
        if (circle.Any(_circular.Contains))
            return;
        _circular.UnionWith(circle);
        var first = circle.IndexOf(circle.Min());
        var ring = Enumerable.Range(0, circle.Count + 1).Select(step => Tensors[circle[(first + step) % circle.Count]].Declaration.PlainName).ToList();
        var (place, argument, who) = Edge(Tensors[circle[first]], circle[(first + 1) % circle.Count]);
        var text = $"'{ring[0]}' is made from " + string.Join(", which is made from ", ring.Skip(1).Select(name => $"'{name}'"));
        _problems.Add(new Problem("CVG1018", new EquatableArray<string>([who, text]), place, argument));
    }

    private static (Place Place, string? Argument, string Who) Edge(WiredTensor tensor, int source)
    {
        var layers = tensor.Declaration.Layers;
        for (var layer = 0; layer < layers.Count; layer++)
            for (var name = 0; name < tensor.Named[layer].Count; name++)
                if (tensor.Named[layer][name] == new Reference(false, source))
                    return (layers[layer].Place, FormattableString.Invariant($"Tensors[{name}]"), layers[layer].Kind);
        return tensor.Declaration.From is { } from ? (from.Place, "Tensor", "[From]") : (tensor.Declaration.Place, null, tensor.Declaration.PlainName);
    }
}
