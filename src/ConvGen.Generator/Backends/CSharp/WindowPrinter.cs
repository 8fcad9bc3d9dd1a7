using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints pooling and its gradients: vectors run over channels. A small window that lies inside the map has its taps written out; one that leaves it, or a
/// large one, goes through them in loops that test for it.
/// </summary>
internal sealed partial class WindowPrinter(MethodLibrary library, Window kernel) : KernelPrinter(library)
{
    private readonly CodeWriter _code = new();
    private readonly Sizes _sizes = new();
    private readonly WindowGeometry _geometry = kernel.Geometry;

    private bool IsMaximum => kernel.Operation == WindowOperation.Maximum;

    /// <summary>True where elements of all windows weigh the same.</summary>
    private bool HasWholeShares => kernel.CountPadding || !kernel.CanLeave;

    /// <summary>The shared method. Parameters: source, target, input, pooled (where the kernel has them), begin, end, sizes.</summary>
    public MethodCall Print()
    {
        if (kernel.Gradient)
            PrintGradient();
        else
            PrintForward();
        var method = new CodeWriter();
        method.Line($"/// <summary>{kernel.Operation} pooling {(kernel.Gradient ? "gradient" : "forward")}{(kernel.CanLeave ? "; windows may leave the map" : "")}.</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* s, float* t{(kernel.Input is null ? "" : ", float* x, float* p")}, int begin, int end{_sizes.Parameters}){TypeConstraints}");
        method.Lines(_code.ToString());
        method.Close();
        return new MethodCall(Library.Add(kernel.Operation + "Pooling", method.ToString()) + (kernel.Lanes % Packing.Width == 0 && !IsMaximum ? Widest : Narrow), _sizes.Arguments);
    }

    private void PrintForward()
    {
        HoistTaps(("s", kernel.Source));
        HoistShare();
        _code.Open("for (int item = begin; item < end; item++)");
        _code.Line($"nint image = item / {_sizes.OfInt("rows", _geometry.OutputHeight)}, row = item % {_sizes.OfInt("rows", _geometry.OutputHeight)};");
        Row(("source", "s", kernel.Source, true), ("target", "t", kernel.Target, false));
        Inside(PrintForwardInside);
        if (!kernel.CanLeave && IsWrittenOut)
        {
            _code.Close();
            _code.Close();
            return;
        }

        if (!IsMaximum)
            Share();
        Lanes(() =>
        {
            _code.Line($"{Simd.Type} value = {(IsMaximum ? Simd.Splat("float.NegativeInfinity") : Simd.Zero)};");
            Taps(() =>
            {
                _code.Line($"var tap = {Simd.Load(Tap("source", "s", kernel.Source))};");
                // NaN wins wherever it stands, as in PyTorch: the maximum keeps one it has, the selection takes a new one.
                _code.Line(IsMaximum
                    ? $"value = {Simd.Select(Simd.EqualTo("tap", "tap"), Simd.Binary(BinaryOperation.Maximum, "value", "tap"), "tap")};"
                    : $"value = {Simd.Binary(BinaryOperation.Add, "tap", "value")};");
            });
            _code.Line(Simd.Store("target + lane", IsMaximum ? "value" : Simd.Binary(BinaryOperation.Multiply, "value", "share")));
        });
        _code.Close();
        _code.Close();
    }

    /// <summary>Scatters each window's gradient; the first element equal to the maximum takes all of it.</summary>
    private void PrintGradient()
    {
        if (kernel.Input is { } candidates)
            HoistTaps(("t", kernel.Target), ("x", candidates));
        else
            HoistTaps(("t", kernel.Target));
        HoistShare();
        _code.Open("for (nint image = begin; image < end; image++)");
        if (!IsWrittenOut || !kernel.IsTiling)
            Clear();
        _code.Open($"for (nint row = 0; row < {_sizes.Of("rows", _geometry.OutputHeight)}; row++)");
        if (kernel.Input is { } input && kernel.Pooled is { } pooled)
            Row(("source", "s", kernel.Source, false), ("target", "t", kernel.Target, true), ("candidates", "x", input, true), ("largest", "p", pooled, false));
        else
            Row(("source", "s", kernel.Source, false), ("target", "t", kernel.Target, true));
        Inside(PrintGradientInside);
        if (kernel.CanLeave || !IsWrittenOut)
            PrintGradientAnywhere();
        _code.Close();
        _code.Close();
        _code.Close();
    }

    private void PrintGradientAnywhere()
    {
        if (!IsMaximum)
            Share();
        Lanes(() =>
        {
            _code.Line($"var gradient = {Simd.Load("source + lane")};");
            var target = Tap("target", "t", kernel.Target);
            if (!IsMaximum)
            {
                _code.Line($"gradient = {Simd.Binary(BinaryOperation.Multiply, "gradient", "share")};");
                Taps(() => _code.Line(Simd.Store(target, Simd.Binary(BinaryOperation.Add, Simd.Load(target), "gradient"))));
                return;
            }

            _code.Line($"var maximum = {Simd.Load("largest + lane")};");
            _code.Line($"var taken = {Simd.Zero};");
            Taps(() =>
            {
                _code.Line($"var here = {Simd.AndNot("taken", Simd.EqualTo(Simd.Load(Tap("candidates", "x", kernel.Input!)), "maximum"))};");
                _code.Line($"taken = {Simd.Or("taken", "here")};");
                _code.Line(Simd.Store(target, Simd.Binary(BinaryOperation.Add, Simd.Load(target), Simd.And("here", "gradient"))));
            });
        });
    }

