using System;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// A thread for every four neighbouring lanes of every pixel of every image, which is how maps lie in memory: a warp reads 512 bytes in a row.
/// </summary>
internal sealed class ElementLoop
{
    /// <summary>Lanes that a thread works on.</summary>
    public const int Lanes = 4;

    private readonly KernelBuilder _k;
    private readonly int _height, _width, _quads;

    /// <summary>True where four lanes are all that an element is.</summary>
    private readonly bool _isVector;

    private ElementLoop(KernelBuilder k, int height, int width, int quads, bool isVector) => (_k, _height, _width, _quads, _isVector) = (k, height, width, quads, isVector);

    /// <summary>The image, its row, the pixel in the row, and the first lane.</summary>
    public Int Image { get; private set; }

    /// <inheritdoc cref="Image"/>
    public Int Row { get; private set; }

    /// <inheritdoc cref="Image"/>
    public Int Pixel { get; private set; }

    /// <inheritdoc cref="Image"/>
    public Int Lane { get; private set; }

    /// <summary>The pixel's number in the image.</summary>
    public Int Position { get; private set; }

    /// <summary>Builds a kernel whose threads run <paramref name="body"/>.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="lanes">Lanes of a pixel, a multiple of four.</param>
    /// <param name="perImage">False where there is nothing for each image.</param>
    /// <param name="body">What a thread does.</param>
    /// <returns>How many blocks to launch.</returns>
    public static Blocks Write(KernelBuilder k, int height, int width, int lanes, bool perImage, Action<ElementLoop> body)
    {
        var quads = lanes / Lanes;
        var loop = new ElementLoop(k, height, width, quads, isVector: !perImage && height * width == 1);
        return ItemLoop.Write(k, checked(height * width * quads), perImage, (image, element) => loop.Run(image, element, body));
    }

    /// <inheritdoc cref="PixelLanes.Load"/>
    public Float[] Load(Pointer grid, Grid steps, int valid) => Here.Load(grid, steps, valid);

    /// <inheritdoc cref="PixelLanes.Store"/>
    public void Store(Pointer grid, Grid steps, Float[] values) => Here.Store(grid, steps, values);

    private PixelLanes Here => new(_k, _width, Image, Position, Lane);

    /// <summary>True where four lanes of every pixel are one aligned vector.</summary>
    public static bool IsAligned(Grid grid) =>
        grid.LaneStep == 1 && grid.Offset % Lanes == 0 && grid.ImageStep % Lanes == 0 && grid.RowStep % Lanes == 0 && grid.PixelStep % Lanes == 0
        && (grid.Region.IsPlanned || (grid.Region.Space is Space.Parameters or Space.Gradients && grid.Region.Offset % Lanes == 0));

    private void Run(Int image, Int element, Action<ElementLoop> body)
    {
        Image = image;
        (Position, var quad) = _isVector ? (0, element) : _k.DivideRemainder(element, _k.Divisor("quads", _quads));
        Lane = quad * Lanes;
        (Row, Pixel) = _height == 1 ? (0, Position) : _k.DivideRemainder(Position, _k.Divisor("width", _width));
        body(this);
    }
}
