using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Contractions on tensor cores, in the tiles of <see cref="ContractionKernel"/>, so that both are launched alike. Slices of A and B come to shared memory beside the
/// arithmetic, two slices ahead; four warps multiply them, each a part of the block's rows and columns; the result goes through shared memory, so that it is written in whole
/// rows and the epilogue stands in the text once.
/// </summary>
/// <remarks>
/// Shared memory is laid out so that no two lanes of an access meet in a bank. A's slice lies row by row, 16 terms and a gap of 4, and is read by ldmatrix; only where rows are
/// neighbours in A, and terms are not, it lies term by term, as B does, with a gap of 8, and a lane reads two neighbours: lane 4g + t has rows (columns) 2g and 2g + 1 of terms t and t + 4. So tile e of
/// a pair of B's tiles has columns 2n + e, and a lane's results of a pair are four neighbours. The order of terms within a product is free: BF16 packs terms t and t + 4.
/// </remarks>
internal sealed class TensorContractionKernel
{
    /// <summary>Threads of a block: four warps.</summary>
    public const int Threads = 128;

    private const int Quad = ContractionShape.Quad, Depth = ContractionTile.Depth, Warp = 32, Warps = Threads / Warp;

    /// <summary>Slices in shared memory: one that is multiplied and two that are on their way.</summary>
    private const int Stages = 3;

    /// <summary>Rows of a product of matrices, terms of it, and the columns of two of them.</summary>
    private const int MatrixRows = 16, MatrixTerms = 8, PairColumns = 16;

    /// <summary>Between rows of A's slice, between terms of slices that lie term by term.</summary>
    private const int RowGap = 4, TermGap = 8;

    private readonly ContractionShape _shape;
    private readonly ContractionTile _tile;
    private readonly KernelBuilder _k;
    private readonly ContractionBlock _block;
    private readonly SharedArray _shared;

    /// <summary>True where A's slice lies term by term.</summary>
    private readonly bool _isByTerm;

    /// <summary>Rows and columns of a warp, and its first.</summary>
    private readonly int _warpRows, _warpColumns;
    private readonly Int _row, _column;

    /// <summary>This thread's lane 4g + t, and where in slices of A and B it reads first.</summary>
    private readonly Int _g, _t, _placeOfA, _placeOfB;

    private TensorContractionKernel(ContractionShape shape, ContractionTile tile)
    {
        (_shape, _tile, _isByTerm) = (shape, tile, shape.IsAlongRows && !shape.IsAlongDepth);
        var k = _k = new KernelBuilder(tile.IsSplit ? 3 : ContractionEpilogue.Places(shape).Count + 2, Threads) { LiftsSizes = false };
        _block = new ContractionBlock(k, shape, tile);
        _warpColumns = Math.Min(2 * PairColumns, tile.Columns);
        var across = tile.Columns / _warpColumns;
        _warpRows = tile.Rows / (Warps / across);
        var (warp, lane) = k.DivideRemainder(k.Thread, Warp);
        (_g, _t) = k.DivideRemainder(lane, 4);
        var (down, right) = k.DivideRemainder(warp, across);
        (_row, _column) = (down * _warpRows, right * _warpColumns);
        _placeOfA = _isByTerm ? (_t * PitchOfA) + _row + (_g * 2) : ((_row + k.And(lane, MatrixRows - 1)) * PitchOfA) + (lane / MatrixRows * Quad);
        _placeOfB = (_t * PitchOfB) + _column + (_g * 2);
        _shared = k.Shared(Math.Max(Stages * StageFloats, tile.Rows * ResultPitch));
    }

    private int PitchOfA => _isByTerm ? _tile.Rows + TermGap : Depth + RowGap;

    private int PitchOfB => _tile.Columns + TermGap;

    /// <summary>B's slice comes behind A's.</summary>
    private int FloatsOfA => PitchOfA * (_isByTerm ? Depth : _tile.Rows);

    private int StageFloats => FloatsOfA + (PitchOfB * Depth);

    /// <summary>Of the result's rows: two rows that are written together are 16 banks apart.</summary>
    private int ResultPitch => _tile.Columns + (_isByTerm ? 8 : 16);

    /// <summary>True where the tile is as wide as tensor cores are.</summary>
    public static bool Suits(ContractionTile tile) => tile.Columns >= PairColumns;

    public static KernelCode Code(ContractionShape shape, ContractionTile tile)
    {
        var kernel = new TensorContractionKernel(shape, tile);
        kernel.Write();
        return kernel._k.Build("tensor", tile.Comment(shape));
    }

