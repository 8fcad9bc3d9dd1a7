using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Pooling and its gradients. Forward, a thread has four lanes of a result. The gradient is gathered: a thread has four lanes of an element of the map and looks at
/// the windows that it is in, in their order, so that nobody else writes to it; where each element is in one window, a thread has the window.
/// </summary>
internal sealed class WindowKernel
{
    private const int Lanes = PixelLanes.Count;

    /// <summary>Taps, or windows of an element, that are written out.</summary>
    private const int MostWrittenOut = 25;

    private readonly Window _kernel;
    private readonly WindowSpan _rows, _columns;
    private readonly KernelBuilder _k;
    private readonly bool _isMaximum;

    private WindowKernel(Window kernel, int items)
    {
        (_kernel, _rows, _columns) = (kernel, WindowSpan.Rows(kernel), WindowSpan.Columns(kernel));
        _isMaximum = kernel.Operation == WindowOperation.Maximum;
        _k = new KernelBuilder(kernel.Input is null ? 2 : 4, ItemLoop.Threads(items, perImage: true));
    }

    private bool IsWrittenOut => _rows.Taps * _columns.Taps <= MostWrittenOut;

    private Pointer Source => _k.Place(0);

    private Pointer Target => _k.Place(1);

    public static IEnumerable<Launch> Of(Window kernel)
    {
        var geometry = kernel.Geometry;
        var (height, width) = kernel.Gradient ? (kernel.InputHeight, kernel.InputWidth) : (geometry.OutputHeight, geometry.OutputWidth);
        if (kernel is { Gradient: true, Operation: WindowOperation.Maximum } && WindowSpan.Rows(kernel).Tiles && WindowSpan.Columns(kernel).Tiles && geometry.KernelHeight * geometry.KernelWidth <= MostWrittenOut)
            (height, width) = (geometry.OutputHeight, geometry.OutputWidth);
        var lowering = new WindowKernel(kernel, height * width * kernel.Lanes / Lanes);
        Action<ElementLoop> body = !kernel.Gradient ? lowering.Forward : !lowering._isMaximum ? lowering.SharesOfWindows : height == kernel.InputHeight && width == kernel.InputWidth ? lowering.LargestOfWindows : lowering.Largest;
        var blocks = ElementLoop.Write(lowering._k, height, width, kernel.Lanes, perImage: true, body);
        var places = new[] { kernel.Source, kernel.Target, kernel.Input, kernel.Pooled }.OfType<Grid>().Select(Place.Of).ToList();
        yield return new Launch(lowering.Build(), blocks, places);
    }

