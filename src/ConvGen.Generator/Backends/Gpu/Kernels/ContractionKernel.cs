using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Contractions as products of tiles: a block's slices of A and B go through shared memory, the next ones are read from the device's memory meanwhile, and each
/// thread multiplies a few rows by four columns in registers. A's slice lies term by term, so that a thread reads its rows as vectors.
/// </summary>
internal sealed class ContractionKernel
{
    private const int Quad = ContractionShape.Quad;

    private readonly ContractionShape _shape;
    private readonly ContractionTile _tile;
    private readonly KernelBuilder _k;
    private readonly ContractionBlock _block;
    private readonly SharedArray _sharedA, _sharedB;

    private ContractionKernel(ContractionShape shape, ContractionTile tile)
    {
        (_shape, _tile) = (shape, tile);
        var k = _k = new KernelBuilder(tile.IsSplit ? 3 : ContractionEpilogue.Places(shape).Count + 2, tile.Threads) { LiftsSizes = false };
        _block = new ContractionBlock(k, shape, tile);
        _sharedA = k.Shared(ContractionTile.Depth * (tile.Rows + ContractionTile.Gap));
        _sharedB = k.Shared(ContractionTile.Depth * tile.Columns);
    }

    /// <summary>The launches that a contraction becomes.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="codes">The kernels of earlier ones.</param>
    public static IEnumerable<Launch> Of(Contraction kernel, ContractionCodes codes)
    {
        var shape = new ContractionShape(kernel);
        var tile = ContractionTile.Of(shape);
        var known = codes.Of(shape, tile);
        var tiles = new Blocks(
            shape.RowsGrow ? shape.RowCount : 0, shape.RowsGrow ? 0 : shape.RowCount, tile.Rows, ContractionTile.Ceiling(shape.Columns, tile.Columns), shape.OuterCount * tile.Splits);
        var (work, most, scratch) = (new ContractionWork(shape), ContractionTile.MostParts(shape), checked((long)shape.OuterCount * tile.Splits * shape.RowCount * shape.Columns));
        var passed = scratch;
        if (tile.Splits == 1)
            yield return Of(shape, tile, tiles, known, "whole") with { Split = most == 1 ? null : new Split(SplitRole.Whole, most, tiles), Work = work.Whole(tile.Rows) };
        if (kernel.Statistics is not null)
            yield return StatisticsKernel.Of(shape, kernel.Statistics, tile.Rows) with { Split = most == 1 ? null : new Split(SplitRole.Whole, most, tiles) };
        if (most > 1)
        {
            // Parts are made of no more than enough blocks, and what they hold is scratch memory.
            tile = tile with { Splits = ContractionTile.ByBatch };
            scratch = (long)Split.EnoughBlocks * tile.Rows * Math.Min(tile.Columns, shape.Columns);
            passed = 0; // the split says how much it is, of each part
        }

        if (!tile.IsSplit)
            yield break;
        yield return Of(shape, tile, tiles, known, "part", scratch) with { Split = most == 1 ? null : new Split(SplitRole.Part, most, tiles, work.BytesOfPart), Work = work.Parts(passed) };
        yield return ContractionFold.Of(shape, tile, known.Of("fold", () => ContractionFold.Code(shape, tile))) with
        {
            Split = most == 1 ? null : new Split(SplitRole.Fold, most, tiles, work.BytesOfPart),
            Work = work.Fold(passed),
        };
        if (kernel.Statistics is not null)
            yield return StatisticsKernel.Of(shape, kernel.Statistics, ColumnStatistics.FewestRows) with { Split = new Split(SplitRole.Behind, most, tiles) };
    }

    private static Launch Of(ContractionShape shape, ContractionTile tile, Blocks tiles, ContractionCodes.Entry known, string name, long scratch = 0)
    {
        List<Place> results = tile.IsSplit ? [Place.Scratch(0)] : ContractionEpilogue.Places(shape);
        return new Launch(known.Of(name, Code), tiles, [Place.Of(shape.Kernel.A), Place.Of(shape.Kernel.B), .. results], scratch)
        {
            Tensor = TensorContractionKernel.Suits(tile) ? known.Of(name + " on tensor cores", () => TensorContractionKernel.Code(shape, tile)) : null,
            IsConvolution = shape.Kernel.IsConvolution,
        };

        KernelCode Code()
        {
            var writer = new ContractionKernel(shape, tile);
            writer.Write(tile.IsSplit ? writer.Keep : writer.Finish);
            return writer._k.Build("contraction", tile.Comment(shape));
        }
    }