    private void Write()
    {
        Action<Int, Int>[] copies = [CopiesOfA(), CopiesOfB()];
        var sums = Sums();
        var (multiplied, copied) = (_k.Variable((Int)0), _k.Variable((Int)((Stages - 1) * StageFloats)));
        _k.For(0, Stages - 1, 1, stage => Copy(_block.Begin + (stage * Depth), stage * StageFloats));
        _k.For(_block.Begin, _block.End, Depth, first =>
        {
            // All threads' copies of this slice are there, and all have multiplied the slice whose place the next copies take.
            _k.WaitForCopies(1);
            _k.Barrier();
            Copy(first + (2 * Depth), copied.Value);
            var (a, b) = (_k.From(_shared, multiplied.Value + _placeOfA), _k.From(_shared, multiplied.Value + (_placeOfB + FloatsOfA)));
            _k.Choose((TensorArithmetic.TensorFloat32 | TensorArithmetic.Float32, () => MultiplyTf32(sums, a, b)), (TensorArithmetic.BFloat16, () => MultiplyBf16(sums, a, b)));
            Advance(multiplied);
            Advance(copied);
        });
        _k.WaitForCopies(0);
        _k.Barrier();
        Finish(sums);

        void Copy(Int first, Int stage)
        {
            foreach (var copy in copies)
                copy(first, stage);
            _k.CommitCopies();
        }

        void Advance(IntVariable stage)
        {
            var next = stage.Value + StageFloats;
            _k.Set(stage, _k.Select(next < Stages * StageFloats, next, 0));
        }
    }

    private FloatVariable[,][] Sums()
    {
        var sums = new FloatVariable[_warpRows / MatrixRows, _warpColumns / PairColumns * 2][];
        for (var row = 0; row < sums.GetLength(0); row++)
            for (var column = 0; column < sums.GetLength(1); column++)
                sums[row, column] = [.. Enumerable.Range(0, 4).Select(_ => _k.Variable((Float)0))];
        return sums;
    }

    /// <summary>What this thread copies of A's slices. Terms behind the last become zeros.</summary>
    private Action<Int, Int> CopiesOfA()
    {
        if (_shape.IsAlongDepth)
        {
            var (row, quad) = _k.DivideRemainder(_k.Thread, Depth / Quad);
            var term = quad * Quad;
            const int step = Threads / (Depth / Quad);
            Pointer[] rows = [.. Enumerable.Range(0, _tile.Rows / step).Select(i => _block.RowOfA(row + (i * step)))];
            var place = (row * PitchOfA) + term;
            return (first, stage) =>
            {
                var to = stage + place;
                for (var i = 0; i < rows.Length; i++)
                    _k.Copy(_shared, to + (i * step * PitchOfA), _block.TermOfA(rows[i], first + term), Quad, Bytes(first + term, Quad));
            };
        }

        if (_isByTerm)
        {
            var (quad, term) = _k.DivideRemainder(_k.Thread, Depth);
            const int step = Threads / Depth * Quad;
            Pointer[] rows = [.. Enumerable.Range(0, _tile.Rows / step).Select(i => _block.RowOfA((quad * Quad) + (i * step), Quad))];
            var place = (term * PitchOfA) + (quad * Quad);
            return (first, stage) =>
            {
                var to = stage + place;
                for (var i = 0; i < rows.Length; i++)
                    _k.Copy(_shared, to + (i * step), _block.TermOfA(rows[i], first + term), Quad, Bytes(first + term, Quad));
            };
        }

        // One by one; the terms of a row are shared out where there are more threads than rows.
        const int together = 4;
        var (part, own) = Threads == _tile.Rows ? (0, _k.Thread) : _k.DivideRemainder(_k.Thread, _tile.Rows);
        var terms = Depth / (Threads / _tile.Rows);
        var start = part * terms;
        var (pointer, target) = (_block.RowOfA(own), (own * PitchOfA) + start);
        return (first, stage) => _k.For(0, terms, together, term =>
        {
            var (from, to) = (first + start + term, stage + target + term);
            for (var i = 0; i < together; i++)
                _k.Copy(_shared, to + i, _block.TermOfA(pointer, from + i), 1, Bytes(from + i, 1));
        });
    }

