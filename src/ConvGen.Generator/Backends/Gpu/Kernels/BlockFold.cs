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
    private readonly int _members, _memberStep, _groupStep, _vector;
    private readonly Int _member, _group;
    private readonly SharedArray[] _arrays;

    /// <summary>Threads behind the last whole group fold nothing.</summary>
    private readonly Condition _isMember;

    /// <summary>True where an earlier fold's numbers may still be read.</summary>
    private bool _isUsed;

    /// <param name="k">The kernel.</param>
    /// <param name="members">Threads of a group, a power of two.</param>
    /// <param name="groups">Groups of a block.</param>
    /// <param name="isInterleaved">True where neighbouring threads belong to different groups, false where a group is a run of threads.</param>
    /// <param name="numbers">That each thread holds; a multiple of four where it is more than four.</param>
    /// <param name="isRepeated">True where folds are in a loop, so that the first of its body comes behind the last.</param>
    public BlockFold(KernelBuilder k, int members, int groups, bool isInterleaved, int numbers, bool isRepeated)
    {
        (_k, _members, Groups, _isUsed) = (k, members, groups, isRepeated);
        (_memberStep, _groupStep) = isInterleaved ? (groups, 1) : (1, members);
        (_vector, var vectors) = numbers % PixelLanes.Count == 0 ? (PixelLanes.Count, numbers / PixelLanes.Count) : (1, numbers);
        (_member, _group) = isInterleaved ? k.DivideRemainder(k.Thread, groups) : Swap(k.DivideRemainder(k.Thread, members));
        _isMember = members * groups == k.Threads ? Condition.True : isInterleaved ? Condition.Less(_member, members) : Condition.Less(_group, groups);
        _arrays = members == 1 ? [] : [.. Enumerable.Range(0, vectors).Select(_ => k.Shared(members * groups * _vector))];
    }

    /// <summary>Threads of a group.</summary>
    public int Members => _members;

    /// <summary>Groups of a block.</summary>
    public int Groups { get; }

    /// <summary>This thread's number in its group.</summary>
    public Int Member => _member;

    /// <summary>Its group.</summary>
    public Int Group => _group;

    /// <summary>True for a thread that belongs to a group.</summary>
    public Condition IsMember => _isMember;

    /// <summary>What the numbers of this thread's group come to; known to all its threads.</summary>
    public Float[] Fold(IReadOnlyList<Float> values, Func<Float, Float, Float> join)
    {
        if (_members == 1)
            return [.. values];

        if (_isUsed)
            _k.Barrier();
        _isUsed = true;
        for (var i = 0; i < _arrays.Length; i++)
            Store(i, [.. values.Skip(i * _vector).Take(_vector)]);
        _k.Barrier();
        var rest = _members;
        while (rest > Last)
        {
            var parts = Math.Min(Most, rest / Last);
            rest /= parts;
            var step = rest;
            (Condition.Less(_member, step) & _isMember).If(_k, () =>
            {
                for (var i = 0; i < _arrays.Length; i++)
                    Store(i, Joined(i, _member, parts, step, join));
            });
            _k.Barrier();
        }

        var results = new List<Float>();
        for (var i = 0; i < _arrays.Length; i++)
            results.AddRange(Joined(i, 0, rest, 1, join));
        return [.. results];
    }

    private void Store(int array, Float[] values) => _isMember.If(_k, () => _k.Store(_arrays[array], Place(_member), values));

    /// <summary>The numbers of so many members, pair by pair.</summary>
    private Float[] Joined(int array, Int first, int count, int step, Func<Float, Float, Float> join)
    {
        List<Float[]> parts = [.. Enumerable.Range(0, count).Select(i => _k.Load(_arrays[array], Place(first + (i * step)), _vector))];
        while (parts.Count > 1)
            parts = [.. Enumerable.Range(0, parts.Count / 2).Select(i => parts[2 * i].Zip(parts[(2 * i) + 1], join).ToArray())];
        return parts[0];
    }

    private Int Place(Int member) => ((member * _memberStep) + (_group * _groupStep)) * _vector;

    private static (Int, Int) Swap((Int Quotient, Int Remainder) pair) => (pair.Remainder, pair.Quotient);
}
