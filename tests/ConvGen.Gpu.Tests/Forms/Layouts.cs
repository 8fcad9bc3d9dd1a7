using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>How a map lies in memory.</summary>
public enum Layout
{
    /// <summary>Pixel by pixel.</summary>
    Plain,

    /// <summary>With a row and a column of something else around.</summary>
    Haloed,

    /// <summary>Some channels of wider pixels.</summary>
    Sliced,
}

/// <summary>Grids for hand-made kernels.</summary>
internal static class Layouts
{
    /// <summary>Sizes that no tile and no vector divides.</summary>
    public static IReadOnlyList<(int Height, int Width, int Lanes)> Shapes { get; } = [(1, 1, 3), (1, 5, 8), (5, 1, 12), (5, 7, 20), (7, 5, 40), (1, 1, 40)];

    /// <summary>Images of a call and images that there is memory for.</summary>
    public static IReadOnlyList<(int Batch, int Capacity)> Batches { get; } = [(1, 2), (2, 3), (3, 3)];

    /// <summary>A map of its own.</summary>
    public static Grid Map(string name, int height, int width, int lanes, Layout layout = Layout.Plain)
    {
        var padded = Packing.Pad(lanes);
        var (pixel, halo, first) = layout switch
        {
            Layout.Haloed => (padded, 1, 0),
            Layout.Sliced => (padded + 24, 0, 8),
            _ => (padded, 0, 0),
        };
        var row = (width + (2 * halo)) * pixel;
        var region = new Region(name, Space.PerImage, Padded((height + (2 * halo)) * row));
        return new Grid(region, (halo * row) + (halo * pixel) + first, region.Floats, row, pixel);
    }

    /// <summary>A vector for each image, or one for all.</summary>
    public static Grid Vector(string name, int lanes, bool perImage = false) => Grid.Vector(new Region(name, perImage ? Space.PerImage : Space.Fixed, Padded(Packing.Pad(lanes))));

    /// <summary>A vector of parameters or of their gradients, somewhere among others.</summary>
    public static Grid Parameter(string name, int lanes, Space space = Space.Parameters) => Grid.Vector(new Region(name, space, Packing.Pad(lanes)) { Offset = 40 });

    /// <summary>The caller's tensor: dense, channels last or, flattened, first.</summary>
    public static Grid Targets(int height, int width, int channels, bool isFlattened)
    {
        var region = new Region("targets", Space.Targets, height * width * channels);
        return isFlattened ? new Grid(region, 0, region.Floats, width, 1, height * width) : new Grid(region, 0, region.Floats, width * channels, channels);
    }

    /// <summary>All that is wrong with kernels, for all batches.</summary>
    public static string Faults(params IEnumerable<Kernel> kernels) => string.Concat(
        from kernel in kernels from size in Batches from fault in Harness.KernelTrial.Faults(kernel, size.Batch, size.Capacity) select $"\n{kernel.Name} of {size.Batch}: {fault}");

    private static int Padded(int floats) => (floats + 15) / 16 * 16;
}
