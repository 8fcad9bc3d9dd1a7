using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>Rows and columns of zeros around a feature map, so that a convolution reads its padding instead of testing for it.</summary>
internal readonly record struct Halo(int Top, int Bottom, int Left, int Right)
{
    public static Halo None => default;

    public bool IsEmpty => this == default;

    public Halo Union(Halo other) => new(
        System.Math.Max(Top, other.Top), System.Math.Max(Bottom, other.Bottom), System.Math.Max(Left, other.Left), System.Math.Max(Right, other.Right));

    public bool Contains(Halo other) => Union(other) == this;
}

/// <summary>
/// A feature map (or vector: 1 × 1 × features) in memory: height × width × channels, channels innermost and rounded up to 8 lanes, a halo around.
/// A flattened map keeps this layout; only its logical order (channels first, PyTorch's) is another.
/// </summary>
/// <param name="Region">Where.</param>
/// <param name="Map">Height, width and channels as stored.</param>
/// <param name="Lanes">Floats of a pixel.</param>
/// <param name="Halo">The zeros around.</param>
/// <param name="Flattened">True where the tensor's meaning is the vector of the map in channels, height, width order.</param>
/// <param name="Whole">Of a slice, some channels of a wider tensor in which it lies: the wider one's lanes. Else 0.</param>
/// <param name="First">Of a slice: its first channel in the wider tensor.</param>
internal sealed record Tensor(Region Region, Shape Map, int Lanes, Halo Halo, bool Flattened, int Whole = 0, int First = 0)
{
    public int Height => Map.Height;

    public int Width => Map.Width;

    public int Channels => Map.Channels;

    /// <summary>True where pixels hold other tensors' channels too: then the region, its halo included, is not this tensor's to clear.</summary>
    public bool IsSlice => Whole > 0;

    public int PixelStep => IsSlice ? Whole : Lanes;

    public int RowStep => (Halo.Left + Map.Width + Halo.Right) * PixelStep;

    /// <summary>The first real pixel.</summary>
    public int Offset => (Halo.Top * RowStep) + (Halo.Left * PixelStep) + First;

    public int ImageStep => Region.Floats;

    public Grid Grid => new(Region, Offset, ImageStep, RowStep, PixelStep);

    /// <summary>The first pixel, seen by all pixels of its image.</summary>
    public Grid FirstPixel => new(Region, Offset, ImageStep, 0, 0);

    /// <summary>The first image's first pixel, seen by all.</summary>
    public Grid FirstPixelOfAll => new(Region, Offset, 0, 0, 0);

    /// <summary>Steps of an element's index in the public order: N,H,W,C for maps, C,H,W for flattened ones.</summary>
    public (int Image, int Row, int Pixel, int Lane) Index => Flattened
        ? (Height * Width * Channels, Width, 1, Height * Width)
        : (Height * Width * Channels, Width * Channels, Channels, 1);

    /// <summary>A tensor laid out alike, without halo, in a region of its own.</summary>
    public Tensor Fresh(string name) => this with { Halo = Halo.None, Whole = 0, First = 0, Region = RegionFor(name, Map, Lanes, Halo.None) };

    /// <summary>The tensor of these channels, from <paramref name="first"/> on, within this one.</summary>
    public Tensor Slice(Shape map, int first) => this with { Map = map, Lanes = Packing.Pad(map.Channels), Whole = PixelStep, First = First + first };

    /// <summary>The plain vector of a flattened map's values, channels first, in a region of its own.</summary>
    public Tensor Plain(string name) => Vector(name, Height * Width * Channels);

    /// <summary>A plain vector in a region of its own.</summary>
    public static Tensor Vector(string name, int length)
    {
        var (map, lanes) = (Shape.Vector(length), Packing.Pad(length));
        return new Tensor(RegionFor(name, map, lanes, Halo.None), map, lanes, Halo.None, false);
    }

    /// <summary>A map in a region of its own.</summary>
    public static Tensor Of(string name, Shape map, Halo halo = default)
    {
        var lanes = Packing.Pad(map.Channels);
        return new Tensor(RegionFor(name, map, lanes, halo), map, lanes, halo, false);
    }

    /// <summary>A region that such a map fills.</summary>
    public static Region RegionFor(string name, Shape map, int lanes, Halo halo) => new(name, Space.PerImage, FloatsFor(map, lanes, halo)) { PixelFloats = lanes };

    private static int FloatsFor(Shape map, int lanes, Halo halo)
    {
        var floats = checked((halo.Top + map.Height + halo.Bottom) * (halo.Left + map.Width + halo.Right) * lanes);
        return checked((floats + 15) / 16 * 16);
    }
}
