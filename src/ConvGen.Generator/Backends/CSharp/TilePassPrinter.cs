using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the products of one point of some tiles with a panel of filters that were transformed a moment ago: with vectors of sixteen all tiles' sums are in registers. Patches lie as
/// <see cref="Pack"/> leaves them, so that one pointer and constants reach a channel's tiles, and what a row of points reads lies close together.
/// </summary>
internal sealed class TilePassPrinter(MethodLibrary library, Winograd kernel) : KernelPrinter(library)
{
    /// <summary>Channels ahead of which patches are fetched: they come from the second cache, and a line that is waited for is asked for again by each of its tiles.</summary>
    private const int Ahead = 8;

    private readonly int _tiles = kernel.TilesOfPass;
    private readonly int _patch = kernel.Transform.Patch;

    /// <summary>Patches as passes read them: some tiles, a row of points of those, some channels of that, a point of them. Parameters: patches, packed patches, channels, those of a part, step of points, passes.</summary>
    public string Pack() => Library.Once(("PackTiles", _patch, _tiles), () =>
    {
        var (code, half, tiles) = (new CodeWriter(), Number(Packing.Half), Number(_tiles));
        var vectors = Enumerable.Range(0, Packing.Half).Select(i => Load(Address("from", Term(i, "channels"))));
        code.Line($"/// <summary>Moves the points of {tiles} tiles together, channel by channel.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* v, float* x, nint channels, nint part, nint point, nint passes){TypeConstraints}");
        code.Open($"for (; passes > 0; passes--, v += {tiles} * channels)");
        code.Open($"for (nint row = 0; row < {Number(_patch)}; row++)");
        code.Open("for (nint first = 0; first < channels; first += part)");
        code.Open($"for (nint column = 0; column < {Number(_patch)}; column++, x += part * {tiles})");
        code.Open($"for (nint lane = 0; lane < part; lane += {AnyWidth})");
        code.Open($"for (nint n = 0; n < {tiles}; n += {half})");
        if (_tiles % Packing.Half != 0)
            code.Line($"n = Math.Min(n, {Number(_tiles - Packing.Half)});");
        code.Line($"float* from = v + (row * {Number(_patch)} + column) * point + n * channels + first + lane;");
        code.Line($"T.StoreTransposed(x + lane * {tiles} + n, {tiles}, {AnyWidth}, {string.Join(", ", vectors)});");
        for (var i = 0; i < 7; i++)
            code.Close();
        return Library.Add("PackTiles", code.ToString());
    }) + PatchPrinter.Vectors(kernel.ChannelsOfPart);

    /// <summary>The method of a pass. Parameters: filters, packed patches, products, what comes next, lines of that to fetch, channels, step of tiles among products.</summary>
    public string Print() => Library.Once(("PassOfTiles", _tiles, kernel.HasParts, kernel.GoesOn), () =>
    {
        var (code, tiles) = (new CodeWriter(), Enumerable.Range(0, _tiles).ToList());
        code.Line($"/// <summary>A point of {Number(_tiles)} tiles × a vector of filters{(kernel.HasParts ? ", added to what is there" : "")}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* u, float* x, float* m, float* next, nint lines, nint channels, nint wide){TypeConstraints}");
        code.Line($"V {string.Join(", ", tiles.Select(tile => $"{Sum(tile)} = {(kernel.GoesOn ? Load(Address("m", Term(tile, "wide"))) : Zero)}"))};");
        code.Line($"for (; lines > 0; lines--, next += {Number(Packing.Width)}) T.Fetch(next);");
        code.Open($"for (; channels > 0; channels--, u += {Number(Packing.Width)}, x += {Number(_tiles)})");
        code.Line($"T.Fetch(x + {Number(Ahead * _tiles)});");
        code.Line($"V filter = {Load("u")};");
        foreach (var tile in tiles)
            code.Line($"{Sum(tile)} = {MultiplyAdd(Broadcast(Address("x", ("", tile))), "filter", Sum(tile))};");
        code.Close();
        foreach (var tile in tiles)
            code.Line((tile == 0 ? "" : "m += wide; ") + Store("m", kernel.HasParts && !kernel.GoesOn ? Binary(BinaryOperation.Add, Sum(tile), Load("m")) : Sum(tile)));
        code.Close();
        return Library.Add($"Tile{Number(_tiles)}xPoint_", code.ToString());
    }) + Widest;

    private static string Sum(int tile) => "m" + Number(tile);
}
