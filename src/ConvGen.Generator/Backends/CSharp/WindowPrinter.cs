using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Prints pooling and its gradients: vectors run over channels, taps are loops, and only windows that can leave the map test for it.</summary>
internal sealed class WindowPrinter(VectorTarget target, MethodLibrary library) : KernelPrinter(target, library)
{
    /// <summary>The shared method. Parameters: source, target, input, pooled (where the kernel has them), begin, end.</summary>
    public string Print(Window kernel)
    {
        var code = new CodeWriter();
        var (g, verb) = (kernel.Geometry, kernel.Gradient ? "gradient" : "forward");
        code.Line($"/// <summary>{kernel.Operation} pooling {verb}: {Number(kernel.InputHeight)}×{Number(kernel.InputWidth)}×{Number(kernel.Lanes)}, window {Number(g.KernelHeight)}×{Number(g.KernelWidth)}, stride {Number(g.Stride)}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}(float* s, float* t" + (kernel.Input is null ? "" : ", float* x, float* p") + ", int begin, int end)");
        if (kernel.Gradient)
            PrintGradient(code, kernel);
        else
            PrintForward(code, kernel);
        code.Close();
        return Library.Add(kernel.Operation + "Pooling", code.ToString());
    }

    private void PrintForward(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        code.Open("for (int item = begin; item < end; item++)");
        Decompose(code, "item", [("image", 1), ("row", g.OutputHeight)]);
        code.Open($"for (nint column = 0; column < {Number(g.OutputWidth)}; column++)");
        WindowStart(code, g);
        code.Line($"float* source = {Address("s", ("image", kernel.Source.ImageStep), ("top", kernel.Source.RowStep), ("left", kernel.Source.PixelStep))};");
        code.Line($"float* target = {Address("t", ("image", kernel.Target.ImageStep), ("row", kernel.Target.RowStep), ("column", kernel.Target.PixelStep))};");
        if (kernel.Operation == WindowOperation.Average)
            Share(code, kernel);
        code.Open($"for (nint lane = 0; lane < {Number(kernel.Lanes)}; lane += {Number(Target.Width)})");
        var largest = kernel.Operation == WindowOperation.Maximum;
        code.Line($"{Target.Type} value = {(largest ? Target.Splat("float.NegativeInfinity") : Target.Zero)};");
        Taps(code, kernel, () =>
        {
            code.Line($"var tap = {Target.Load(Tap("source", kernel.Source))};");
            // NaN wins wherever it stands, as in PyTorch: the maximum keeps one it has, the selection takes a new one.
            code.Line(largest
                ? $"value = {Target.Select(Target.EqualTo("tap", "tap"), Target.Binary(BinaryOperation.Maximum, "value", "tap"), "tap")};"
                : $"value = {Target.Binary(BinaryOperation.Add, "tap", "value")};");
        });
        code.Line(Target.Store("target + lane", largest ? "value" : Target.Binary(BinaryOperation.Multiply, "value", "share")));
        code.Close();
        code.Close();
        code.Close();
    }

