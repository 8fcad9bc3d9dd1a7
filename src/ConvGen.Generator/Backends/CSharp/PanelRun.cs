using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Columns that a register tile takes at once, and the vectors that hold them.</summary>
/// <param name="Vectors">Which vectors: the call's type arguments.</param>
/// <param name="Width">Columns of a panel: 16, or 8 of a half one.</param>
/// <param name="Panels">Panels side by side; 0 for a half one.</param>
/// <param name="IsSingle">True where they fill one vector.</param>
/// <param name="Steps">The caller's steps of its tiles.</param>
/// <param name="Suffix">Of the caller's names for the way its rows are cut.</param>
internal sealed record PanelRun(string Vectors, int Width, int Panels, bool IsSingle, string Steps, string Suffix)
{
    /// <summary>Rows of a tile of two vectors of columns where nothing else is said, and of tiles over images, whose number is known only at run time.</summary>
    public const int RowsOfTwoVectors = 6;

    /// <summary>Rows of a tile of one vector: its sums, its column and a broadcast are 16 vectors.</summary>
    private const int RowsOfOneVector = 14;

    /// <summary>A panel in two vectors of eight.</summary>
    public static readonly PanelRun Full = new(Simd.Narrow, Packing.Width, 1, false, "full", "");

    /// <summary>A half panel in a vector of eight.</summary>
    public static readonly PanelRun Half = new(Simd.Narrow, Packing.Half, 0, true, "half", "Half");

    /// <summary>Two panels in two vectors of sixteen.</summary>
    public static readonly PanelRun Pair = new(Simd.Widest, Packing.Width, 2, false, "pair", "Pair");

    /// <summary>A panel in a vector of sixteen: the last of an odd number.</summary>
    public static readonly PanelRun Odd = new(Simd.Widest, Packing.Width, 1, true, "odd", "Odd");

    /// <summary>
    /// Rows that two vectors of sixteen, with 32 registers, take of a map of seven pixels: cut in 4 and 3, they would fetch columns from the second cache nearly twice as often. So they take of other numbers that
    /// seven divides where sums are deep.
    /// </summary>
    private const int RowsOfPair = 7;

    /// <summary>Where it does not, the largest divisor up to this one and above seven.</summary>
    private const int MostRowsOfPair = 13;

    /// <summary>Of shorter sums a tile's beginning and end weigh more than what it fetches.</summary>
    private const int DeepTerms = 256;

    /// <summary>Rows that two vectors of sixteen take of filters' gradients: both operands are maps that come from the second cache, a line or two for each term, so a tile should use each for as much as it can.</summary>
    private const int RowsOfPairOfMaps = 12;

    /// <summary>Rows of a tile of sums over images, which are added to what is there.</summary>
    public int MostRowsOfSums => IsSingle ? RowsOfOneVector : Panels < 2 ? RowsOfTwoVectors : RowsOfPairOfMaps;

    /// <summary>Rows of a tile, of so many rows in all and sums of so many terms.</summary>
    public int MostRows(int rows, int terms)
    {
        if (IsSingle)
            return RowsOfOneVector;
        if (Panels < 2 || (rows != RowsOfPair && terms < DeepTerms))
            return RowsOfTwoVectors;
        if (rows % RowsOfPair == 0)
            return RowsOfPair;
        for (var most = MostRowsOfPair; most > RowsOfPair; most--)
            if (rows % most == 0)
                return most;
        return RowsOfTwoVectors;
    }
}
