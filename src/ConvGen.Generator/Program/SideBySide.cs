namespace ConvGen.Generator.Program;

/// <summary>
/// How maps lie whose images are side by side: where one image has a number, a group has sixteen. A pixel has an odd number of places, its channels' and what is left, so that the same channels of many
/// pixels do not want the same lines of a cache.
/// </summary>
internal static class SideBySide
{
    /// <summary>Places behind the last pixel: whoever lays eight numbers of it side by side may write there.</summary>
    private const int Behind = Packing.Half;

    /// <summary>True for maps in memory that is planned.</summary>
    public static bool CanBe(Region region) => region is { GrowsWithBatch: true, IsPlanned: true, PixelFloats: > 0 };

    /// <summary>The region that holds the maps of <paramref name="map"/> side by side.</summary>
    /// <param name="map">Where they lie each by itself.</param>
    /// <param name="channels">Of a pixel's floats those that are channels; 0 where all are.</param>
    public static Region Of(Region map, int channels)
    {
        var places = map.PixelFloats < Packing.Half ? map.PixelFloats : (channels == 0 ? map.PixelFloats : channels) | 1;
        return new Region(map.Name + " side by side", Space.PerImage, checked(((map.Floats / map.PixelFloats * places) + Behind + 15) / 16 * 16)) { PixelFloats = map.PixelFloats, PixelPlaces = places };
    }

    /// <summary>Where a number stands in a group's part: in floats, that of the first image.</summary>
    /// <param name="region">Of maps side by side.</param>
    /// <param name="number">Counted as if the image lay by itself; steps are whole pixels.</param>
    public static long Place(Region region, long number)
    {
        var pixel = number / region.PixelFloats;
        if (pixel * region.PixelFloats > number)
            pixel--;
        return Interleaved.Images * ((pixel * region.PixelPlaces) + number - (pixel * region.PixelFloats));
    }

    /// <summary>From group to group.</summary>
    public static long Group(Region region) => (long)Interleaved.Images * region.Floats;

    public static Grid Stretch(Grid grid) => grid with
    {
        Offset = checked((int)Place(grid.Region, grid.Offset)),
        ImageStep = checked((int)Group(grid.Region)),
        RowStep = checked((int)Place(grid.Region, grid.RowStep)),
        PixelStep = checked((int)Place(grid.Region, grid.PixelStep)),
    };
}