    private void Forward(ElementLoop window)
    {
        Float start = _isMaximum ? float.NegativeInfinity : 0;
        Float[] values;
        if (IsWrittenOut)
        {
            values = [start, start, start, start];
            for (var row = 0; row < _rows.Taps; row++)
                for (var column = 0; column < _columns.Taps; column++)
                    if ((_rows.IsInside(window.Row, row) & _columns.IsInside(window.Pixel, column)) is { Known: not false } inside)
                        values = Joined(values, Load(Source, _kernel.Source, window, _rows.Place(window.Row, row), _columns.Place(window.Pixel, column), inside), inside);
        }
        else
        {
            FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(start))];
            _k.For(0, _rows.Taps, 1, row => _rows.IsInside(window.Row, row).If(_k, () =>
                _k.For(0, _columns.Taps, 1, column => _columns.IsInside(window.Pixel, column).If(_k, () =>
                {
                    var joined = Joined(Now(sums), Load(Source, _kernel.Source, window, _rows.Place(window.Row, row), _columns.Place(window.Pixel, column)), Condition.True);
                    for (var i = 0; i < Lanes; i++)
                        _k.Set(sums[i], joined[i]);
                }))));
            values = Now(sums);
        }

        if (!_isMaximum)
        {
            var share = Share(window.Row, window.Pixel);
            values = [.. values.Select(value => value * share)];
        }

        window.Store(Target, _kernel.Target, values);
    }

    /// <summary>A tap joined to what is there; where it is not in the map, it counts for nothing.</summary>
    private Float[] Joined(Float[] values, Float[] tap, Condition inside) => [.. values.Zip(tap, (value, one) =>
    {
        // Zeros are read beyond the map.
        if (!_isMaximum)
            return value + one;

        // NaN wins wherever it stands: the maximum keeps one it has, the selection takes a new one.
        var counted = inside.Select(_k, one, float.NegativeInfinity);
        return value.Operand.IsConstant ? counted : _k.Select(counted.Is(counted), _k.Maximum(value, counted), counted);
    })];

    /// <summary>The weight of an averaged element: one over those that count.</summary>
    private Float Share(Int row, Int column)
    {
        if (_kernel.CountPadding || !(_rows.CanLeave || _columns.CanLeave))
            return 1f / (_rows.Taps * _columns.Taps);
        var count = _rows.Inside(_k, row) * _columns.Inside(_k, column);
        return _k.Select(count.Is(0), (Float)0, 1 / _k.ToFloat(count));
    }

    /// <summary>What an element gets of the average of each of its windows.</summary>
    private void SharesOfWindows(ElementLoop element)
    {
        FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
        Windows(element, (row, column, covers) =>
        {
            var gradient = Load(Source, _kernel.Source, element, row, column, covers);
            var share = Share(row, column);
            for (var i = 0; i < Lanes; i++)
            {
                // Where no window is, its share may be anything.
                var part = gradient[i] * share;
                _k.Set(sums[i], sums[i].Value + (share.Operand.IsConstant ? part : covers.Select(_k, part, 0)));
            }
        });
        element.Store(Target, _kernel.Target, Now(sums));
    }

    /// <summary>What an element gets of each of its windows: all where it is the first that equals the maximum.</summary>
    private void LargestOfWindows(ElementLoop element)
    {
        FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
        var here = element.Load(_k.Place(2), _kernel.Input!, _kernel.Lanes);
        Windows(element, (row, column, covers) => covers.If(_k, () =>
        {
            var maximum = Load(_k.Place(3), _kernel.Pooled!, element, row, column);
            Bool[] equal = [.. here.Zip(maximum, (value, largest) => value.Is(largest))];
            _k.If(equal[0] | equal[1] | equal[2] | equal[3], () =>
            {
                var gradient = Load(Source, _kernel.Source, element, row, column);
                FloatVariable[] given = [.. gradient.Zip(equal, (value, isEqual) => _k.Variable(_k.Select(isEqual, value, (Float)0)))];
                TakeWhatIsBefore(element, row, column, maximum, given);
                for (var i = 0; i < Lanes; i++)
                    _k.Set(sums[i], sums[i].Value + given[i].Value);
            });
        }));
        element.Store(Target, _kernel.Target, Now(sums));
    }

    /// <summary>Takes away what goes to an earlier tap of the window. Few elements come here, and those that have nothing left look no further than the row.</summary>
    private void TakeWhatIsBefore(ElementLoop element, Int row, Int column, Float[] maximum, FloatVariable[] given)
    {
        var (firstRow, firstColumn) = (First(_rows, row), First(_columns, column));
        var lastColumn = _k.Minimum(_columns.Place(column, _columns.Taps - 1), _columns.Size - 1);
        _k.For(firstRow, element.Row + 1, _rows.Dilation, y =>
        {
            var nothing = given.Select(value => value.Value.Is(0)).Aggregate((a, b) => a & b);
            _k.If(!nothing, () => _k.For(firstColumn, _k.Select(y.Is(element.Row), element.Pixel, lastColumn + 1), _columns.Dilation, x =>
            {
                var before = Load(_k.Place(2), _kernel.Input!, element, y, x);
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

    /// <summary>What the taps of a window get, which are in no other.</summary>
    private void Largest(ElementLoop window)
    {
        var left = window.Load(Source, _kernel.Source, _kernel.Lanes);
        var maximum = window.Load(_k.Place(3), _kernel.Pooled!, _kernel.Lanes);
        for (var row = 0; row < _rows.Taps; row++)
        {
            for (var column = 0; column < _columns.Taps; column++)
            {
                var (y, x) = (_rows.Place(window.Row, row), _columns.Place(window.Pixel, column));
                Bool[] equal = [.. Load(_k.Place(2), _kernel.Input!, window, y, x).Zip(maximum, (value, largest) => value.Is(largest))];
                Store(Target, _kernel.Target, window, y, x, [.. left.Zip(equal, (value, isEqual) => _k.Select(isEqual, value, (Float)0))]);
                left = [.. left.Zip(equal, (value, isEqual) => _k.Select(isEqual, (Float)0, value))];
            }
        }
    }

    /// <summary>Runs through the windows that an element may be in, row by row.</summary>
    private void Windows(ElementLoop element, Action<Int, Int, Condition> body)
    {
        // What maxima do for a window is longer.
        var isWrittenOut = _rows.Covering * _columns.Covering <= (_isMaximum ? 1 : MostWrittenOut);
        Each(_rows, y =>
        {
            var (row, coversRow) = _rows.Window(_k, element.Row, y);
            if (!isWrittenOut)
                coversRow.If(_k, () => Each(_columns, x => Run(x, row, Condition.True)));
            else if (coversRow.Known != false)
                Each(_columns, x => Run(x, row, coversRow));
        });

        void Run(Int x, Int row, Condition coversRow)
        {
            var (column, coversColumn) = _columns.Window(_k, element.Pixel, x);
            var covers = coversRow & coversColumn;
            if (covers.Known != false)
                body(row, column, covers);
        }

        void Each(WindowSpan span, Action<Int> run)
        {
            if (isWrittenOut)
                for (var back = span.Covering - 1; back >= 0; back--)
                    run(back);
            else
                _k.For(0, span.Covering, 1, number => run(span.Covering - 1 - number));
        }
    }

    private Float[] Load(Pointer grid, Grid steps, ElementLoop at, Int row, Int pixel, Condition? when = null)
    {
        var (image, index) = At(grid, steps, at, row, pixel);
        var condition = when?.When;
        return ElementLoop.IsAligned(steps) ? _k.Load(image, index, Lanes, condition) : [.. Enumerable.Range(0, Lanes).Select(lane => _k.Load(image, index + lane, condition))];
    }

    private void Store(Pointer grid, Grid steps, ElementLoop at, Int row, Int pixel, Float[] values)
    {
        var (image, index) = At(grid, steps, at, row, pixel);
        if (ElementLoop.IsAligned(steps))
            _k.Store(image, index, values);
        else
            for (var lane = 0; lane < Lanes; lane++)
                _k.Store(image, index + lane, values[lane]);
    }

    private static (Pointer Image, Int Index) At(Pointer grid, Grid steps, ElementLoop at, Int row, Int pixel) =>
        (grid.At(at.Image, steps.ImageStep), (row * steps.RowStep) + (pixel * steps.PixelStep) + at.Lane);

    private static Float[] Now(FloatVariable[] variables) => [.. variables.Select(variable => variable.Value)];

    private KernelCode Build()
    {
        var geometry = _kernel.Geometry;
        return _k.Build("window", FormattableString.Invariant($"{(_isMaximum ? "largest" : "average")} of {geometry.KernelHeight}x{geometry.KernelWidth}, {geometry.StrideHeight}x{geometry.StrideWidth} apart{(_kernel.Gradient ? ": gradient" : "")}"));
    }
}
