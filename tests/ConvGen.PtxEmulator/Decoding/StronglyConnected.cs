namespace ConvGen.Tests.Ptx;

/// <summary>Tarjan's strongly connected components of a graph, in topological order.</summary>
internal sealed class StronglyConnected
{
    private readonly Func<int, IEnumerable<int>> successors;
    private readonly Dictionary<int, int> numbers = [];
    private readonly Dictionary<int, int> lowest = [];
    private readonly Stack<int> open = new();
    private readonly HashSet<int> isOpen = [];

    public StronglyConnected(IReadOnlyList<int> nodes, Func<int, IEnumerable<int>> successors)
    {
        this.successors = successors;
        // Backwards, so that of two that nothing orders the first in the text comes first.
        for (var i = nodes.Count - 1; i >= 0; i--)
            if (!numbers.ContainsKey(nodes[i]))
                Visit(nodes[i]);
        Components.Reverse();
    }

    public List<List<int>> Components { get; } = [];

    /// <summary>Visits a node, with its own stack: long programs have long chains of blocks.</summary>
    private void Visit(int root)
    {
        var path = new Stack<(int Node, IEnumerator<int> Edges)>();
        path.Push(Enter(root));
        while (path.TryPeek(out var top))
        {
            if (top.Edges.MoveNext())
            {
                var next = top.Edges.Current;
                if (!numbers.TryGetValue(next, out var number))
                    path.Push(Enter(next));
                else if (isOpen.Contains(next))
                    lowest[top.Node] = Math.Min(lowest[top.Node], number);
                continue;
            }

            path.Pop();
            if (path.TryPeek(out var parent))
                lowest[parent.Node] = Math.Min(lowest[parent.Node], lowest[top.Node]);
            if (lowest[top.Node] == numbers[top.Node])
                Close(top.Node);
        }
    }

    private (int Node, IEnumerator<int> Edges) Enter(int node)
    {
        numbers[node] = lowest[node] = numbers.Count;
        open.Push(node);
        isOpen.Add(node);
        return (node, successors(node).Reverse().GetEnumerator());
    }

    private void Close(int root)
    {
        var component = new List<int>();
        int node;
        do
        {
            node = open.Pop();
            isOpen.Remove(node);
            component.Add(node);
        }
        while (node != root);
        component.Sort();
        Components.Add(component);
    }
}
