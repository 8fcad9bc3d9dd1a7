using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Pooling and its gradients. Forward, a thread has four lanes of a result; it goes through the window's taps, written out where they are few.</summary>
internal sealed partial class WindowKernel
{
    private const int Lanes = PixelLanes.Count;

    /// <summary>Taps that are written out.</summary>
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

    private Pointer Source => _k.Place(0);

    private Pointer Target => _k.Place(1);

    private Pointer Input => _k.Place(2);

    private Pointer Pooled => _k.Place(3);

    public static IEnumerable<Launch> Of(Window kernel)
    {
        var (rows, columns) = (WindowSpan.Rows(kernel), WindowSpan.Columns(kernel));
        var hasCells = kernel.Gradient && HasCells(kernel, rows, columns);
        var (height, width) = !kernel.Gradient ? (rows.Windows, columns.Windows) : hasCells ? (rows.Cells, columns.Cells) : (rows.Size, columns.Size);
        var lowering = new WindowKernel(kernel, height * width * kernel.Lanes / Lanes);
        var blocks = ElementLoop.Write(lowering._k, height, width, kernel.Lanes, perImage: true, kernel.Gradient ? hasCells ? lowering.Cell : lowering.Element : lowering.Forward);
        var places = new[] { kernel.Source, kernel.Target, kernel.Input, kernel.Pooled }.OfType<Grid>().Select(Place.Of).ToList();
        yield return new Launch(lowering.Build(), blocks, places);
    }

    private void Forward(ElementLoop window)
    {
        Float start = _isMaximum ? float.NegativeInfinity : 0;
        Float[] values;
        if (_rows.Taps * _columns.Taps <= MostWrittenOut)
        {
            values = [start, start, start, start];
            var first = At(Source, _kernel.Source, window, _rows.Place(window.Row, 0), _columns.Place(window.Pixel, 0));
            for (var row = 0; row < _rows.Taps; row++)
                for (var column = 0; column < _columns.Taps; column++)
                    if ((_rows.IsInside(window.Row, row) & _columns.IsInside(window.Pixel, column)) is { Known: not false } inside)
                        values = Joined(values, Load(Next(first, _kernel.Source, row * _rows.Dilation, column * _columns.Dilation), _kernel.Source, inside), inside);
        }
        else
        {
            FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(start))];
            _k.For(0, _rows.Taps, 1, row => _rows.IsInside(window.Row, row).If(_k, () =>
                _k.For(0, _columns.Taps, 1, column => _columns.IsInside(window.Pixel, column).If(_k, () =>
                {
                    var tap = At(Source, _kernel.Source, window, _rows.Place(window.Row, row), _columns.Place(window.Pixel, column));
                    var joined = Joined(Now(sums), Load(tap, _kernel.Source), Condition.True);
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

    /// <summary>Where a thread's lanes of a pixel lie; a place beyond the map is none, but others may be counted from there.</summary>
    private Pointer At(Pointer grid, Grid steps, ElementLoop at, Int row, Int pixel) =>
        grid.At(at.Image, PixelLanes.Size(_k, steps, "image", steps.ImageStep)).At((row * RowStep(steps)) + (pixel * PixelStep(steps)) + at.Lane);

    /// <summary>The place some rows and pixels further: a size, where an offset would be part of the text.</summary>
    private Pointer Next(Pointer from, Grid steps, int rows, int pixels) => from.At(rows, RowStep(steps)).At(pixels, PixelStep(steps));

    private Int RowStep(Grid steps) => PixelLanes.Size(_k, steps, "row", steps.RowStep);

    private Int PixelStep(Grid steps) => PixelLanes.Size(_k, steps, "pixel", steps.PixelStep);

    private Float[] Load(Pointer from, Grid steps, Condition? when = null)
    {
        var condition = when?.When;
        return ElementLoop.IsAligned(steps) ? _k.Load(from, 0, Lanes, condition) : [.. Enumerable.Range(0, Lanes).Select(lane => _k.Load(from, lane, condition))];
    }

    private void Store(Pointer to, Grid steps, Float[] values, Condition when)
    {
        if (ElementLoop.IsAligned(steps))
            _k.Store(to, 0, values, when.When);
        else
            for (var lane = 0; lane < Lanes; lane++)
                _k.Store(to, lane, values[lane], when.When);
    }

    private static Float[] Now(FloatVariable[] variables) => [.. variables.Select(variable => variable.Value)];

    private KernelCode Build()
    {
        var geometry = _kernel.Geometry;
        return _k.Build("window", FormattableString.Invariant($"{(_isMaximum ? "largest" : "average")} of {geometry.KernelHeight}x{geometry.KernelWidth}, {geometry.StrideHeight}x{geometry.StrideWidth} apart{(_kernel.Gradient ? ": gradient" : "")}"));
    }
}