    /// <summary>The product, and what is done with it.</summary>
    /// <param name="finish">Takes what each thread's rows and columns came to.</param>
    private void Write(Action<FloatVariable[,]> finish)
    {
        var loads = new List<Load>();
        AddLoadsOfA(loads);
        AddLoadsOfB(loads);
        foreach (var load in loads)
            load.Read(_block.Begin);
        var sums = new FloatVariable[_tile.ThreadRows, ContractionTile.ThreadColumns];
        for (var row = 0; row < _tile.ThreadRows; row++)
            for (var column = 0; column < ContractionTile.ThreadColumns; column++)
                sums[row, column] = _k.Variable((Float)0);
        _k.For(_block.Begin, _block.End, ContractionTile.Depth, first =>
        {
            foreach (var load in loads)
                load.Store(first);
            _k.Barrier();
            foreach (var load in loads)
                load.Read(first + ContractionTile.Depth);
            _k.For(0, ContractionTile.Depth, TermsTogether, term =>
            {
                for (var i = 0; i < TermsTogether; i++)
                    Multiply(sums, term, i);
            });

            // Before anybody overwrites what others still read.
            _k.Barrier();
        });
        finish(sums);
    }

    /// <summary>This thread's first row and column within the block.</summary>
    private (Int Row, Int Column) Corner()
    {
        var (row, column) = _k.DivideRemainder(_k.Thread, _tile.ColumnThreads);
        return (row * Quad, column * Quad);
    }

    /// <summary>A thread's rows come in groups of four, which lie as far apart as all threads have one.</summary>
    private int GroupStep => _tile.Rows / (_tile.ThreadRows / Quad);

    /// <summary>Terms that are written out: the text of all would be four times as long and no faster.</summary>
    private const int TermsTogether = 4;

    private void Multiply(FloatVariable[,] sums, Int first, int more)
    {
        var (row, column) = Corner();
        var b = _k.Load(_sharedB, (first * _tile.Columns) + column + (more * _tile.Columns), Quad);
        for (var group = 0; group < _tile.ThreadRows / Quad; group++)
        {
            var pitch = _tile.Rows + ContractionTile.Gap;
            var a = _k.Load(_sharedA, (first * pitch) + row + ((more * pitch) + (group * GroupStep)), Quad);
            for (var i = 0; i < Quad; i++)
                for (var j = 0; j < Quad; j++)
                    _k.AddProduct(sums[(group * Quad) + i, j], a[i], b[j]);
        }
    }

    /// <summary>Applies the epilogue and writes the result.</summary>
    private void Finish(FloatVariable[,] sums)
    {
        var (row, column) = Corner();
        column += _block.FirstColumn;
        _block.IfWithin(column, () =>
        {
            var epilogue = new ContractionEpilogue(_k, _shape, 2, _block.Outer, column);
            for (var i = 0; i < _tile.ThreadRows; i++)
            {
                var line = i;
                _k.If(At(i) < _block.Rows, () =>
                {
                    var written = epilogue.Write(At(line), Values(line));
                    for (var j = 0; j < Quad && _shape.Kernel.Statistics is not null; j++)
                        if (written[j] != sums[line, j].Value)
                            _k.Set(sums[line, j], written[j]);
                });
            }

            if (_shape.Kernel.Finish is null)
                return;
            for (var group = 0; group < _tile.ThreadRows / Quad; group++)
            {
                var start = _block.FirstRow + row + (group * GroupStep);
                _k.For(0, Quad, 1, i => _k.If(start + i < _block.Rows, () => epilogue.Finish(start + i)));
            }
        });
        _block.Leave(2, column, () => Values(0), each =>
        {
            for (var i = 0; i < _tile.ThreadRows; i++)
            {
                var line = i;
                _k.If(At(i) < _block.Rows, () => each(Values(line)));
            }
        });

        Int At(int line) => _block.FirstRow + row + ((line / Quad * GroupStep) + (line % Quad));

        Float[] Values(int line) => [.. Enumerable.Range(0, Quad).Select(j => sums[line, j].Value)];
    }

    /// <summary>Writes the sums of one part, which another launch adds up.</summary>
    private void Keep(FloatVariable[,] sums)
    {
        var (row, column) = Corner();
        column += _block.FirstColumn;
        var part = _block.Part(_k.Place(2));
        _block.IfWithin(column, () =>
        {
            for (var i = 0; i < _tile.ThreadRows; i++)
            {
                var at = _block.FirstRow + row + ((i / Quad * GroupStep) + (i % Quad));
                _k.Store(part, (at * _block.Columns) + column, [sums[i, 0].Value, sums[i, 1].Value, sums[i, 2].Value, sums[i, 3].Value], at < _block.Rows);
            }
        });
    }

