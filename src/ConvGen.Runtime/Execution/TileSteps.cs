using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// What a generated register tile reads its extents and steps from, in floats: of its rows and panels, and of each operand at the end of each loop over the depth
/// (0 innermost), what the loops inside have moved it by taken back.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct TileSteps
{
    /// <summary>From one row of a tile to the next, in the left operand and in the output.</summary>
    public nint Row, OutputRow;

    /// <summary>From a tile's first vector of columns to its second, in the right operand and in the output: in the same panel, or in the next.</summary>
    public nint Second, OutputSecond;

    /// <summary>From one panel of columns to the next, in the right operand and in the output.</summary>
    public nint Panel, OutputPanel;

    /// <summary>How many bytes further each step over the depth fetches of the right operand's next part: <see cref="Share"/> of it.</summary>
    public nint Next;

    /// <summary>From the first panel of the right operand to the half panel behind the full ones.</summary>
    public nint Half;

    /// <summary>From row to row in the epilogue's operands.</summary>
    public nint E0, E1, E2, E3;

    /// <summary>Extents of the loops over the depth.</summary>
    public nint N0, N1, N2, N3;

    /// <summary>Steps of the left operand.</summary>
    public nint A0, A1, A2, A3;

    /// <summary>Steps of the right operand.</summary>
    public nint B0, B1, B2, B3;

    /// <summary>Steps of the right operand in a half panel behind full ones.</summary>
    public nint H0, H1, H2, H3;

    /// <summary>
    /// Bytes that each step of a tile fetches ahead, so that all tiles together fetch so many floats for each step over the depth: rounded up, for the part that nobody
    /// fetches is waited for (a sixteenth of a layer's filters cost a tenth of its time).
    /// </summary>
    public static nint Share(int floats, int tiles) => ((sizeof(float) * floats) + tiles - 1) / tiles;
}
