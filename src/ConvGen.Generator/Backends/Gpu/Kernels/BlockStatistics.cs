using System;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// What a block of threads leaves of the rows that it stored, a part of all: of each column its first element, how far the mean is from that, and the sum of squared differences from
/// the mean, in two passes over what the threads hold, so that nothing cancels. Threads are side by side along columns, four to a thread, and threads of the same columns fold theirs.
/// </summary>
internal sealed class BlockStatistics
{
    private const int Quad = ContractionShape.Quad;

    private readonly KernelBuilder _k;
    private readonly BlockFold _fold;
    private readonly SharedArray _first;

    /// <param name="k">The kernel.</param>
    /// <param name="columnThreads">Threads side by side, a power of two.</param>
    public BlockStatistics(KernelBuilder k, int columnThreads)
    {
        _k = k;
        _fold = new BlockFold(k, k.Threads / columnThreads, columnThreads, isInterleaved: true, Quad, isRepeated: true);
        _first = k.Shared(columnThreads * Quad);
    }

    /// <summary>Writes what the threads hold down. All threads of the block come here.</summary>
    /// <param name="parts">Where all parts go.</param>
    /// <param name="part">Which one this block's is.</param>
    /// <param name="count">Rows of this block that there are.</param>
    /// <param name="first">What the thread holds of its first row; the block's first row is some thread's.</param>
    /// <param name="each">Hands each row that the thread holds and that there is to its argument.</param>
    /// <param name="columns">Columns of the whole product.</param>
    /// <param name="column">This thread's first.</param>
    /// <param name="isWithin">True where there is such a column; null where there is in every thread.</param>
    public void Write(Pointer parts, Int part, Int count, Float[] first, Action<Action<Float[]>> each, Int columns, Int column, Bool? isWithin)
    {
        var isFirst = _fold.Member.Is(0);
        _k.If(isFirst, () => _k.Store(_first, _fold.Group * Quad, first));
        _k.Barrier();
        var start = _k.Load(_first, _fold.Group * Quad, Quad);
        FloatVariable[] offsets = Zeros(), totals = Zeros();

        // Differences are summed first and then, less their mean, their squares: one text for both.
        _k.For(0, 2, 1, pass =>
        {
            var (isFirstPass, sums) = (pass.Is(0), Zeros());
            each(values =>
            {
                for (var lane = 0; lane < Quad; lane++)
                {
                    var difference = values[lane] - start[lane] - offsets[lane].Value;
                    _k.AddProduct(sums[lane], difference, _k.Select(isFirstPass, (Float)1, difference));
                }
            });
            var folded = _fold.Fold(Values(sums), (one, other) => one + other);
            for (var lane = 0; lane < Quad; lane++)
            {
                _k.Set(totals[lane], folded[lane]);
                _k.Set(offsets[lane], _k.Select(isFirstPass, folded[lane] / _k.ToFloat(count), offsets[lane].Value));
            }
        });
        _k.If(isWithin is { } within ? isFirst & within : isFirst, () =>
        {
            var place = parts.At(part * ColumnStatistics.Totals, columns).At(column);
            _k.Store(place, 0, start);
            _k.Store(place, columns, Values(offsets));
            _k.Store(place, columns * 2, Values(totals));
        });

        FloatVariable[] Zeros() => [.. Enumerable.Range(0, Quad).Select(_ => _k.Variable((Float)0))];

        static Float[] Values(FloatVariable[] variables) => [.. variables.Select(variable => variable.Value)];
    }
}
