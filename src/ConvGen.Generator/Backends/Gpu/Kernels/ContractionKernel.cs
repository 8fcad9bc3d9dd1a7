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
    private readonly Pointer _a, _b;
    private readonly SharedArray _sharedA, _sharedB;

    /// <summary>Rows of the product, terms of this block's sum, and the first of them.</summary>
    private readonly Int _rows, _end, _begin;

    /// <summary>Which of the outer loops' runs and which part of the sum this block has.</summary>
    private readonly Int _outer, _split;

    private readonly Int _firstRow, _firstColumn;

    private ContractionKernel(ContractionShape shape, ContractionTile tile)
    {
        (_shape, _tile) = (shape, tile);
        var k = _k = new KernelBuilder(tile.Splits > 1 ? 3 : ContractionEpilogue.Places(shape).Count + 2, tile.Threads) { LiftsSizes = false };
        (_outer, _split) = k.DivideRemainder(shape.OuterCount * tile.Splits == 1 ? 0 : k.BlockZ, k.Divisor("splits", tile.Splits));
        _rows = k.Size("rows", shape.RowCount);
        var terms = k.Size("terms", shape.DepthCount);
        (_rows, terms) = (shape.RowsGrow ? k.Batch * _rows : _rows, shape.DepthGrows ? k.Batch * terms : terms);
        (_begin, _end) = (0, terms);
        if (tile.Splits > 1)
        {
            var part = k.DivideRemainder(terms + k.Size("terms of splits less one", (tile.Splits * ContractionTile.Depth) - 1), k.Divisor("terms of splits", tile.Splits * ContractionTile.Depth)).Quotient * ContractionTile.Depth;
            _begin = _split * part;
            _end = k.Minimum(_begin + part, terms);
        }

        (_firstRow, _firstColumn) = (k.BlockX * tile.Rows, tile.Columns < ContractionTile.MostColumns ? 0 : k.BlockY * tile.Columns);
        _a = k.Place(0).At(ContractionAddress.Offset(k, "outer", "a", shape.Outer, _outer, loop => loop.A, 0));
        _b = k.Place(1);
        _sharedA = k.Shared(ContractionTile.Depth * (tile.Rows + ContractionTile.Gap));
        _sharedB = k.Shared(ContractionTile.Depth * tile.Columns);
    }

    public static IEnumerable<Launch> Of(Contraction kernel)
    {
        var shape = new ContractionShape(kernel);
        var tile = ContractionTile.Of(shape);
        var tiles = new Blocks(
            shape.RowsGrow ? shape.RowCount : 0, shape.RowsGrow ? 0 : shape.RowCount, tile.Rows, ContractionTile.Parts(shape.Columns, tile.Columns), shape.OuterCount * tile.Splits);
        List<Place> places = [Place.Of(kernel.A), Place.Of(kernel.B)];
        var writer = new ContractionKernel(shape, tile);
        if (tile.Splits == 1)
        {
            writer.Write(writer.Finish);
            yield return new Launch(writer.Build(), tiles, [.. places, .. ContractionEpilogue.Places(shape)]);
            yield break;
        }

        var scratch = checked((long)shape.OuterCount * tile.Splits * shape.RowCount * shape.Columns);
        writer.Write(writer.Keep);
        yield return new Launch(writer.Build(), tiles, [.. places, Place.Scratch(0)], scratch);
        yield return ContractionFold.Of(shape, tile);
    }

    private KernelCode Build()
    {
        var kernel = _shape.Kernel;
        var formula = (_tile.Splits > 1 ? "value" : kernel.Epilogue.ToString()) + (kernel.Finish is null || _tile.Splits > 1 ? "" : $", then {kernel.Finish}");
        return _k.Build("contraction", FormattableString.Invariant($"tiles of {_tile.Rows}x{_tile.Columns}: {formula}"));
    }

    /// <summary>The product, and what is done with it.</summary>
    /// <param name="finish">Takes what each thread's rows and columns came to.</param>
    private void Write(Action<FloatVariable[,]> finish)
    {
        var loads = new List<Load>();
        AddLoadsOfA(loads);
        AddLoadsOfB(loads);
        foreach (var load in loads)
            load.Read(_begin);
        var sums = new FloatVariable[_tile.ThreadRows, ContractionTile.ThreadColumns];
        for (var row = 0; row < _tile.ThreadRows; row++)
            for (var column = 0; column < ContractionTile.ThreadColumns; column++)
                sums[row, column] = _k.Variable((Float)0);
        _k.For(_begin, _end, ContractionTile.Depth, first =>
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
        column += _firstColumn;
        IfWithin(column, () =>
        {
            var epilogue = new ContractionEpilogue(_k, _shape, 2, _outer, column);
            for (var i = 0; i < _tile.ThreadRows; i++)
            {
                var line = i;
                var at = _firstRow + row + ((i / Quad * GroupStep) + (i % Quad));
                _k.If(at < _rows, () => epilogue.Write(at, [.. Enumerable.Range(0, Quad).Select(j => sums[line, j].Value)]));
            }

            if (_shape.Kernel.Finish is null)
                return;
            for (var group = 0; group < _tile.ThreadRows / Quad; group++)
            {
                var start = _firstRow + row + (group * GroupStep);
                _k.For(0, Quad, 1, i => _k.If(start + i < _rows, () => epilogue.Finish(start + i)));
            }
        });
    }

    /// <summary>Writes the sums of one part, which another launch adds up.</summary>
    private void Keep(FloatVariable[,] sums)
    {
        var (row, column) = Corner();
        column += _firstColumn;
        var columns = _k.Size("columns", _shape.Columns);
        var part = _k.Place(2).At(((_outer * _k.Size("splits", _tile.Splits)) + _split) * _rows, columns);
        IfWithin(column, () =>
        {
            for (var i = 0; i < _tile.ThreadRows; i++)
            {
                var at = _firstRow + row + ((i / Quad * GroupStep) + (i % Quad));
                _k.Store(part, (at * columns) + column, [sums[i, 0].Value, sums[i, 1].Value, sums[i, 2].Value, sums[i, 3].Value], at < _rows);
            }
        });
    }

    private void IfWithin(Int column, Action body)
    {
        if (_shape.Columns % _tile.Columns == 0)
            body();
        else
            _k.If(column < _k.Size("columns", _shape.Columns), body);
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
                var place = RowOfA(row);
                var term = quad * Quad;
                return (first => _k.Load(TermOfA(place, first + term), 0, Quad, first + term < _end), values =>
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
                var place = RowOfA(row, Quad);
                return (first => _k.Load(TermOfA(place, first + term), 0, Quad, first + term < _end), values => _k.Store(_sharedA, (term * pitch) + row, values), Quad);
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
            var place = RowOfA(isPartial ? _k.Minimum(row, _tile.Rows - 1) : row);
            loads.Add(new Load(_ => { }, first =>
            {
                if (isPartial)
                    _k.If(row < _tile.Rows, () => Slice(first));
                else
                    Slice(first);
            }));

            void Slice(Int first) => _k.For(0, ContractionTile.Depth, TermsTogether, start =>
            {
                Float[] values = [.. Enumerable.Range(0, TermsTogether).Select(i => _k.Load(TermOfA(place, first + start + i), 0, first + start + i < _end))];
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
            var from = ContractionAddress.Column(_k, "b", _b, _shape, _shape.Kernel.B.PanelStep, Clamped(_firstColumn + column), out var width);
            var outer = ContractionAddress.Offset(_k, "outer", "b", _shape.Outer, _outer, loop => loop.B, width);
            return (Slice, values => _k.Store(_sharedB, (term * _tile.Columns) + column, values), Quad);

            Float[] Slice(Int first)
            {
                var (image, rest) = ContractionAddress.Images(_k, "term", _shape.Depth, first + term);
                var place = ContractionAddress.Image(_k, "term", "b", from, image, StepOfImage(_shape.Depth, loop => loop.B.Floats));
                var index = outer + ContractionAddress.Offset(_k, "term", "b", _shape.Depth, rest, loop => loop.B, width);
                var within = first + term < _end;
                return _shape.IsColumnAligned ? _k.Load(place, index, Quad, within) : [.. Enumerable.Range(0, Quad).Select(i => _k.Load(place, index + i, within))];
            }
        });

        Int Clamped(Int column) => _shape.Columns % _tile.Columns == 0 ? column : _k.Minimum(column, _k.Size("columns", _shape.Columns) - Quad);
    }

    /// <summary>Where a row begins, or the last of as many as are read together.</summary>
    private Pointer RowOfA(Int row, int count = 1)
    {
        var at = _k.Minimum(_firstRow + row, _rows - count);
        var (image, rest) = ContractionAddress.Images(_k, "row", _shape.Rows, at);
        var place = ContractionAddress.Image(_k, "row", "a", _a, image, StepOfImage(_shape.Rows, loop => loop.A));
        return place.At(ContractionAddress.Offset(_k, "row", "a", _shape.Rows, rest, loop => loop.A, 0));
    }

    private Pointer TermOfA(Pointer row, Int term)
    {
        var (image, rest) = ContractionAddress.Images(_k, "term", _shape.Depth, term);
        var place = ContractionAddress.Image(_k, "term", "a", row, image, StepOfImage(_shape.Depth, loop => loop.A));
        return place.At(ContractionAddress.Offset(_k, "term", "a", _shape.Depth, rest, loop => loop.A, 0));
    }

    private static int StepOfImage(IReadOnlyList<ContractionLoop> loops, Func<ContractionLoop, int> step) => loops.Count > 0 && loops[0].IsBatch ? step(loops[0]) : 0;

    /// <summary>Shares items out to threads; where they do not divide, the last threads have none left.</summary>
    private void Add(List<Load> loads, int items, Func<Int, (Func<Int, Float[]> Read, Action<Float[]> Store, int Count)> write)
    {
        for (var first = 0; first < items; first += _tile.Threads)
        {
            var isPartial = first + _tile.Threads > items;
            var item = _k.Thread + first;
            var (read, store, count) = write(isPartial ? _k.Minimum(item, items - 1) : item);
            var held = Enumerable.Range(0, count).Select(_ => _k.Variable((Float)0)).ToArray();
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
