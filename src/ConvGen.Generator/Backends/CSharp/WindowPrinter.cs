using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints pooling and its gradients: vectors run over channels, taps are loops, and only windows that can leave the map test for it.</summary>
internal sealed class WindowPrinter(MethodLibrary library) : KernelPrinter(library)
{
    private readonly Sizes _sizes = new();

    /// <summary>The shared method. Parameters: source, target, input, pooled (where the kernel has them), begin, end, sizes.</summary>
    public MethodCall Print(Window kernel)
    {
        var code = new CodeWriter();
        if (kernel.Gradient)
            PrintGradient(code, kernel);
        else
            PrintForward(code, kernel);
        var method = new CodeWriter();
        method.Line($"/// <summary>{kernel.Operation} pooling {(kernel.Gradient ? "gradient" : "forward")}{(CanLeave(kernel) ? "; windows may leave the map" : "")}.</summary>");
        method.Lines(Kernel.TrimEnd('\n'));
        method.Open($"private static void {MethodLibrary.Name}(float* s, float* t{(kernel.Input is null ? "" : ", float* x, float* p")}, int begin, int end{_sizes.Parameters})");
        method.Lines(code.ToString());
        method.Close();
        return new MethodCall(Library.Add(kernel.Operation + "Pooling", method.ToString()), _sizes.Arguments);
    }

    /// <summary>Where an image's row and pixel lie.</summary>
    private string Place(string pointer, Grid grid, string row, string column) => Address(
        pointer, ("image", _sizes.Step(pointer + "Image", grid.ImageStep)), (row, _sizes.Step(pointer + "Row", grid.RowStep)), (column, _sizes.Step(pointer + "Pixel", grid.PixelStep)));

    private void PrintForward(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        code.Open("for (int item = begin; item < end; item++)");
        code.Line($"nint image = item / {_sizes.OfInt("rows", g.OutputHeight)}, row = item % {_sizes.OfInt("rows", g.OutputHeight)};");
        code.Open($"for (nint column = 0; column < {_sizes.Of("columns", g.OutputWidth)}; column++)");
        WindowStart(code, g);
        code.Line($"float* source = {Place("s", kernel.Source, "top", "left")};");
        code.Line($"float* target = {Place("t", kernel.Target, "row", "column")};");
        if (kernel.Operation == WindowOperation.Average)
            Share(code, kernel);
        code.Open($"for (nint lane = 0; lane < {_sizes.Of("lanes", kernel.Lanes)}; lane += {Number(Simd.Width)})");
        var largest = kernel.Operation == WindowOperation.Maximum;
        code.Line($"{Simd.Type} value = {(largest ? Simd.Splat("float.NegativeInfinity") : Simd.Zero)};");
        Taps(code, kernel, () =>
        {
            code.Line($"var tap = {Simd.Load(Tap("source", "s", kernel.Source))};");
            // NaN wins wherever it stands, as in PyTorch: the maximum keeps one it has, the selection takes a new one.
            code.Line(largest
                ? $"value = {Simd.Select(Simd.EqualTo("tap", "tap"), Simd.Binary(BinaryOperation.Maximum, "value", "tap"), "tap")};"
                : $"value = {Simd.Binary(BinaryOperation.Add, "tap", "value")};");
        });
        code.Line(Simd.Store("target + lane", largest ? "value" : Simd.Binary(BinaryOperation.Multiply, "value", "share")));
        code.Close();
        code.Close();
        code.Close();
    }

    /// <summary>Scatters each window's gradient; the first element equal to the maximum takes all of it.</summary>
    private void PrintGradient(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        code.Open("for (nint image = begin; image < end; image++)");
        code.Open($"for (nint row = 0; row < {_sizes.Of("height", kernel.InputHeight)}; row++)");
        code.Line($"new Span<float>({Place("t", kernel.Target with { PixelStep = 0 }, "row", "")}, (int)({_sizes.Of("width", kernel.InputWidth)} * {_sizes.Of("lanes", kernel.Lanes)})).Clear();");
        code.Close();
        code.Open($"for (nint row = 0; row < {_sizes.Of("rows", g.OutputHeight)}; row++)");
        code.Open($"for (nint column = 0; column < {_sizes.Of("columns", g.OutputWidth)}; column++)");
        WindowStart(code, g);
        code.Line($"float* source = {Place("s", kernel.Source, "row", "column")};");
        code.Line($"float* target = {Place("t", kernel.Target, "top", "left")};");
        if (kernel.Input is { } input && kernel.Pooled is { } pooled)
        {
            code.Line($"float* candidates = {Place("x", input, "top", "left")};");
            code.Line($"float* largest = {Place("p", pooled, "row", "column")};");
        }

        if (kernel.Operation == WindowOperation.Average)
            Share(code, kernel);
        code.Open($"for (nint lane = 0; lane < {_sizes.Of("lanes", kernel.Lanes)}; lane += {Number(Simd.Width)})");
        code.Line($"var gradient = {Simd.Load("source + lane")};");
        if (kernel.Operation == WindowOperation.Average)
        {
            code.Line($"gradient = {Simd.Binary(BinaryOperation.Multiply, "gradient", "share")};");
            Taps(code, kernel, () => code.Line(Simd.Store(Tap("target", "t", kernel.Target), Simd.Binary(BinaryOperation.Add, Simd.Load(Tap("target", "t", kernel.Target)), "gradient"))));
        }
        else
        {
            code.Line($"var maximum = {Simd.Load("largest + lane")};");
            code.Line($"var taken = {Simd.Zero};");
            Taps(code, kernel, () =>
            {
                code.Line($"var here = {Simd.AndNot("taken", Simd.EqualTo(Simd.Load(Tap("candidates", "x", kernel.Input!)), "maximum"))};");
                code.Line($"taken = {Simd.Or("taken", "here")};");
                code.Line(Simd.Store(Tap("target", "t", kernel.Target), Simd.Binary(BinaryOperation.Add, Simd.Load(Tap("target", "t", kernel.Target)), Simd.And("here", "gradient"))));
            });
        }

        code.Close();
        code.Close();
        code.Close();
        code.Close();
    }

