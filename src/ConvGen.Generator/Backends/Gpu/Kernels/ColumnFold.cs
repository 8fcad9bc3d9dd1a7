using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Folds what a block's threads hold of neighbouring groups of lanes, through the memory they share, in a fixed order. Neighbouring threads have neighbouring groups, whose number is
/// a power of two and a parameter of the kernel: how many channels a layer has is no reason for another text. First eight to one while there are more than a warp's; that is the same for
/// any number of groups. What remains takes two steps in loops, whose ends are parameters too.
/// </summary>
internal sealed class ColumnFold
{
    /// <summary>The most groups that there may be.</summary>
    public const int MostGroups = 16;

    private const int Warp = 32, Most = 8, Lanes = PixelLanes.Count;

    /// <summary>Memory that a block's threads may share.</summary>
    private const int SharedFloats = 48 * 1024 / sizeof(float);

    /// <summary>Vectors whose steps are written out; more are gone through in loops.</summary>
    private const int MostWrittenOut = 2;

    private readonly KernelBuilder _k;
    private readonly int _threads, _groups, _terms;
    private readonly SharedArray _shared;

    /// <param name="k">The kernel, with as many threads as <see cref="BlockThreads"/> says.</param>
    /// <param name="groups">A power of two up to <see cref="MostGroups"/>, and to the threads that fold.</param>
    /// <param name="terms">Vectors of four lanes that each thread holds.</param>
    public ColumnFold(KernelBuilder k, int groups, int terms)
    {
        (_k, _threads, _groups, _terms) = (k, Threads(terms), groups, terms);
        (Member, Group) = k.DivideRemainder(k.Thread, k.Divisor("groups side by side", groups));
        _shared = k.Shared(_threads * Lanes * terms);
    }

    /// <summary>This thread's number among those of its group.</summary>
    public Int Member { get; }

    /// <summary>Its group.</summary>
    public Int Group { get; }

    /// <summary>How many threads a group has.</summary>
    public Int Members => _k.Parameter("members", _threads / _groups);

    /// <summary>Threads that fold so many terms: as many as have room for them.</summary>
    public static int Threads(int terms)
    {
        var threads = 256;
        while (threads > 1 && threads * Lanes * terms > SharedFloats)
            threads /= 2;
        return threads;
    }

    /// <summary>Threads of a block.</summary>
    public static int BlockThreads(int terms) => Math.Max(Warp, Threads(terms));

    /// <summary>Folds the vectors of all threads, and calls <paramref name="finish"/> with what they come to in one thread of each group.</summary>
    public void Fold(IReadOnlyList<Float> values, Func<Float, Float, Float> join, Action<Float[]> finish)
    {
        // All threads have a part, but for very many terms.
        (_threads < Warp ? _k.Thread < _threads : Condition.True).If(_k, () =>
        {
            for (var term = 0; term < _terms; term++)
                _k.Store(_shared, Place(term, _k.Thread), [.. values.Skip(term * Lanes).Take(Lanes)]);
        });
        _k.Barrier();
        var rest = _threads;
        while (rest > Warp)
        {
            var parts = Math.Min(Most, rest / Warp);
            var step = rest /= parts;
            _k.If(_k.Thread < step, () => EachTerm(term => _k.Store(_shared, Place(term, _k.Thread), Joined(term, parts, step))));
            _k.Barrier();
        }

        // Members of a group that remain: as many as can be at a time, and then the others.
        var members = rest / _groups;
        var first = Math.Min(Most, members);
        var distance = _k.Parameter("rest of threads", rest / first);
        _k.If(_k.Thread < distance, () => EachTerm(term =>
        {
            var sums = Start(term);
            Add(sums, term, _k.Parameter("parts of rest", first), distance);
            _k.Store(_shared, Place(term, _k.Thread), [.. sums.Select(sum => sum.Value)]);
        }));
        _k.Barrier();
        _k.If(_k.Thread < _k.Size("groups side by side", _groups), () =>
        {
            List<FloatVariable[]> sums = [.. Enumerable.Range(0, _terms).Select(term => Start(term))];
            _k.For(1, _k.Parameter("last parts", members / first), 1, part =>
            {
                for (var term = 0; term < _terms; term++)
                    Join(sums[term], term, part * _k.Size("groups side by side", _groups));
            });
            finish([.. sums.SelectMany(term => term).Select(sum => sum.Value)]);
        });

        FloatVariable[] Start(Int term) => [.. _k.Load(_shared, Place(term, _k.Thread), Lanes).Select(value => _k.Variable(value))];

        void Add(FloatVariable[] sums, Int term, Int parts, Int step) => _k.For(1, parts, 1, part => Join(sums, term, part * step));

        void Join(FloatVariable[] sums, Int term, Int more)
        {
            var others = _k.Load(_shared, Place(term, _k.Thread + more), Lanes);
            for (var i = 0; i < Lanes; i++)
                _k.Set(sums[i], join(sums[i].Value, others[i]));
        }

        // The vectors of so many threads, pair by pair.
        Float[] Joined(Int term, int parts, int step)
        {
            List<Float[]> vectors = [.. Enumerable.Range(0, parts).Select(i => _k.Load(_shared, Place(term, _k.Thread + (i * step)), Lanes))];
            while (vectors.Count > 1)
                vectors = [.. Enumerable.Range(0, vectors.Count / 2).Select(i => vectors[2 * i].Zip(vectors[(2 * i) + 1], join).ToArray())];
            return vectors[0];
        }
    }

    private void EachTerm(Action<Int> body)
    {
        if (_terms > MostWrittenOut)
            _k.For(0, _terms, 1, body);
        else
            for (var term = 0; term < _terms; term++)
                body(term);
    }

    private Int Place(Int term, Int thread) => ((term * _threads) + thread) * Lanes;
}
