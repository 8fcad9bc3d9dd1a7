using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Copies, fills and zeros around maps.</summary>
public class MoveTests
{
    [Theory]
    [InlineData(Layout.Plain)]
    [InlineData(Layout.Haloed)]
    [InlineData(Layout.Sliced)]
    public void Copies_of_maps(Layout layout) => Assert.Equal("", Layouts.Faults(Layouts.Shapes.SelectMany(shape => new[] { Copy(shape, layout, true), Copy(shape, layout, false) })));

    [Fact]
    public void Fills() => Assert.Equal("", Layouts.Faults(Layouts.Shapes.Select(shape =>
    {
        var map = Layouts.Map("map", shape.Height, shape.Width, shape.Lanes, Layout.Sliced);
        return new Move($"{shape}", [Loop.Batch, new("row", shape.Height), new("pixel", shape.Width), new("lane", shape.Lanes)], null, 0, [], map.Region, map.Offset, [map.ImageStep, map.RowStep, map.PixelStep, 1], -1.5f);
    })));

    [Fact]
    public void Copies_without_images()
    {
        var (from, to) = (new Region("from", Space.Parameters, 120) { Offset = 8 }, new Region("to", Space.Fixed, 128));
        Assert.Equal("", Layouts.Faults(
            new Move("whole", [new("float", 120)], from, 0, [1], to, 0, [1]),
            new Move("every third", [new("row", 5), new("float", 7)], from, 1, [3, 15], to, 2, [7, 1]),
            new Move("transposed", [new("row", 8), new("column", 12)], from, 0, [12, 1], to, 0, [1, 8])));
    }

    /// <summary>The caller's memory: channels first and last, of no aligned size.</summary>
    [Fact]
    public void Copies_across_the_surface()
    {
        var images = new Region("images", Space.Input, 5 * 7 * 3) { Offset = 11 };
        var dense = new Region("dense", Space.Dense, int.MaxValue);
        var map = Layouts.Map("map", 5, 7, 3, Layout.Haloed);
        IReadOnlyList<Loop> loops = [Loop.Batch, new("row", 5), new("column", 7), new("channel", 3)];
        IReadOnlyList<int> steps = [map.ImageStep, map.RowStep, map.PixelStep, 1];
        Assert.Equal("", Layouts.Faults(
            new Move("in", loops, images, 0, [105, 21, 3, 1], map.Region, map.Offset, steps),
            new Move("out", loops, map.Region, map.Offset, steps, dense, 0, [105, 21, 3, 1]),
            new Move("channels first", loops, map.Region, map.Offset, steps, dense, 0, [105, 7, 1, 35])));
    }

    [Theory]
    [InlineData(5, 24, 40, 16, 32)]
    [InlineData(5, 3, 7, 5, 2)]
    [InlineData(1, 8, 16, 8, 24)]
    [InlineData(4, 0, 16, 8, 0)]
    [InlineData(4, 16, 16, 0, 8)]
    [InlineData(1, 0, 9, 0, 0)]
    public void Zeros_around_maps(int rows, int head, int row, int gap, int tail) =>
        Assert.Equal("", Layouts.Faults(new Surround("zeros", new Region("map", Space.PerImage, head + (rows * row) + ((rows - 1) * gap) + tail + 16), rows, head, row, gap, tail)));

    private static Move Copy((int Height, int Width, int Lanes) shape, Layout layout, bool padded)
    {
        var (from, to) = (Layouts.Map("from", shape.Height, shape.Width, shape.Lanes, layout), Layouts.Map("to", shape.Height, shape.Width, shape.Lanes));
        return new Move(
            $"{shape}", [Loop.Batch, new("row", shape.Height), new("pixel", shape.Width), new("lane", padded ? Packing.Pad(shape.Lanes) : shape.Lanes)],
            from.Region, from.Offset, [from.ImageStep, from.RowStep, from.PixelStep, 1], to.Region, to.Offset, [to.ImageStep, to.RowStep, to.PixelStep, 1]);
    }
}
