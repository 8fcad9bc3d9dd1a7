using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>A sliding window in one direction: rows or columns.</summary>
/// <param name="Taps">Of a window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Pad">How far the first window starts before the map.</param>
/// <param name="Windows">How many there are.</param>
/// <param name="Size">Of the map.</param>
internal readonly record struct WindowSpan(int Taps, int Stride, int Dilation, int Pad, int Windows, int Size)
{
    public static WindowSpan Rows(Window kernel) => new(
        kernel.Geometry.KernelHeight, kernel.Geometry.StrideHeight, kernel.Geometry.Dilation, kernel.Geometry.PadTop, kernel.Geometry.OutputHeight, kernel.InputHeight);

    public static WindowSpan Columns(Window kernel) => new(
        kernel.Geometry.KernelWidth, kernel.Geometry.StrideWidth, kernel.Geometry.Dilation, kernel.Geometry.PadLeft, kernel.Geometry.OutputWidth, kernel.InputWidth);

    /// <summary>From a window's first tap to its last.</summary>
    public int Reach => (Taps - 1) * Dilation;

    /// <summary>True where some window reaches beyond the map.</summary>
    public bool CanLeave => Pad > 0 || ((Windows - 1) * Stride) + Reach >= Size;

    /// <summary>Windows that an element can be in, counted back from the last one that begins before or at it.</summary>
    public int Covering => (Reach / Stride) + 1;

    /// <summary>True where a tap of a window is in the map.</summary>
    /// <param name="window">The window.</param>
    /// <param name="tap">Its tap.</param>
    public Condition IsInside(Int window, Int tap)
    {
        var (least, most) = tap.Constant is { } constant ? (constant, constant) : (0, Taps - 1);
        return Condition.Within(Place(window, tap), Size, (least * Dilation) - Pad, ((Windows - 1) * Stride) + (most * Dilation) - Pad);
    }

    /// <summary>Where a tap lies.</summary>
    public Int Place(Int window, Int tap) => (window * Stride) + ((tap * Dilation) - Pad);

    /// <summary>How many of a window's taps are in the map.</summary>
    public Int Inside(KernelBuilder k, Int window)
    {
        if (!CanLeave)
            return Taps;
        var first = Place(window, 0);
        var before = (k.Maximum(0 - first, 0) + (Dilation - 1)) / Dilation;
        var end = k.Minimum(k.Maximum((Size - 1 + Dilation) - first, 0) / Dilation, Taps);
        return k.Maximum(end - before, 0);
    }

    /// <summary>The window <paramref name="back"/> before the last one that begins before or at an element, and whether it exists and the element is one of its taps.</summary>
    public (Int Window, Condition Covers) Window(KernelBuilder k, Int place, Int back)
    {
        var (last, offset) = k.DivideRemainder(place + Pad, Stride);
        var window = last - back;
        var exists = Condition.Within(window, Windows, (Pad / Stride) - (Covering - 1), (Size - 1 + Pad) / Stride) & Condition.Less(offset + (back * Stride), Reach + 1);
        return (window, Dilation == 1 ? exists : exists & Condition.Less(k.DivideRemainder(offset + (back * Stride), Dilation).Remainder, 1));
    }

    /// <summary>Cells of the map that a stride begins: runs of elements between one window's first and the next one's.</summary>
    public int Cells => (Size + Pad + Stride - 1) / Stride;

    /// <summary>The first element of a cell; the first cell may begin before the map.</summary>
    public Int FirstOf(Int cell) => (cell * Stride) - Pad;

    /// <summary>True where an element of a cell is in the map.</summary>
    public Condition IsInMap(Int cell, int element) => Condition.Within(FirstOf(cell) + element, Size, element - Pad, ((Cells - 1) * Stride) - Pad + element);

    /// <summary>The window that begins <paramref name="back"/> cells before a cell, and whether it exists.</summary>
    public (Int Window, Condition Exists) WindowBefore(Int cell, int back) => (cell - back, Condition.Within(cell - back, Windows, -back, Cells - 1 - back));

    /// <summary>The tap that an element of a cell is of such a window; none where it is no less than <see cref="Taps"/>.</summary>
    public int TapOf(int element, int back) => (back * Stride) + element;
}