    /// <summary>
    /// The same of B's. Where it takes divisions to find a term, a thread has one term of A and of B, so that it divides once; otherwise neighbours read neighbours.
    /// </summary>
    private Action<Int, Int> CopiesOfB()
    {
        var quads = _tile.Columns / Quad;
        if (!_block.IsLinearInB)
        {
            var (quad, term) = _k.DivideRemainder(_k.Thread, Depth);
            const int step = Threads / Depth;
            ContractionBlock.BColumns[] columns = [.. Enumerable.Range(0, Math.Max(1, quads / step)).Select(i => _block.ColumnsOfB((quad + (i * step)) * Quad))];
            var place = (term * PitchOfB) + (quad * Quad);
            return (first, stage) => Within(quad, quads, step, () =>
            {
                var to = stage + place;
                for (var i = 0; i < columns.Length; i++)
                    Copy(to + (FloatsOfA + (i * step * Quad)), columns[i].At(first + term), first + term);
            });
        }
        else
        {
            var (term, quad) = _k.DivideRemainder(_k.Thread, quads);
            var (columns, step) = (_block.ColumnsOfB(quad * Quad), Threads / quads);
            var place = (term * PitchOfB) + (quad * Quad);
            return (first, stage) => Within(term, Depth, step, () =>
            {
                var to = stage + place;
                for (var more = 0; more < Depth; more += step)
                    Copy(to + (FloatsOfA + (more * PitchOfB)), columns.At(first + term + more), first + term + more);
            });
        }

        // Where there are more threads than items, the last ones have none.
        void Within(Int item, int items, int step, Action copy)
        {
            if (step > items)
                _k.If(item < items, copy);
            else
                copy();
        }

        void Copy(Int to, Pointer from, Int term)
        {
            if (_shape.IsColumnAligned)
                _k.Copy(_shared, to, from, Quad, Bytes(term, Quad));
            else
                for (var i = 0; i < Quad; i++)
                    _k.Copy(_shared, to + i, from.At(i), 1, Bytes(term, 1));
        }
    }

    /// <summary>What is read of so many numbers of a term.</summary>
    private Int Bytes(Int term, int numbers) => _k.Select(term < _block.End, (Int)(sizeof(float) * numbers), 0);

    /// <summary>Adds a slice's products of numbers rounded to BF16.</summary>
    private void MultiplyBf16(FloatVariable[,][] sums, SharedArray a, SharedArray b)
    {
        Int[][][] rows = [.. Enumerable.Range(0, sums.GetLength(0)).Select(row => new[] { LoadA(a, 0, row, 0), LoadA(a, 0, row, MatrixTerms) })];
        for (var pair = 0; pair < sums.GetLength(1); pair += 2)
        {
            Int[][] columns = [.. Enumerable.Range(0, 4).Select(terms => LoadB(b, 0, pair, Quad * terms))];
            for (var row = 0; row < sums.GetLength(0); row++)
            {
                var (first, second) = (rows[row][0], rows[row][1]);
                Int[] left = [_k.PackBf16(first[2], first[0]), _k.PackBf16(first[3], first[1]), _k.PackBf16(second[2], second[0]), _k.PackBf16(second[3], second[1])];
                for (var tile = 0; tile < 2; tile++)
                    _k.AddProduct(MatrixKind.Bf16, sums[row, pair + tile], left, [_k.PackBf16(columns[1][tile], columns[0][tile]), _k.PackBf16(columns[3][tile], columns[2][tile])]);
            }
        }
    }

    /// <summary>The same of numbers rounded to TF32, and, where the kernel is loaded for nearly single precision, of what rounding leaves of them: then there are three products, which are long enough to go round.</summary>
    private void MultiplyTf32(FloatVariable[,][] sums, SharedArray a, SharedArray b) => _k.Twice(MatrixTerms, TensorArithmetic.TensorFloat32, term =>
    {
        var (fromA, fromB) = (term * (_isByTerm ? PitchOfA : 1), term * PitchOfB);
        Int[][] rows = [.. Enumerable.Range(0, sums.GetLength(0)).Select(row => LoadA(a, fromA, row, 0))];
        Int[][] big = [.. rows.Select(bits => bits.Select(_k.RoundTf32).ToArray())];
        Int[][] rests = [];
        _k.Choose((TensorArithmetic.Float32, () => rests = [.. rows.Select(Rest)]));
        for (var pair = 0; pair < sums.GetLength(1); pair += 2)
        {
            var first = pair;
            var (low, high) = (LoadB(b, fromB, pair, 0), LoadB(b, fromB, pair, Quad));
            Int[][] right = [.. Enumerable.Range(0, 2).Select(tile => new[] { _k.RoundTf32(low[tile]), _k.RoundTf32(high[tile]) })];

            // The small products first: what is added last is rounded least often.
            _k.Choose((TensorArithmetic.Float32, () => EachProduct((tile, row) =>
            {
                _k.AddProduct(MatrixKind.Tf32, sums[row, first + tile], rests[row], right[tile]);
                _k.AddProduct(MatrixKind.Tf32, sums[row, first + tile], big[row], Rest([low[tile], high[tile]]));
            })));
            EachProduct((tile, row) => _k.AddProduct(MatrixKind.Tf32, sums[row, first + tile], big[row], right[tile]));
        }

        void EachProduct(Action<int, int> add)
        {
            for (var tile = 0; tile < 2; tile++)
                for (var row = 0; row < rows.Length; row++)
                    add(tile, row);
        }

        Int[] Rest(Int[] bits) => [.. bits.Select(number => _k.RestTf32(number, _k.RoundTf32(number)))];
    });

