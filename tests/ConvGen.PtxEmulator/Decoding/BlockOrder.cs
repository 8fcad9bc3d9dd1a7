namespace ConvGen.Tests.Ptx;

/// <summary>
/// Ranks a program's instructions so that lanes which run lowest rank first meet again where their ways meet: what follows a loop comes after all of the
/// loop, and where two branches meet after both, wherever the compiler has put them in the text. (A weak topological order, as Bourdoncle has it.)
/// </summary>
internal sealed class BlockOrder
{
    private readonly List<int> starts = [];
    private readonly List<int>[] successors;
    private readonly List<int> order = [];

    private BlockOrder(Step[] steps)
    {
        var isStart = new bool[steps.Length + 1];
        isStart[0] = true;
        for (var i = 0; i < steps.Length; i++)
            if (steps[i].Kind is StepKind.Branch or StepKind.Exit)
            {
                isStart[i + 1] = true;
                if (steps[i].Kind == StepKind.Branch)
                    isStart[steps[i].Target] = true;
            }

        var blockOf = new int[steps.Length + 1];
        for (var i = 0; i <= steps.Length; i++)
        {
            if (isStart[i])
                starts.Add(i);
            blockOf[i] = starts.Count - 1;
        }

        successors = new List<int>[starts.Count];
        for (var block = 0; block < starts.Count; block++)
        {
            successors[block] = [];
            var end = block + 1 < starts.Count ? starts[block + 1] : steps.Length;
            if (starts[block] == end)
                continue;
            var last = steps[end - 1];
            if (last.Kind == StepKind.Branch)
                successors[block].Add(blockOf[last.Target]);
            if ((last.Kind is StepKind.Plain or StepKind.Barrier || last.Guard >= 0) && block + 1 < starts.Count)
                successors[block].Add(block + 1);
        }
    }

    /// <summary>Sets every step's rank.</summary>
    public static void Rank(Step[] steps)
    {
        var blocks = new BlockOrder(steps);
        blocks.Order([.. Enumerable.Range(0, blocks.starts.Count)], -1);
        var rank = 0;
        foreach (var block in blocks.order)
            for (var i = blocks.starts[block]; i < (block + 1 < blocks.starts.Count ? blocks.starts[block + 1] : steps.Length); i++)
                steps[i].Rank = rank++;
    }

    /// <summary>Orders blocks among themselves; edges to a loop's head are left out within it.</summary>
    private void Order(List<int> members, int head)
    {
        var set = members.ToHashSet();
        var components = new StronglyConnected(members, block => successors[block].Where(next => next != head && set.Contains(next))).Components;
        foreach (var component in components)
        {
            if (component.Count == 1)
            {
                order.Add(component[0]);
                continue;
            }

            // The head is where the loop is entered; of several entries, which no compiler makes of loops, the first in the text.
            var inside = component.ToHashSet();
            var entries = Enumerable.Range(0, successors.Length).Where(block => !inside.Contains(block)).SelectMany(block => successors[block]).Where(inside.Contains);
            var first = entries.DefaultIfEmpty(component.Min()).Min();
            order.Add(first);
            component.Remove(first);
            Order(component, first);
        }
    }
}