    private void Clear()
    {
        _code.Open($"for (nint row = 0; row < {_sizes.Of("height", kernel.InputHeight)}; row++)");
        var place = Address("t", ("image", _sizes.Step("tImage", kernel.Target.ImageStep)), ("row", _sizes.Step("tRow", kernel.Target.RowStep)));
        var width = _sizes.Of("width", kernel.InputWidth);
        if (kernel.Target.PixelStep == kernel.Lanes)
            _code.Line($"new Span<float>({place}, (int)({width} * {_sizes.Of("lanes", kernel.Lanes)})).Clear();");
        else
            _code.Line($"for (nint pixel = 0; pixel < {width}; pixel++) new Span<float>({Address(place, ("pixel", _sizes.Step("tPixel", kernel.Target.PixelStep)))}, (int){_sizes.Of("lanes", kernel.Lanes)}).Clear();");
        _code.Close();
    }

    /// <summary>
    /// Opens the loop over a row of windows. Pointers move along with it: those of the map to each window's first element, which may lie outside, the others from
    /// pixel to pixel.
    /// </summary>
    private void Row(params (string Pointer, string Name, Grid Grid, bool IsMap)[] pointers)
    {
        _code.Line($"nint top = row * {_sizes.Of("strideHeight", _geometry.StrideHeight)} - {_sizes.Of("padTop", _geometry.PadTop)}, left = -{_sizes.Of("padLeft", _geometry.PadLeft)};");
        var starts = pointers.Select(p => $"{p.Pointer} = " + Address(
            p.Name, ("image", _sizes.Step(p.Name + "Image", p.Grid.ImageStep)), (p.IsMap ? "top" : "row", _sizes.Step(p.Name + "Row", p.Grid.RowStep)),
            (p.IsMap ? "left" : "", p.IsMap ? _sizes.Step(p.Name + "Pixel", p.Grid.PixelStep) : "")));
        _code.Line($"float* {string.Join(", ", starts)};");
        var bumps = pointers.Select(p => (p.Pointer, Step: p.IsMap ? _sizes.Step(p.Name + "Window", (long)p.Grid.PixelStep * _geometry.StrideWidth) : _sizes.Step(p.Name + "Pixel", p.Grid.PixelStep)))
            .Where(bump => bump.Step.Length > 0).Select(bump => $"{bump.Pointer} += {bump.Step}");
        var moves = string.Join(", ", new[] { "column--", "left += " + _sizes.Of("strideWidth", _geometry.StrideWidth) }.Concat(bumps));
        _code.Open($"for (nint column = {_sizes.Of("columns", _geometry.OutputWidth)}; column > 0; {moves})");
    }

    private void Lanes(System.Action body) => _code.Block($"for (nint lane = 0; lane < {_sizes.Of("lanes", kernel.Lanes)}; lane += {AnyWidth})", body);

    /// <summary>The weight of an averaged element: one over those that count.</summary>
    private void Share()
    {
        if (HasWholeShares)
        {
            _code.Line($"var share = {WholeShare()};");
            return;
        }

        _code.Line("int inRows = 0, inColumns = 0;");
        _code.Line($"for (nint y = 0; y < {_sizes.Of("kernelHeight", _geometry.KernelHeight)}; y++) inRows += (nuint)(top + y * {_sizes.Of("dilation", _geometry.Dilation)}) < (nuint){_sizes.Of("height", kernel.InputHeight)} ? 1 : 0;");
        _code.Line($"for (nint z = 0; z < {_sizes.Of("kernelWidth", _geometry.KernelWidth)}; z++) inColumns += (nuint)(left + z * {_sizes.Of("dilation", _geometry.Dilation)}) < (nuint){_sizes.Of("width", kernel.InputWidth)} ? 1 : 0;");
        _code.Line($"var share = {Simd.Splat("inRows * inColumns == 0 ? 0f : 1f / (inRows * inColumns)")};");
    }

    private string Tap(string pointer, string name, Grid grid) =>
        Address(pointer, ("y", _sizes.Step(name + "Row", grid.RowStep)), ("z", _sizes.Step(name + "Pixel", grid.PixelStep)), ("lane", "1"));

    private void Taps(System.Action body)
    {
        Loop("y", _sizes.Of("kernelHeight", _geometry.KernelHeight), "top", _sizes.Of("height", kernel.InputHeight));
        Loop("z", _sizes.Of("kernelWidth", _geometry.KernelWidth), "left", _sizes.Of("width", kernel.InputWidth));
        body();
        _code.Close();
        _code.Close();

        void Loop(string name, string taps, string start, string size)
        {
            var dilation = _geometry.Dilation == 1 ? "" : _sizes.Of("dilation", _geometry.Dilation);
            _code.Open($"for (nint {name} = 0; {name} < {(dilation.Length == 0 ? taps : $"{taps} * {dilation}")}; {name}{(dilation.Length == 0 ? "++" : $" += {dilation}")})");
            if (kernel.CanLeave)
                _code.Line($"if ((nuint)({start} + {name}) >= (nuint){size}) continue;");
        }
    }
}