    private void WindowStart(CodeWriter code, WindowGeometry g)
    {
        // Where both steps are one number, one argument.
        var (height, width) = g.StrideHeight == g.StrideWidth ? ("stride", "stride") : ("strideHeight", "strideWidth");
        code.Line($"nint top = row * {_sizes.Of(height, g.StrideHeight)} - {_sizes.Of("padTop", g.PadTop)}, left = column * {_sizes.Of(width, g.StrideWidth)} - {_sizes.Of("padLeft", g.PadLeft)};");
    }

    /// <summary>The weight of an averaged element: one over those that count.</summary>
    private void Share(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        if (kernel.CountPadding || !CanLeave(kernel))
        {
            code.Line($"var share = {Simd.Splat($"1f / ({_sizes.Of("kernelHeight", g.KernelHeight)} * {_sizes.Of("kernelWidth", g.KernelWidth)})")};");
            return;
        }

        code.Line("int inRows = 0, inColumns = 0;");
        code.Line($"for (nint y = 0; y < {_sizes.Of("kernelHeight", g.KernelHeight)}; y++) inRows += (nuint)(top + y * {_sizes.Of("dilation", g.Dilation)}) < (nuint){_sizes.Of("height", kernel.InputHeight)} ? 1 : 0;");
        code.Line($"for (nint z = 0; z < {_sizes.Of("kernelWidth", g.KernelWidth)}; z++) inColumns += (nuint)(left + z * {_sizes.Of("dilation", g.Dilation)}) < (nuint){_sizes.Of("width", kernel.InputWidth)} ? 1 : 0;");
        code.Line($"var share = {Simd.Splat("inRows * inColumns == 0 ? 0f : 1f / (inRows * inColumns)")};");
    }

    private string Tap(string pointer, string name, Grid grid) =>
        Address(pointer, ("y", _sizes.Step(name + "Row", grid.RowStep)), ("z", _sizes.Step(name + "Pixel", grid.PixelStep)), ("lane", "1"));

    private void Taps(CodeWriter code, Window kernel, System.Action body)
    {
        var (g, test) = (kernel.Geometry, CanLeave(kernel));
        Loop("y", _sizes.Of("kernelHeight", g.KernelHeight), "top", _sizes.Of("height", kernel.InputHeight));
        Loop("z", _sizes.Of("kernelWidth", g.KernelWidth), "left", _sizes.Of("width", kernel.InputWidth));
        body();
        code.Close();
        code.Close();

        void Loop(string name, string taps, string start, string size)
        {
            var dilation = g.Dilation == 1 ? "" : _sizes.Of("dilation", g.Dilation);
            code.Open($"for (nint {name} = 0; {name} < {(dilation.Length == 0 ? taps : $"{taps} * {dilation}")}; {name}{(dilation.Length == 0 ? "++" : $" += {dilation}")})");
            if (test)
                code.Line($"if ((nuint)({start} + {name}) >= (nuint){size}) continue;");
        }
    }

    private static bool CanLeave(Window kernel)
    {
        var g = kernel.Geometry;
        return g.PadTop > 0 || g.PadLeft > 0 || Leaves(g.OutputHeight, g.KernelHeight, g.StrideHeight, kernel.InputHeight, g.PadTop)
            || Leaves(g.OutputWidth, g.KernelWidth, g.StrideWidth, kernel.InputWidth, g.PadLeft);

        bool Leaves(int outputs, int taps, int stride, int size, int pad) => ((outputs - 1) * stride) + ((taps - 1) * g.Dilation) - pad >= size;
    }
}