    /// <summary>
    /// What each thread reads of A's slice. Rows behind the last read the last one's: what comes of them is not written. Terms behind the last are zeros.
    /// </summary>
    private void AddLoadsOfA(List<Load> loads)
    {
        var pitch = _tile.Rows + ContractionTile.Gap;
        if (_shape.IsAlongDepth)
        {
            const int quads = ContractionTile.Depth / Quad;
            AddLoads(_tile.Rows * quads, item =>
            {
                var (row, quad) = _k.DivideRemainder(item, quads);
                var place = _block.RowOfA(row);
                var term = quad * Quad;
                return (first => _k.Load(_block.TermOfA(place, first + term), 0, Quad, first + term < _block.End), values =>
                {
                    for (var i = 0; i < Quad; i++)
                        _k.Store(_sharedA, (term * pitch) + row + (i * pitch), values[i]);
                }, Quad);
            });
        }
        else if (_shape.IsAlongRows)
        {
            var quads = _tile.Rows / Quad;
            AddLoads(ContractionTile.Depth * quads, item =>
            {
                var (term, quad) = _k.DivideRemainder(item, quads);
                var row = quad * Quad;
                var place = _block.RowOfA(row, Quad);
                return (first => _k.Load(_block.TermOfA(place, first + term), 0, Quad, first + term < _block.End), values => _k.Store(_sharedA, (term * pitch) + row, values), Quad);
            });
        }
        else
        {
            for (var row = 0; row < _tile.Rows; row += _tile.Threads)
                AddNumbers(_k.Thread + row);
        }

        // One by one, a thread a row. Where each needs its own address there is no room to hold them while the slice before is multiplied.
        void AddNumbers(Int row)
        {
            var isPartial = _tile.Rows % _tile.Threads != 0;
            var place = _block.RowOfA(isPartial ? _k.Minimum(row, _tile.Rows - 1) : row);
            loads.Add(new Load(_ => { }, first =>
            {
                if (isPartial)
                    _k.If(row < _tile.Rows, () => Slice(first));
                else
                    Slice(first);
            }));

            void Slice(Int first) => _k.For(0, ContractionTile.Depth, TermsTogether, start =>
            {
                Float[] values = [.. Enumerable.Range(0, TermsTogether).Select(i => _k.Load(_block.TermOfA(place, first + start + i), 0, first + start + i < _block.End))];
                for (var i = 0; i < TermsTogether; i++)
                    _k.Store(_sharedA, (start * pitch) + row + (i * pitch), values[i]);
            });
        }

        void AddLoads(int items, Func<Int, (Func<Int, Float[]>, Action<Float[]>, int)> write) => Add(loads, items, write);
    }

    private void AddLoadsOfB(List<Load> loads)
    {
        var quads = _tile.Columns / Quad;
        Add(loads, ContractionTile.Depth * quads, item =>
        {
            var (term, quad) = _k.DivideRemainder(item, quads);
            var column = quad * Quad;
            var columns = _block.ColumnsOfB(column);
            return (Slice, values => _k.Store(_sharedB, (term * _tile.Columns) + column, values), Quad);

            Float[] Slice(Int first)
            {
                var (place, within) = (columns.At(first + term), first + term < _block.End);
                return _shape.IsColumnAligned ? _k.Load(place, 0, Quad, within) : [.. Enumerable.Range(0, Quad).Select(i => _k.Load(place, i, within))];
            }
        });
    }

    /// <summary>Shares items out to threads; where they do not divide, the last threads have none left.</summary>
    private void Add(List<Load> loads, int items, Func<Int, (Func<Int, Float[]> Read, Action<Float[]> Store, int Count)> write)
    {
        for (var first = 0; first < items; first += _tile.Threads)
        {
            var isPartial = first + _tile.Threads > items;
            var item = _k.Thread + first;
            var (read, store, count) = write(isPartial ? _k.Minimum(item, items - 1) : item);
            var held = Enumerable.Range(0, count).Select(_ => _k.Variable()).ToArray();
            loads.Add(new Load(
                term =>
                {
                    var values = read(term);
                    for (var i = 0; i < count; i++)
                        _k.Set(held[i], values[i]);
                },
                _ =>
                {
                    Float[] values = [.. held.Select(variable => variable.Value)];
                    if (isPartial)
                        _k.If(item < items, () => store(values));
                    else
                        store(values);
                }));
        }
    }

    /// <summary>What a thread reads of a slice, and where it puts it once the slice before is done with.</summary>
    /// <param name="Read">Takes the slice's first term.</param>
    /// <param name="Store">Likewise.</param>
    private sealed record Load(Action<Int> Read, Action<Int> Store);
}
