using System;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <content>
/// The gradient is gathered: a thread has four lanes of some elements of the map and looks at the windows that they are in, in their order, so that nobody else writes
/// to them. Small windows: the elements between two windows' beginnings, whose windows and taps are then all known. Others: one element, its windows in loops.
/// </content>
internal sealed partial class WindowKernel
{
    /// <summary>Taps that threads look at, or elements that they write, in what is written out; the share of a window is worth two taps.</summary>
    private const int MostOfCell = 32, MostElements = 25, OfShare = 2;

    private static bool HasCells(Window kernel, WindowSpan rows, WindowSpan columns)
    {
        if (rows.Dilation > 1 || rows.Stride * columns.Stride > MostElements)
            return false;
        var taps = 0;
        for (var back = 0; back < rows.Covering; back++)
            for (var before = 0; before < columns.Covering; before++)
                taps += kernel.Operation == WindowOperation.Maximum ? LastTap(rows, columns, back, before) + 1 : OfShare;
        return taps <= MostOfCell;
    }

    /// <summary>The last tap of a window, counted row by row, that is in the cell.</summary>
    private static int LastTap(WindowSpan rows, WindowSpan columns, int back, int before) =>
        (Math.Min(rows.TapOf(rows.Stride - 1, back), rows.Taps - 1) * columns.Taps) + Math.Min(columns.TapOf(columns.Stride - 1, before), columns.Taps - 1);

    /// <summary>What the elements of a cell get of each of their windows.</summary>
    private void Cell(ElementLoop cell)
    {
        // Each element has one window at most, or windows add up.
        var isOne = _rows.Covering * _columns.Covering == 1 && (_rows.WindowBefore(cell.Row, 0).Exists & _columns.WindowBefore(cell.Pixel, 0).Exists).Known == true;
        var given = new Float[_rows.Stride, _columns.Stride][];
        var sums = new FloatVariable[_rows.Stride, _columns.Stride][];
        EachElement((row, column) =>
        {
            given[row, column] = [0, 0, 0, 0];
            if (!isOne && row < _rows.Taps && column < _columns.Taps)
                sums[row, column] = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
        });
        for (var back = _rows.Covering - 1; back >= 0; back--)
        {
            for (var before = _columns.Covering - 1; before >= 0; before--)
            {
                var (row, column) = (_rows.WindowBefore(cell.Row, back), _columns.WindowBefore(cell.Pixel, before));
                var (rowsBack, columnsBack) = (back, before);
                (row.Exists & column.Exists).If(_k, () =>
                {
                    if (_isMaximum)
                        LargestOfCell(cell, row.Window, rowsBack, column.Window, columnsBack, Give);
                    else
                        SharesOfCell(cell, row.Window, rowsBack, column.Window, columnsBack, Give);
                });
            }
        }

        var first = At(Target, _kernel.Target, cell, _rows.FirstOf(cell.Row), _columns.FirstOf(cell.Pixel));
        EachElement((row, column) =>
        {
            if ((_rows.IsInMap(cell.Row, row) & _columns.IsInMap(cell.Pixel, column)) is { Known: not false } inside)
                Store(Next(first, _kernel.Target, row, column), _kernel.Target, sums[row, column] is { } variables ? Now(variables) : given[row, column], inside);
        });

        void Give(int row, int column, Float[] part)
        {
            if (isOne)
                given[row, column] = part;
            else
                for (var i = 0; i < Lanes; i++)
                    _k.Set(sums[row, column][i], sums[row, column][i].Value + part[i]);
        }

        void EachElement(Action<int, int> body)
        {
            for (var row = 0; row < _rows.Stride; row++)
                for (var column = 0; column < _columns.Stride; column++)
                    body(row, column);
        }
    }

    /// <summary>A window's share for each element of the cell that is one of its taps.</summary>
    private void SharesOfCell(ElementLoop cell, Int window, int back, Int column, int before, Action<int, int, Float[]> give)
    {
        var share = Share(window, column);
        Float[] part = [.. Load(At(Source, _kernel.Source, cell, window, column), _kernel.Source).Select(gradient => gradient * share)];
        for (var y = 0; y < _rows.Stride && _rows.TapOf(y, back) < _rows.Taps; y++)
            for (var x = 0; x < _columns.Stride && _columns.TapOf(x, before) < _columns.Taps; x++)
                give(y, x, part);
    }

