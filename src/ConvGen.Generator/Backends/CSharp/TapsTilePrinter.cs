using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the products of a small map's few tiles with filters that never leave the registers: row of points by row of points, a channel's taps are loaded, become
/// the row's points, and meet every tile there. Each row loads the taps anew, which costs less than to store transformed filters and load those; sums of all
/// points of a row and four tiles need the registers of vectors of sixteen, those of one tile fit any.
/// </summary>
internal sealed class TapsTilePrinter(MethodLibrary library, WinogradTransform transform, int tiles, bool adds) : KernelPrinter(library)
{
    private const int Taps = 3;

    private readonly IReadOnlyList<int> _points = [.. Enumerable.Range(0, transform.Patch)];
    private readonly IReadOnlyList<int> _tiles = [.. Enumerable.Range(0, tiles)];

    /// <summary>
    /// The methods' names, one for each row of points: all rows in one would have more variables than the just-in-time compiler keeps in registers. Parameters: taps, patches,
    /// products, channels, steps of patches (tile, point), of products (tile, point), of taps (row, column).
    /// </summary>
    public IEnumerable<string> Print() => _points.Select(row => Library.Once(("TileOfTaps", transform.Tile, tiles, adds, row), () => Print(row)));

    private string Print(int row)
    {
        var (filter, code) = (transform.Filter, new CodeWriter());
        var taps = Enumerable.Range(0, Taps).Where(tap => filter[row, tap] != 0).ToList();
        code.Line($"/// <summary>{Number(tiles)} tiles × a row of {Number(transform.Patch)} points × a vector of filters, whose taps are transformed in registers{(adds ? "; added to what is there" : "")}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* g, float* v, float* m, float* next, nint channels, nint pad, nint point, nint wide, nint product, nint tapRow, nint tapColumn){TypeConstraints}");
        foreach (var tile in _tiles)
            code.Line($"V {string.Join(", ", _points.Select(point => $"{Sum(point, tile)} = {Zero}"))};");
        code.Line($"float* {string.Join(", ", _points.Select(point => $"x{Number(point)} = {(point > 0 ? $"x{Number(point - 1)} + point" : Address("v", Term(row * transform.Patch, "point")))}"))};");
        code.Line($"float* {string.Join(", ", taps.Select(tap => $"g{Number(tap)} = {Address("g", Term(tap, "tapRow"))}"))};");
        code.Open($"for (nint n = channels; n > 0; n--, {string.Join(", ", _points.Select(point => $"x{Number(point)}++").Concat(taps.Select(tap => $"g{Number(tap)} += {Number(Packing.Width)}")).Concat(Fetched(row).Any() ? ["next += " + Number(Packing.Width)] : []))})");
        foreach (var tap in Fetched(row))
            code.Line($"T.Fetch({Address("next", Term(tap / Taps, "tapRow"), Term(tap % Taps, "tapColumn"))});");

        // Points +p and −p share sums: as where transformed filters are stored, so that the bits are the same.
        List<int> pair = row == 0 || row == transform.Patch - 1 ? [row] : [row - ((row + 1) % 2), row + (row % 2)];
        for (var column = 0; column < Taps; column++)
        {
            code.Line($"V {string.Join(", ", taps.Select(tap => $"d{Number(tap)}{Number(column)} = {Load(Address($"g{Number(tap)}", Term(column, "tapColumn")))}"))};");
            foreach (var (line, _) in LinearPrinter.Print(filter, pair, tap => $"d{Number(tap)}{Number(column)}", _ => "s" + Number(column), result => result == row))
                code.Line(line);
        }

        foreach (var (line, results) in LinearPrinter.Print(filter, [.. _points], column => "s" + Number(column), point => "r" + Number(point), _ => true))
        {
            code.Line(line);
            foreach (var point in results)
                code.Line(string.Join(" ", _tiles.Select(tile => $"{Sum(point, tile)} = {MultiplyAdd(Broadcast(Patch(point, tile)), "r" + Number(point), Sum(point, tile))};")));
        }

        code.Close();
        code.Line($"float* to = {Address("m", Term(row * transform.Patch, "product"))};");
        foreach (var point in _points)
            code.Line(string.Join(" ", _tiles.Select(tile => Stored(tile, Sum(point, tile)))) + (point < transform.Patch - 1 ? " to += product;" : ""));
        code.Close();
        return Library.Add($"Tile{Number(tiles)}xTaps_", code.ToString());
    }

    /// <summary>Which of the next channels' taps are fetched meanwhile: rows that have more to compute take more.</summary>
    private IEnumerable<int> Fetched(int row) => Enumerable.Range(0, Taps * Taps).Where(tap => 1 + (tap * (transform.Patch - 1) / (Taps * Taps)) == row);

    private string Stored(int tile, string sum)
    {
        var place = Address("to", Term(tile, "wide"));
        return Store(place, adds ? Binary(BinaryOperation.Add, sum, Load(place)) : sum);
    }

    private static string Patch(int point, int tile) => Address($"x{Number(point)}", Term(tile, "pad"));

    private static string Sum(int point, int tile) => $"m{Number(point)}{(char)('A' + tile)}";
}
