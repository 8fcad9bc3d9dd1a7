using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>What a block of threads has of a contraction: which rows, columns and terms, and where they lie. Parameters 0 and 1 of the kernel are A and B.</summary>
internal sealed class ContractionBlock
{
    private readonly KernelBuilder _k;
    private readonly ContractionShape _shape;
    private readonly ContractionTile _tile;
    private readonly Pointer _a, _b;

    /// <summary>Which part of the sum this block has.</summary>
    private readonly Int _split;

    public ContractionBlock(KernelBuilder k, ContractionShape shape, ContractionTile tile)
    {
        (_k, _shape, _tile) = (k, shape, tile);
        (Rows, End) = (k.Size("rows", shape.RowCount), k.Size("terms", shape.DepthCount));
        (Rows, End) = (shape.RowsGrow ? k.Batch * Rows : Rows, shape.DepthGrows ? k.Batch * End : End);
        Begin = 0;
        if (tile.Splits == ContractionTile.ByBatch)
        {
            (_split, Outer) = k.DivideRemainder(k.BlockZ, k.Divisor("outers", shape.OuterCount));
            var (terms, step) = (End, k.Parts * ContractionTile.Depth);
            var part = k.DivideInt(terms + step - 1, step) * ContractionTile.Depth;
            Begin = _split * part;
            End = k.Minimum(Begin + part, terms);
        }
        else
        {
            (Outer, _split) = k.DivideRemainder(shape.OuterCount * tile.Splits == 1 ? 0 : k.BlockZ, k.Divisor("splits", tile.Splits));
        }

        if (tile.Splits > 1)
        {
            var terms = End;
            var part = k.DivideRemainder(terms + k.Size("terms of splits less one", (tile.Splits * ContractionTile.Depth) - 1), k.Divisor("terms of splits", tile.Splits * ContractionTile.Depth)).Quotient * ContractionTile.Depth;
            Begin = _split * part;
            End = k.Minimum(Begin + part, terms);
        }

        (FirstRow, FirstColumn) = (k.BlockX * tile.Rows, tile.Columns < ContractionTile.MostColumns ? 0 : k.BlockY * tile.Columns);
        _a = k.Place(0).At(ContractionAddress.Offset(k, "outer", "a", shape.Outer, Outer, loop => loop.A, 0));
        _b = k.Place(1);
    }

    /// <summary>Which of the outer loops' runs.</summary>
    public Int Outer { get; }

    /// <summary>Rows of the whole product.</summary>
    public Int Rows { get; }

    /// <summary>The first term of this block's part of the sum, and the one behind the last.</summary>
    public Int Begin { get; }

    /// <inheritdoc cref="Begin"/>
    public Int End { get; }

    public Int FirstRow { get; }

    public Int FirstColumn { get; }

    /// <summary>Columns of the whole product.</summary>
    public Int Columns => _tile.HasAllColumns ? _tile.Columns : _k.Size("columns", _shape.Columns);

    /// <summary>Where a row of A begins, or the last of as many as are read together; rows behind the last are the last: what comes of them is not written.</summary>
    public Pointer RowOfA(Int row, int count = 1)
    {
        var at = _k.Minimum(FirstRow + row, Rows - count);
        var (image, rest) = ContractionAddress.Images(_k, "row", _shape.Rows, at);
        var place = ContractionAddress.Image(_k, "row", "a", _a, image, StepOfImage(_shape.Rows, loop => loop.A));
        return place.At(ContractionAddress.Offset(_k, "row", "a", _shape.Rows, rest, loop => loop.A, 0));
    }

    /// <summary>A term of the row.</summary>
    public Pointer TermOfA(Pointer row, Int term)
    {
        var (image, rest) = ContractionAddress.Images(_k, "term", _shape.Depth, term);
        var place = ContractionAddress.Image(_k, "term", "a", row, image, StepOfImage(_shape.Depth, loop => loop.A));
        return place.At(ContractionAddress.Offset(_k, "term", "a", _shape.Depth, rest, loop => loop.A, 0));
    }