    /// <summary>Scatters each window's gradient; the first element equal to the maximum takes all of it.</summary>
    private void PrintGradient(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        code.Open("for (nint image = begin; image < end; image++)");
        code.Open($"for (nint row = 0; row < {Number(kernel.InputHeight)}; row++)");
        code.Line($"new Span<float>({Address("t", ("image", kernel.Target.ImageStep), ("row", kernel.Target.RowStep))}, {Number(kernel.InputWidth * kernel.Lanes)}).Clear();");
        code.Close();
        code.Open($"for (nint row = 0; row < {Number(g.OutputHeight)}; row++)");
        code.Open($"for (nint column = 0; column < {Number(g.OutputWidth)}; column++)");
        WindowStart(code, g);
        code.Line($"float* source = {Address("s", ("image", kernel.Source.ImageStep), ("row", kernel.Source.RowStep), ("column", kernel.Source.PixelStep))};");
        code.Line($"float* target = {Address("t", ("image", kernel.Target.ImageStep), ("top", kernel.Target.RowStep), ("left", kernel.Target.PixelStep))};");
        if (kernel.Input is { } input && kernel.Pooled is { } pooled)
        {
            code.Line($"float* candidates = {Address("x", ("image", input.ImageStep), ("top", input.RowStep), ("left", input.PixelStep))};");
            code.Line($"float* largest = {Address("p", ("image", pooled.ImageStep), ("row", pooled.RowStep), ("column", pooled.PixelStep))};");
        }

        if (kernel.Operation == WindowOperation.Average)
            Share(code, kernel);
        code.Open($"for (nint lane = 0; lane < {Number(kernel.Lanes)}; lane += {Number(Target.Width)})");
        code.Line($"var gradient = {Target.Load("source + lane")};");
        if (kernel.Operation == WindowOperation.Average)
        {
            code.Line($"gradient = {Target.Binary(BinaryOperation.Multiply, "gradient", "share")};");
            Taps(code, kernel, () => code.Line(Target.Store(Tap("target", kernel.Target), Target.Binary(BinaryOperation.Add, Target.Load(Tap("target", kernel.Target)), "gradient"))));
        }
        else
        {
            code.Line($"var maximum = {Target.Load("largest + lane")};");
            code.Line($"var taken = {Target.Zero};");
            Taps(code, kernel, () =>
            {
                code.Line($"var here = {Target.AndNot("taken", Target.EqualTo(Target.Load(Tap("candidates", kernel.Input!)), "maximum"))};");
                code.Line($"taken = {Target.Or("taken", "here")};");
                code.Line(Target.Store(Tap("target", kernel.Target), Target.Binary(BinaryOperation.Add, Target.Load(Tap("target", kernel.Target)), Target.And("here", "gradient"))));
            });
        }

        code.Close();
        code.Close();
        code.Close();
        code.Close();
    }

    private static void WindowStart(CodeWriter code, WindowGeometry g)
    {
        code.Line($"nint top = row * {Number(g.Stride)} - {Number(g.PadTop)}, left = column * {Number(g.Stride)} - {Number(g.PadLeft)};");
    }

    /// <summary>The weight of an averaged element: one over those that count.</summary>
    private void Share(CodeWriter code, Window kernel)
    {
        var g = kernel.Geometry;
        if (kernel.CountPadding || !CanLeave(kernel))
        {
            code.Line($"var share = {Target.Constant(1f / (g.KernelHeight * g.KernelWidth))};");
            return;
        }

        code.Line("int rows = 0, columns = 0;");
        code.Line($"for (nint y = 0; y < {Number(g.KernelHeight)}; y++) rows += (nuint)(top + y * {Number(g.Dilation)}) < {Number(kernel.InputHeight)} ? 1 : 0;");
        code.Line($"for (nint z = 0; z < {Number(g.KernelWidth)}; z++) columns += (nuint)(left + z * {Number(g.Dilation)}) < {Number(kernel.InputWidth)} ? 1 : 0;");
        code.Line($"var share = {Target.Splat("rows * columns == 0 ? 0f : 1f / (rows * columns)")};");
    }

    private static string Tap(string pointer, Grid grid) => Address(pointer, ("y", grid.RowStep), ("z", grid.PixelStep), ("lane", 1));

    private static void Taps(CodeWriter code, Window kernel, System.Action body)
    {
        var (g, test) = (kernel.Geometry, CanLeave(kernel));
        Loop("y", g.KernelHeight, "top", kernel.InputHeight);
        Loop("z", g.KernelWidth, "left", kernel.InputWidth);
        body();
        code.Close();
        code.Close();

        void Loop(string name, int taps, string start, int size)
        {
            code.Open($"for (nint {name} = 0; {name} < {Number(taps * g.Dilation)}; {name} += {Number(g.Dilation)})");
            if (test)
                code.Line($"if ((nuint)({start} + {name}) >= {Number(size)}) continue;");
        }
    }

    private static bool CanLeave(Window kernel)
    {
        var g = kernel.Geometry;
        return g.PadTop > 0 || g.PadLeft > 0 || Leaves(g.OutputHeight, g.KernelHeight, kernel.InputHeight, g.PadTop) || Leaves(g.OutputWidth, g.KernelWidth, kernel.InputWidth, g.PadLeft);

        bool Leaves(int outputs, int taps, int size, int pad) => ((outputs - 1) * g.Stride) + ((taps - 1) * g.Dilation) - pad >= size;
    }
}