    /// <summary>A window's gradient for the first of its taps that equals its maximum, if that is in the cell.</summary>
    private void LargestOfCell(ElementLoop cell, Int window, int back, Int column, int before, Action<int, int, Float[]> give)
    {
        var left = Load(At(Source, _kernel.Source, cell, window, column), _kernel.Source);
        var maximum = Load(At(Pooled, _kernel.Pooled!, cell, window, column), _kernel.Pooled!);
        var first = At(Input, _kernel.Input!, cell, _rows.FirstOf(cell.Row), _columns.FirstOf(cell.Pixel));
        var last = LastTap(_rows, _columns, back, before);
        for (var tap = 0; tap <= last; tap++)
        {
            var (y, x) = (tap / _columns.Taps, tap % _columns.Taps);
            if ((_rows.IsInside(window, y) & _columns.IsInside(column, x)) is not { Known: not false } inside)
                continue;
            var (row, pixel) = (y - (back * _rows.Stride), x - (before * _columns.Stride));
            var values = Load(Next(first, _kernel.Input!, row, pixel), _kernel.Input!, inside);
            Bool[] equal = [.. values.Zip(maximum, (value, largest) => inside.When is { } isInMap ? value.Is(largest) & isInMap : value.Is(largest))];
            if (row >= 0 && row < _rows.Stride && pixel >= 0 && pixel < _columns.Stride)
                give(row, pixel, [.. left.Zip(equal, (value, isEqual) => _k.Select(isEqual, value, (Float)0))]);
            left = [.. left.Zip(equal, (value, isEqual) => _k.Select(isEqual, (Float)0, value))];
        }
    }

    /// <summary>What one element gets of each of its windows.</summary>
    private void Element(ElementLoop element)
    {
        FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
        var here = _isMaximum ? element.Load(Input, _kernel.Input!, _kernel.Lanes) : [];
        Each(_rows, element.Row, row => Each(_columns, element.Pixel, column =>
        {
            if (_isMaximum)
            {
                Largest(element, here, row, column, sums);
                return;
            }

            var share = Share(row, column);
            Add(sums, [.. Load(At(Source, _kernel.Source, element, row, column), _kernel.Source).Select(gradient => gradient * share)]);
        }));
        element.Store(Target, _kernel.Target, Now(sums));

        void Each(WindowSpan span, Int place, Action<Int> body) => _k.For(0, span.Covering, 1, number =>
        {
            var (window, covers) = span.Window(_k, place, span.Covering - 1 - number);
            covers.If(_k, () => body(window));
        });
    }

    private void Add(FloatVariable[] sums, Float[] parts)
    {
        for (var i = 0; i < Lanes; i++)
            _k.Set(sums[i], sums[i].Value + parts[i]);
    }

    /// <summary>A window's gradient, where the element is the first of its taps that equals its maximum. Few are, and only they look at the taps before.</summary>
    private void Largest(ElementLoop element, Float[] here, Int row, Int column, FloatVariable[] sums)
    {
        var maximum = Load(At(Pooled, _kernel.Pooled!, element, row, column), _kernel.Pooled!);
        Bool[] equal = [.. here.Zip(maximum, (value, largest) => value.Is(largest))];
        _k.If(equal[0] | equal[1] | equal[2] | equal[3], () =>
        {
            var gradient = Load(At(Source, _kernel.Source, element, row, column), _kernel.Source);
            FloatVariable[] given = [.. gradient.Zip(equal, (value, isEqual) => _k.Variable(_k.Select(isEqual, value, (Float)0)))];
            TakeWhatIsBefore(element, row, column, maximum, given);
            Add(sums, Now(given));
        });
    }

    /// <summary>Takes away what goes to an earlier tap of the window. Elements that have nothing left look no further than the row.</summary>
    private void TakeWhatIsBefore(ElementLoop element, Int row, Int column, Float[] maximum, FloatVariable[] given)
    {
        var (firstRow, firstColumn) = (First(_rows, row), First(_columns, column));
        var lastColumn = _k.Minimum(_columns.Place(column, _columns.Taps - 1), _columns.Size - 1);
        _k.For(firstRow, element.Row + 1, _rows.Dilation, y =>
        {
            var nothing = given.Select(value => value.Value.Is(0)).Aggregate((a, b) => a & b);
            _k.If(!nothing, () => _k.For(firstColumn, _k.Select(y.Is(element.Row), element.Pixel, lastColumn + 1), _columns.Dilation, x =>
            {
                var before = Load(At(Input, _kernel.Input!, element, y, x), _kernel.Input!);
                for (var i = 0; i < Lanes; i++)
                    _k.Set(given[i], _k.Select(before[i].Is(maximum[i]), (Float)0, given[i].Value));
            }));
        });

        // The first tap in the map.
        Int First(WindowSpan span, Int window)
        {
            var first = span.Place(window, 0);
            return span.Pad == 0 ? first : first + ((_k.Maximum(0 - first, 0) + (span.Dilation - 1)) / span.Dilation * span.Dilation);
        }
    }
}
