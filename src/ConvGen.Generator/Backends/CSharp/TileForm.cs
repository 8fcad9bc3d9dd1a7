using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Where an operand of a tile's epilogue comes from.</summary>
internal enum TileOperand
{
    /// <summary>One vector for all rows: a bias.</summary>
    Shared,

    /// <summary>A vector for each row.</summary>
    PerRow,

    /// <summary>What the output held before.</summary>
    Output,
}

/// <summary>
/// What distinguishes one register tile from another. Sizes are not part of it: tiles read steps and extents from their caller's Steps, so layers of
/// all sizes share them.
/// </summary>
/// <param name="Rows">Rows of the tile.</param>
/// <param name="Panels">Full panels of 16 columns side by side.</param>
/// <param name="Half">True with a half panel of 8 columns behind them.</param>
/// <param name="ExactLanes">Lanes of the last eight columns that may be written; 0 for all.</param>
/// <param name="RowStep">Floats from row to row of a, where the text holds them.</param>
/// <param name="Levels">Nested loops over the depth.</param>
/// <param name="Epilogue">What is stored for a sum.</param>
/// <param name="Operands">Where the epilogue's operands come from.</param>
/// <param name="Streams">True where results go past the caches.</param>
/// <param name="Fetches">True where the tile fetches what comes next into the cache on the way: for columns, or what they are made of, that come from memory.</param>
/// <param name="IsWide">True where the tile is printed for vectors of sixteen: a panel each, and the first eight lanes of one for the half panel.</param>
internal sealed record TileForm(int Rows, int Panels, bool Half, int ExactLanes, int? RowStep, int Levels, Expression Epilogue, IReadOnlyList<TileOperand> Operands, bool Streams = false, bool Fetches = false, bool IsWide = false)
{
    /// <summary>Nested loops over the depth that every tile has; a contraction of fewer runs the outer ones once, which costs nothing to speak of.</summary>
    public const int UsualLevels = 3;

    /// <summary>Taller tiles of one vector load more than they compute: nothing is left for pointers.</summary>
    private const int MostIndexedRows = 6;

    /// <summary>
    /// True where the tile is printed for vectors of any width, and its caller chooses: of eight floats, two are a panel and one a half; of sixteen, two are two panels and one is one.
    /// </summary>
    public bool IsOfAnyWidth => ExactLanes == 0 && !IsMixed && Panels <= 1 && !IsWide;

    /// <summary>True where the method has an instruction set of its own, which its caller names.</summary>
    public bool IsGeneric => IsOfAnyWidth || IsWide;

    /// <summary>Lanes of the tile's vectors, as far as its text knows.</summary>
    public int Lanes => IsWide ? Packing.Width : Simd.Width;

    public int Columns => (Panels * Packing.Width) + (Half ? Packing.Half : 0);

    /// <summary>True where full panels and a half one stand side by side, each with its own depth steps.</summary>
    public bool IsMixed => Panels > 0 && Half;

    /// <summary>Equal for equal tiles.</summary>
    public object Key => (Rows, Panels, Half, ExactLanes, RowStep, Levels, Epilogue, string.Join(" ", Operands), Streams, Fetches, IsWide);

    /// <summary>Operands with a pointer of their own, by number.</summary>
    public IEnumerable<int> Pointers => Enumerable.Range(0, Operands.Count).Where(i => Operands[i] != TileOperand.Output);

    public static TileForm Of(Contraction kernel, Tiling tiling, int rows, int panels, bool half, int exactLanes) => new(
        rows, panels, half, exactLanes, panels == 0 && rows > MostIndexedRows ? tiling.Tile.A.Floats : null, LevelsOf(tiling), kernel.Epilogue, [.. Enumerable.Range(0, kernel.Extra.Count).Select(i => OperandOf(kernel, tiling, i))], kernel.Streams);

    public static int LevelsOf(Tiling tiling) => System.Math.Max(UsualLevels, tiling.Depth.Count);

    /// <summary>True where an operand of the epilogue is the output itself, and needs no pointer of its own.</summary>
    public static bool IsOutput(Contraction kernel, int extra) => ReferenceEquals(kernel.Extra[extra], kernel.Output);

    private static TileOperand OperandOf(Contraction kernel, Tiling tiling, int extra) =>
        IsOutput(kernel, extra) ? TileOperand.Output
        : tiling.Tile.Extra[extra] == default ? TileOperand.Shared
        : TileOperand.PerRow;
}
