using System;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Four neighbouring lanes of a pixel, as a thread finds them in any grid.</summary>
/// <param name="k">The kernel.</param>
/// <param name="width">Pixels of a row.</param>
/// <param name="image">The image.</param>
/// <param name="position">The pixel's number in it.</param>
/// <param name="lane">The first lane, a multiple of four.</param>
internal sealed class PixelLanes(KernelBuilder k, int width, Int image, Int position, Int lane)
{
    /// <summary>Lanes that a thread works on.</summary>
    public const int Count = ElementLoop.Lanes;

    /// <summary>The first lane.</summary>
    public Int Lane => lane;

    /// <summary>The pixel's row and its place in the row.</summary>
    public (Int Row, Int Pixel) Place => k.DivideRemainder(position, k.Divisor("width", width));

    /// <summary>
    /// A step of a grid, as a parameter of the kernel. Grids of one layout have theirs in common, so that places are computed once; others have their own, so that kernels do not differ by
    /// what is equal by chance.
    /// </summary>
    public static Int Size(KernelBuilder k, Grid grid, string step, int value) =>
        k.Size(FormattableString.Invariant($"{step} {k.Ordinal((grid.ImageStep, grid.RowStep, grid.PixelStep, grid.LaneStep))}"), value);

    /// <summary>Reads the lanes; those that do not exist, where nobody laid anything, are zeros.</summary>
    /// <param name="grid">Where the grid lies.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="valid">Lanes that exist.</param>
    public Float[] Load(Pointer grid, Grid steps, int valid)
    {
        var (start, index, step) = At(grid, steps);
        if (steps.LaneStep == 0)
        {
            var number = k.Load(start, index);
            return [number, number, number, number];
        }

        if (ElementLoop.IsAligned(steps))
            return k.Load(start, index, Count);
        var values = new Float[Count];
        for (var i = 0; i < Count; i++)
        {
            var exists = HasRoom(steps.Region) ? Condition.True : Exists(i, valid);
            values[i] = exists.Known == false ? 0 : k.Load(start, index + (i * step), exists.When);
        }

        return values;
    }

    /// <summary>Writes the lanes, for all of which the grid has room.</summary>
    public void Store(Pointer grid, Grid steps, Float[] values)
    {
        var (start, index, step) = At(grid, steps);
        if (ElementLoop.IsAligned(steps))
        {
            k.Store(start, index, values);
            return;
        }

        for (var i = 0; i < Count; i++)
            k.Store(start, index + (i * step), values[i]);
    }

    /// <summary>True where lane <paramref name="i"/> of the four is below <paramref name="valid"/>.</summary>
    public Condition Exists(int i, int valid) =>
        (valid % Count == 0 && valid == Packing.Pad(valid)) || lane.Constant + i <= LastAlways(valid) ? Condition.True
        : lane.Constant + i > LastEver(valid) ? Condition.False
        : Condition.Less(lane + i, k.Size("lanes", valid));

    /// <summary>The last lane that exists where there are as many fours of lanes, the last of which may be a part, and the last one that may.</summary>
    private static int LastAlways(int valid) => valid % Count == 0 ? valid - 1 : valid / Count * Count;

    /// <inheritdoc cref="LastAlways"/>
    private static int LastEver(int valid) => valid % Count == 0 ? valid - 1 : LastAlways(valid) + Count - 2;

    /// <summary>True where padding lanes are memory of the region, whatever they hold.</summary>
    private static bool HasRoom(Region region) => region.IsPlanned || region.Space is Space.Parameters or Space.Gradients;

    private (Pointer Start, Int Index, Int LaneStep) At(Pointer grid, Grid steps)
    {
        var (start, step) = (grid.At(image, Size("image", steps.ImageStep)), Size("lane", steps.LaneStep));
        if (steps.RowStep == width * steps.PixelStep)
            return (start, (position * Size("pixel", steps.PixelStep)) + (lane * step), step);
        var (row, pixel) = Place;
        return (start, (row * Size("row", steps.RowStep)) + (pixel * Size("pixel", steps.PixelStep)) + (lane * step), step);

        Int Size(string step, int value) => PixelLanes.Size(k, steps, step, value);
    }
}