    /// <summary>Terms t and t + 4 of the lane's two rows of a matrix, t first.</summary>
    private Int[] LoadA(SharedArray from, Int first, int matrix, int term) => _isByTerm
        ? [.. _k.LoadBits(from, first + ((term * PitchOfA) + (matrix * MatrixRows)), 2), .. _k.LoadBits(from, first + (((term + Quad) * PitchOfA) + (matrix * MatrixRows)), 2)]
        : _k.LoadMatrices(from, first + ((matrix * MatrixRows * PitchOfA) + term));

    /// <summary>The lane's columns of a pair's two tiles, of one term.</summary>
    private Int[] LoadB(SharedArray from, Int first, int tile, int term) => _k.LoadBits(from, first + ((term * PitchOfB) + (tile / 2 * PairColumns)), 2);

    /// <summary>Brings the sums to shared memory, and from there, row by row, to where they belong.</summary>
    private void Finish(FloatVariable[,][] sums)
    {
        var corner = ((_row + (_isByTerm ? _g * 2 : _g)) * ResultPitch) + _column + (_t * Quad);
        for (var row = 0; row < sums.GetLength(0); row++)
            for (var half = 0; half < 2; half++)
                for (var pair = 0; pair < sums.GetLength(1); pair += 2)
                {
                    var (left, right, more) = (sums[row, pair], sums[row, pair + 1], (row * MatrixRows) + (half * (_isByTerm ? 1 : MatrixRows / 2)));
                    _k.Store(_shared, corner + ((more * ResultPitch) + (pair / 2 * PairColumns)), [left[2 * half].Value, right[2 * half].Value, left[(2 * half) + 1].Value, right[(2 * half) + 1].Value]);
                }

        _k.Barrier();
        var quads = _tile.Columns / Quad;
        var (first, quad) = _k.DivideRemainder(_k.Thread, quads);
        var column = _block.FirstColumn + (quad * Quad);
        _block.IfWithin(column, () =>
        {
            var write = _tile.IsSplit ? Keep(column) : Complete(column, quad);
            _k.For(0, _tile.Rows, Threads / quads, more =>
            {
                var row = first + more;
                _k.If(_block.FirstRow + row < _block.Rows, () => write(row, Values(row)));
            });
        });
        if (!_tile.IsSplit)
            _block.Leave(2, column, () => Values(first), each => _k.For(0, _tile.Rows, Threads / quads, more => _k.If(_block.FirstRow + (first + more) < _block.Rows, () => each(Values(first + more)))));

        Float[] Values(Int row) => _k.Load(_shared, (row * ResultPitch) + (quad * Quad), Quad);
    }

    /// <summary>Writes what becomes of a row's sums, and puts it in their place where there are statistics of it: the same thread finds it there.</summary>
    private Action<Int, Float[]> Complete(Int column, Int quad)
    {
        var epilogue = new ContractionEpilogue(_k, _shape, 2, _block.Outer, column);
        return (row, values) =>
        {
            var written = epilogue.Write(_block.FirstRow + row, values);
            if (_shape.Kernel.Finish is not null)
                epilogue.Finish(_block.FirstRow + row);
            if (_shape.Kernel.Statistics is not null && !written.SequenceEqual(values))
                _k.Store(_shared, (row * ResultPitch) + (quad * Quad), written);
        };
    }

    /// <summary>Writes the sums of one part, which another launch adds up.</summary>
    private Action<Int, Float[]> Keep(Int column)
    {
        var part = _block.Part(_k.Place(2));
        return (row, values) => _k.Store(part, ((_block.FirstRow + row) * _block.Columns) + column, values);
    }
}
