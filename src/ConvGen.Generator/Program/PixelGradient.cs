using System;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ConvGen.Generator.Program;

/// <summary>
/// How the filters' gradient of a convolution of few columns and one channel is summed with pixels in vector lanes: an image's map goes to planes, one for each
/// column of taps, and its gradient to one for each filter, row behind row. Some taps' sums for all filters are kept as vectors over all images, and their lanes are added last.
/// </summary>
/// <param name="Height">Rows of the gradient.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="TapRows">Rows of taps.</param>
/// <param name="TapColumns">Columns of taps.</param>
/// <param name="Down">Rows of the map from one row of taps to the next.</param>
/// <param name="Results">Filters.</param>
internal sealed record PixelGradient(int Height, int Width, int TapRows, int TapColumns, int Down, int Results)
{
    /// <summary>Fewer terms are summed as fast column by column; more than these floats of planes leave the second cache.</summary>
    private const int FewestPixels = 64, FewestTaps = 4, MostFloats = 48 * 1024;

    /// <summary>With more columns as many lanes are used by columns.</summary>
    private const int MostResults = 6;

    private static readonly ConditionalWeakTable<Contraction, Found> _known = new();

    /// <summary>Null where the contraction is none, or columns are better in lanes.</summary>
    public static PixelGradient? Of(Contraction kernel) => _known.GetValue(kernel, Choose).Gradient;

    /// <summary>Taps whose sums are in registers together.</summary>
    public int Taps => PixelTiling.VectorsFor(Results);

    /// <summary>Groups of so many taps are independent of each other.</summary>
    public int Items => (TapRows * TapColumns + Taps - 1) / Taps;

    /// <summary>Rows of the map that an image's taps meet.</summary>
    public int Rows => Height + ((TapRows - 1) * Down);

    /// <summary>From plane to plane of the map, and of the gradient: whole vectors, behind the last pixel zeros.</summary>
    public int Plane => Padded(Rows * Width);

    /// <inheritdoc cref="Plane"/>
    public int GradientPlane => Padded(Height * Width);

    /// <summary>Floats of both: the map's last plane may be read a vector further.</summary>
    public int PlaneFloats => checked((TapColumns * Plane) + PixelTiling.MostLanes + (Packing.Half * GradientPlane));

    public int SumFloats => Items * Taps * Results * PixelTiling.MostLanes;

    public int ScratchFloats => PlaneFloats + SumFloats;

    private static int Padded(int floats) => (floats + PixelTiling.MostLanes - 1) / PixelTiling.MostLanes * PixelTiling.MostLanes;

    private sealed record Found(PixelGradient? Gradient);

    private static Found Choose(Contraction kernel)
    {
        if (kernel.Columns > MostResults || kernel.Finish is not null || kernel.Rows.Count != 4 || kernel.Depth.Count != 3 || !kernel.Depth[0].IsBatch || kernel.Rows[0].Extent != 1 || kernel.Rows[3].Extent != 1)
            return new Found(null);
        if (kernel.Rows.Any(loop => loop.IsBatch) || kernel.Extra.Count != 1 || !ReferenceEquals(kernel.Extra[0], kernel.Output) || kernel.Epilogue != Value.Instance + new Load(0))
            return new Found(null);
        var (height, width, taps) = (kernel.Depth[1].Extent, kernel.Depth[2].Extent, (Rows: kernel.Rows[1].Extent, Columns: kernel.Rows[2].Extent));
        var (row, tapRow) = (kernel.A.Depth[1].Floats, taps.Rows == 1 ? 0 : kernel.A.Rows[1].Floats);
        var isPlain = kernel.A.Depth[2] == new Step(1) && row > 0 && tapRow % row == 0 && tapRow >= 0 && height > 1
            && (taps.Columns == 1 || kernel.Output.Rows[2] == new Step(0, 1)) && (taps.Rows == 1 || kernel.Output.Rows[1] == new Step(0, taps.Columns))
            && Enumerable.Range(0, kernel.B.Rows.Count).All(i => kernel.B.Rows[i] == default || kernel.Rows[i].Extent == 1) && kernel.B.Offset % Packing.Half == 0
            && kernel.B.Region.Floats % Packing.Half == 0 && kernel.B.Depth.All(step => step.Floats % Packing.Half == 0);
        if (!isPlain || width < Packing.Half || height * width < FewestPixels || taps.Rows * taps.Columns < FewestTaps)
            return new Found(null);
        var gradient = new PixelGradient(height, width, taps.Rows, taps.Columns, tapRow / row, kernel.Columns);
        return new Found(gradient.PlaneFloats <= MostFloats ? gradient : null);
    }
}
