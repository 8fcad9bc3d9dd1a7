using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Small windows that lie inside the map: their taps written out, without a test.</summary>
internal sealed partial class WindowPrinter
{
    /// <summary>Windows of more taps are rare, and spend their time in them anyway.</summary>
    private const int MostTaps = 9;

    private bool IsWrittenOut => _geometry.KernelHeight * _geometry.KernelWidth <= MostTaps;

    /// <summary>How far the taps of a row lie from the first, in floats: outside all loops.</summary>
    private void HoistTaps(params (string Name, Grid Grid)[] maps)
    {
        if (!IsWrittenOut || _geometry.KernelWidth == 1)
            return;
        var steps = maps.SelectMany(map => Enumerable.Range(1, _geometry.KernelWidth - 1).Select(z =>
            $"{map.Name}{Number(z)} = {(z == 1 ? "" : Number(z) + " * ")}{_sizes.Of(map.Name + "Tap", (long)map.Grid.PixelStep * _geometry.Dilation)}"));
        _code.Line($"nint {string.Join(", ", steps)};");
    }

    private void Inside(System.Action body)
    {
        if (!IsWrittenOut)
            return;
        if (!kernel.CanLeave)
        {
            body();
            return;
        }

        var (lastTop, lastLeft) = (kernel.InputHeight - ((_geometry.KernelHeight - 1) * _geometry.Dilation) - 1, kernel.InputWidth - ((_geometry.KernelWidth - 1) * _geometry.Dilation) - 1);
        _code.Open($"if (top >= 0 && top <= {_sizes.Of("lastTop", lastTop)} && left >= 0 && left <= {_sizes.Of("lastLeft", lastLeft)})");
        body();
        _code.Line("continue;");
        _code.Close();
    }

    private void PrintForwardInside()
    {
        Rows("source", "s", kernel.Source);
        if (!IsMaximum)
            _code.Line($"var whole = {WholeShare()};");
        Lanes(() =>
        {
            Columns("s");
            var taps = Places("source", "s");
            if (IsMaximum)
                Largest(taps);
            else
                _code.Line(Simd.Store("target + lane", Simd.Binary(BinaryOperation.Multiply, taps.Aggregate(Simd.Zero, (sum, tap) => Simd.Binary(BinaryOperation.Add, Simd.Load(tap), sum)), "whole")));
        });
    }

    /// <summary>NaN wins wherever it stands, as in PyTorch: the processor's maximum forgets it, so where one was is noted, two taps at a time.</summary>
    private void Largest(List<string> taps)
    {
        for (var i = 0; i < taps.Count; i += 2)
        {
            var (first, second, place) = ("a" + Number(i), i + 1 < taps.Count ? "a" + Number(i + 1) : "a" + Number(i), Number(i));
            var larger = i + 1 < taps.Count ? Simd.Binary(BinaryOperation.Maximum, first, second) : first;
            _code.Line($"V {string.Join(", ", taps.Skip(i).Take(2).Select((tap, j) => $"a{Number(i + j)} = {Simd.Load(tap)}"))};");
            _code.Line(i == 0
                ? $"V value = {larger}, none = {Simd.Unordered(first, second)};"
                : $"value = {Simd.Binary(BinaryOperation.Maximum, "value", larger)}; none = {Simd.Or("none", Simd.Unordered(first, second))};");
        }

        // All bits set is one of the ways to write NaN.
        _code.Line(Simd.Store("target + lane", Simd.Or("value", "none")));
    }

    private void PrintGradientInside()
    {
        Rows("target", "t", kernel.Target);
        if (kernel.Input is { } input)
            Rows("candidates", "x", input);
        else
            _code.Line($"var whole = {WholeShare()};");
        Lanes(() =>
        {
            Columns("t");
            if (!IsMaximum)
            {
                _code.Line($"var gradient = {Simd.Binary(BinaryOperation.Multiply, Simd.Load("source + lane"), "whole")};");
                foreach (var target in Places("target", "t"))
                    _code.Line(Given(target, "gradient"));
                return;
            }

            Columns("x");
            _code.Line($"V gradient = {Simd.Load("source + lane")}, maximum = {Simd.Load("largest + lane")}, taken = {Simd.Zero}, here;");
            foreach (var (target, candidate) in Places("target", "t").Zip(Places("candidates", "x"), (target, candidate) => (target, candidate)))
                _code.Line($"here = {Simd.AndNot("taken", Simd.EqualTo(Simd.Load(candidate), "maximum"))}; taken = {Simd.Or("taken", "here")}; {Given(target, Simd.And("here", "gradient"))}");
        });

        string Given(string target, string gradient) => Simd.Store(target, kernel.IsApart ? gradient : Simd.Binary(BinaryOperation.Add, Simd.Load(target), gradient));
    }

    /// <summary>The weight of an element of a whole window costs a division: outside all loops.</summary>
    private void HoistShare()
    {
        if (!IsMaximum && (IsWrittenOut || HasWholeShares))
            _code.Line($"float wholeShare = 1f / ({_sizes.Of("kernelHeight", _geometry.KernelHeight)} * {_sizes.Of("kernelWidth", _geometry.KernelWidth)});");
    }

    private static string WholeShare() => Simd.Splat("wholeShare");

    /// <summary>A pointer for each row of the window.</summary>
    private void Rows(string pointer, string name, Grid grid)
    {
        if (_geometry.KernelHeight == 1)
            return;
        var step = _sizes.Of(name + "TapRow", (long)grid.RowStep * _geometry.Dilation);
        _code.Line($"float* {string.Join(", ", Enumerable.Range(1, _geometry.KernelHeight - 1).Select(y => $"{pointer}{Number(y)} = {pointer}{(y == 1 ? "" : Number(y - 1))} + {step}"))};");
    }

    /// <summary>An index for each column of the window.</summary>
    private void Columns(string name)
    {
        if (_geometry.KernelWidth > 1)
            _code.Line($"nint {string.Join(", ", Enumerable.Range(1, _geometry.KernelWidth - 1).Select(z => $"{name}Lane{Number(z)} = lane + {name}{Number(z)}"))};");
    }

    private List<string> Places(string pointer, string name) => [.. Enumerable.Range(0, _geometry.KernelHeight).SelectMany(y => Enumerable.Range(0, _geometry.KernelWidth).Select(z =>
        $"{pointer}{(y == 0 ? "" : Number(y))} + {(z == 0 ? "lane" : $"{name}Lane{Number(z)}")}"))];
}
