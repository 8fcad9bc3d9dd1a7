namespace ConvGen.Generator.Lowering;

/// <summary>
/// Which nodes' tensors share memory. Those that are one tensor in turn (views, results made in place) have one root, the first of them. The tensor of a
/// root may lie within another's, as some of its channels:
/// <code>
/// a[28,28,64]   ─┐
/// b[28,28,128]  ─┴─▶ c[28,28,192]        a is c's channels 0–63, b its channels 64–191: the concatenation computes nothing
/// </code>
/// </summary>
internal sealed class Sharing(int nodes)
{
    private readonly int[] _roots = new int[nodes];
    private readonly (int Whole, int First)?[] _slices = new (int, int)?[nodes];
    private readonly bool[] _holds = new bool[nodes];

    /// <summary>The node whose tensor this one's is; set in the order of nodes.</summary>
    public int this[int node]
    {
        get => _roots[node];
        set => _roots[node] = value;
    }

    public bool IsRoot(int node) => _roots[node] == node;

    /// <summary>True where other tensors lie within the node's.</summary>
    public bool Holds(int node) => _holds[_roots[node]];

    /// <summary>True where the node's tensor lies within another, as some of its channels.</summary>
    public bool IsSlice(int node) => _slices[_roots[node]] is not null;

    /// <summary>Puts a node's tensor into another's, from channel <paramref name="first"/> on.</summary>
    public void Put(int node, int whole, int first)
    {
        _slices[_roots[node]] = (whole, first);
        _holds[_roots[whole]] = true;
    }

    /// <summary>The root of the tensor that owns the memory, and the channel at which the node's begins there.</summary>
    public (int Owner, int First) Place(int node)
    {
        var (root, channel) = (_roots[node], 0);
        while (_slices[root] is { } slice)
            (root, channel) = (_roots[slice.Whole], channel + slice.First);
        return (root, channel);
    }
}
