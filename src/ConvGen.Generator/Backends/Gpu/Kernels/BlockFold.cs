using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Folds what the threads of a block hold, through the memory they share: in a fixed order, eight to one in each step. A block is groups of threads; each group's
/// numbers are folded by themselves, and all threads of the block come along.
/// </summary>
internal sealed class BlockFold
{
    /// <summary>Numbers that a thread folds in a step.</summary>
    private const int Most = 8;

    /// <summary>Numbers that every thread folds for itself in the end: a step less, and all know what came out.</summary>
    private const int Last = 4;

    private readonly KernelBuilder _k;

    /// <summary>How far members and groups are apart, and how many numbers each has.</summary>
    private readonly int _memberStep, _groupStep, _numbers;

    private readonly SharedArray? _shared;

    /// <summary>True for a thread that belongs to a group.</summary>
    private readonly Condition _isMember;

    /// <summary>True where an earlier fold's numbers may still be read.</summary>
    private bool _isUsed;

    /// <param name="k">The kernel.</param>
    /// <param name="members">Threads of a group, a power of two.</param>
    /// <param name="groups">Groups of a block; threads behind the last whole group fold nothing.</param>
    /// <param name="isInterleaved">True where neighbouring threads belong to different groups, false where a group is a run of threads.</param>
    /// <param name="numbers">That each thread holds: one, two or four.</param>
    /// <param name="isRepeated">True where folds are in a loop, so that the first of its body comes behind the last.</param>
    public BlockFold(KernelBuilder k, int members, int groups, bool isInterleaved, int numbers, bool isRepeated)
    {
        (_k, Members, Groups, _numbers, _isUsed) = (k, members, groups, numbers, isRepeated);
        (_memberStep, _groupStep) = isInterleaved ? (groups, 1) : (1, members);
        var (quotient, remainder) = k.DivideRemainder(k.Thread, isInterleaved ? groups : members);
        (Member, Group) = isInterleaved ? (quotient, remainder) : (remainder, quotient);
        _isMember = members * groups == k.Threads ? Condition.True : isInterleaved ? Condition.Less(Member, members) : Condition.Less(Group, groups);
        _shared = members == 1 ? null : k.Shared(members * groups * numbers);
    }

    /// <summary>Threads of a group.</summary>
    public int Members { get; }

    /// <summary>Groups of a block.</summary>
    public int Groups { get; }

    /// <summary>This thread's number in its group.</summary>
    public Int Member { get; }

    /// <summary>Its group.</summary>
    public Int Group { get; }

    /// <summary>What the numbers of this thread's group come to; known to all its threads.</summary>
    public Float[] Fold(IReadOnlyList<Float> values, Func<Float, Float, Float> join)
    {
        if (_shared is not { } shared)
            return [.. values];
        if (_isUsed)
            _k.Barrier();
        _isUsed = true;
        _isMember.If(_k, () => _k.Store(shared, Place(Member), values));
        _k.Barrier();
        var rest = Members;
        while (rest > Last)
        {
            var parts = Math.Min(Most, rest / Last);
            rest /= parts;
            var step = rest;
            (Condition.Less(Member, step) & _isMember).If(_k, () => _k.Store(shared, Place(Member), Joined(Member, parts, step)));
            _k.Barrier();
        }

        return Joined(0, rest, 1);

        // The numbers of so many members, pair by pair.
        Float[] Joined(Int first, int count, int step)
        {
            List<Float[]> parts = [.. Enumerable.Range(0, count).Select(i => _k.Load(shared, Place(first + (i * step)), _numbers))];
            while (parts.Count > 1)
                parts = [.. Enumerable.Range(0, parts.Count / 2).Select(i => parts[2 * i].Zip(parts[(2 * i) + 1], join).ToArray())];
            return parts[0];
        }
    }

    private Int Place(Int member) => ((member * _memberStep) + (Group * _groupStep)) * _numbers;
}
