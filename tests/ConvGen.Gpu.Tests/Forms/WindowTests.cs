using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Pooling windows of all kinds: that tile the map, overlap, leave it, leave out some of it, are larger than what is written out.</summary>
public class WindowTests
{
    public static TheoryData<string> Names => [.. Geometries.Keys];

    private static Dictionary<string, (int Height, int Width, WindowGeometry Geometry)> Geometries { get; } = new(StringComparer.Ordinal)
    {
        ["tiles"] = Of(6, 4, 2, 2, 2, 2),
        ["tiles of a row"] = Of(5, 9, 1, 3, 1, 3),
        ["leaves out rows and columns"] = Of(7, 5, 2, 2, 2, 2),
        ["overlaps"] = Of(7, 5, 3, 3, 2, 2),
        ["by one"] = Of(5, 7, 2, 3, 1, 1),
        ["same"] = Of(5, 7, 3, 3, 1, 1, 1, 1, 1, 1),
        ["same, strided"] = Of(7, 6, 3, 3, 2, 2, 1, 1, 0, 1),
        ["apart"] = Of(7, 8, 2, 2, 3, 4),
        ["wide pads"] = Of(5, 5, 4, 3, 2, 1, 3, 2, 2, 1),
        ["one window"] = Of(7, 5, 7, 5, 1, 1),
        ["one pixel"] = Of(1, 1, 1, 1, 1, 1),
        ["large"] = Of(9, 8, 6, 5, 1, 2),
        ["large, leaves"] = Of(9, 8, 6, 7, 1, 1, 3, 2, 3, 3),
        ["dilated"] = Of(7, 9, 2, 3, 1, 2, 1, 1, 1, 2, dilation: 2),
        ["dilated, strided"] = Of(9, 7, 3, 2, 2, 3, 0, 0, 2, 0, dilation: 3),
        ["tall tiles"] = Of(12, 6, 6, 6, 6, 6),
        ["five by five"] = Of(7, 6, 5, 5, 1, 1, 2, 2, 2, 2),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward(string name) => Assert.Equal("", Layouts.Faults(Kernels(name, gradient: false)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient(string name) => Assert.Equal("", Layouts.Faults(Kernels(name, gradient: true)));

    /// <summary>It wins wherever it stands, and nothing equals it, so that it gets no gradient.</summary>
    [Theory]
    [InlineData("tiles")]
    [InlineData("same")]
    [InlineData("large, leaves")]
    public void A_NaN_is_the_largest(string name)
    {
        foreach (var gradient in new[] { false, true })
            for (var pixel = 0; pixel < 20; pixel += 3)
            {
                var (kernel, at) = (Kernels(name, gradient).First(), pixel);
                Assert.Empty(new KernelTrial(kernel, 2, 2)
                {
                    Prepare = memory => memory.Values(gradient ? kernel.Pooled!.Region : kernel.Source.Region)[(at * 8 % memory.Values(gradient ? kernel.Pooled!.Region : kernel.Source.Region).Length) + (at % 8)] = float.NaN,
                }.Faults());
            }
    }

    /// <summary>A channel that never fires: all are equal, and the first of each window takes its gradient.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Equal_elements(string name)
    {
        var kernel = Kernels(name, gradient: true).First();
        Assert.Empty(new KernelTrial(kernel, 2, 2)
        {
            Prepare = memory =>
            {
                Array.Clear(memory.Values(kernel.Input!.Region));
                Array.Clear(memory.Values(kernel.Pooled!.Region));
            },
        }.Faults());
    }

    /// <summary>Drivers compile them when a network is first run.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_are_short(string name)
    {
        foreach (var launch in Kernels(name, gradient: false).Concat(Kernels(name, gradient: true)).SelectMany(GpuKernels.Of))
            Assert.InRange(PtxPrinter.Print(launch.Code, "kernel").Length, 1, 32 * 1024);
    }

    /// <summary>Maximum first.</summary>
    private static IEnumerable<Window> Kernels(string name, bool gradient)
    {
        var (height, width, geometry) = Geometries[name];
        foreach (var (operation, countPadding, lanes, layout) in new[] { (WindowOperation.Maximum, false, 8, Layout.Plain), (WindowOperation.Maximum, false, 24, Layout.Haloed), (WindowOperation.Average, false, 8, Layout.Haloed), (WindowOperation.Average, true, 24, Layout.Sliced) })
        {
            var (map, pooled) = (Layouts.Map("map", height, width, lanes, layout), Layouts.Map("pooled", geometry.OutputHeight, geometry.OutputWidth, lanes));
            var (dx, dy) = (Layouts.Map("dx", height, width, lanes), Layouts.Map("dy", geometry.OutputHeight, geometry.OutputWidth, lanes, layout));
            var isMaximum = operation == WindowOperation.Maximum;
            yield return gradient
                ? new Window($"{operation} {lanes}", operation, true, height, width, lanes, geometry, countPadding, dy, dx, isMaximum ? map : null, isMaximum ? pooled : null)
                : new Window($"{operation} {lanes}", operation, false, height, width, lanes, geometry, countPadding, map, pooled);
        }
    }

    private static (int Height, int Width, WindowGeometry Geometry) Of(
        int height, int width, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int top = 0, int bottom = 0, int left = 0, int right = 0, int dilation = 1)
    {
        return (height, width, new WindowGeometry(
            kernelHeight, kernelWidth, strideHeight, strideWidth, dilation, top, bottom, left, right,
            Outputs(height + top + bottom, kernelHeight, strideHeight), Outputs(width + left + right, kernelWidth, strideWidth)));

        int Outputs(int size, int taps, int stride) => ((size - ((taps - 1) * dilation) - 1) / stride) + 1;
    }
}