    /// <summary>Four columns of B; those behind the last are the last, where the product may have fewer than the tile.</summary>
    public BColumns ColumnsOfB(Int column)
    {
        var at = _tile.HasAllColumns ? column : _k.Minimum(FirstColumn + column, Columns - ContractionShape.Quad);
        var place = ContractionAddress.Column(_k, "b", _b, _shape, _shape.Kernel.B.PanelStep, at, out var width);
        return new BColumns(this, place, ContractionAddress.Offset(_k, "outer", "b", _shape.Outer, Outer, loop => loop.B, width), width);
    }

    /// <summary>True where terms of B are equally far apart, so that no division says where one is.</summary>
    public bool IsLinearInB => !_shape.DepthGrows && _shape.Depth.Zip(_shape.Depth.Skip(1), (outer, inner) => Runs(outer.B, inner.B, inner.Extent)).All(runs => runs);

    /// <summary>Where this block's part of the sums goes, in the memory that another launch adds up.</summary>
    public Pointer Part(Pointer scratch) =>
        scratch.At((_tile.Splits == ContractionTile.ByBatch ? _k.BlockZ : (Outer * _k.Size("splits", _tile.Splits)) + _split) * Rows, Columns);

    /// <summary>Runs the body where there is such a column.</summary>
    public void IfWithin(Int column, Action body)
    {
        if (IsWithin(column) is { } isWithin)
            _k.If(isWithin, body);
        else
            body();
    }

    /// <summary>Leaves statistics of the rows that this block has written, if the contraction has any. All threads come here.</summary>
    /// <param name="places">The first of the kernel's parameters that the epilogue has.</param>
    /// <param name="column">This thread's first column.</param>
    /// <param name="first">What it wrote of its first row; threads side by side have the block's first.</param>
    /// <param name="each">Hands what it wrote of each row that there is to its argument.</param>
    public void Leave(int places, Int column, Func<Float[]> first, Action<Action<Float[]>> each)
    {
        if (_shape.Kernel.Statistics is null)
            return;
        var parts = _k.Place(places + ContractionEpilogue.Places(_shape).Count - 1);
        new BlockStatistics(_k, _tile.ColumnThreads).Write(parts, _k.BlockX, _k.Minimum(Rows - FirstRow, _tile.Rows), first(), each, Columns, column, IsWithin(column));
    }

    /// <summary>True where there is such a column; null where there is whatever the thread.</summary>
    private Bool? IsWithin(Int column) => _tile.HasAllColumns ? null : column < Columns;

    private static bool Runs(Step outer, Step inner, int extent) => outer.Floats == inner.Floats * extent && outer.Widths == inner.Widths * extent;

    private static int StepOfImage(IReadOnlyList<ContractionLoop> loops, Func<ContractionLoop, int> step) => loops.Count > 0 && loops[0].IsBatch ? step(loops[0]) : 0;

    /// <summary>Four neighbouring columns of B.</summary>
    /// <param name="block">Whose they are.</param>
    /// <param name="first">The first one's place.</param>
    /// <param name="outer">How far the outer loops' run is from the first.</param>
    /// <param name="width">The panel's width.</param>
    internal sealed class BColumns(ContractionBlock block, Pointer first, Int outer, Int width)
    {
        /// <summary>The place of a term.</summary>
        public Pointer At(Int term)
        {
            var (k, depth) = (block._k, block._shape.Depth);
            if (block.IsLinearInB)
            {
                var step = depth.Count == 0 ? default : depth[depth.Count - 1].B;
                return first.At(outer + (term * (k.Size("term b", step.Floats) + (k.Size("term b width", step.Widths) * width))));
            }

            var (image, rest) = ContractionAddress.Images(k, "term", depth, term);
            var place = ContractionAddress.Image(k, "term", "b", first, image, StepOfImage(depth, loop => loop.B.Floats));
            return place.At(outer + ContractionAddress.Offset(k, "term", "b", depth, rest, loop => loop.B, width));
        }
    }
}
