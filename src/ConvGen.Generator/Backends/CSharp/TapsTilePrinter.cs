using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the products of a small map's few tiles with filters that never leave the registers: some rows of points after the other, a channel's taps are loaded, become
/// the rows' points, and meet every tile there. Each method loads the taps anew, which costs less than to store transformed filters and load those. Patches lie as
/// <see cref="Pack"/> leaves them, so that one pointer and constants reach all of a channel's points.
/// </summary>
internal sealed class TapsTilePrinter(MethodLibrary library, Winograd kernel) : KernelPrinter(library)
{
    private const int Taps = 3;

    private readonly WinogradTransform _transform = kernel.Transform;
    private readonly int _tiles = kernel.TilesTogether;
    private readonly List<int> _points = [.. Enumerable.Range(0, kernel.Transform.Patch)];
    private readonly List<int> _together = [.. Enumerable.Range(0, kernel.TilesTogether)];

    /// <summary>
    /// The methods' names, one for some rows of points: all rows in one would have more sums than there are registers. Of several tiles a row is as much as fits vectors of
    /// sixteen, which have 32 of them; of one tile half of the rows, or one row with <paramref name="fewRegisters"/>. Parameters: taps, packed patches, products,
    /// the next taps, channels, floats of a block of packed patches, steps of products (tile, point), of taps (row, column).
    /// </summary>
    public IEnumerable<string> Print(bool fewRegisters)
    {
        var rows = _tiles > 1 || fewRegisters ? 1 : _transform.Patch / 2;
        return Enumerable.Range(0, _transform.Patch / rows).Select(group =>
            Library.Once(("TileOfTaps", _transform, _tiles, kernel.HasParts, kernel.GoesOn, rows, group), () => Print([.. Enumerable.Range(group * rows, rows)], _transform.Patch / rows)));
    }

    /// <summary>Patches as those methods read them: a channel's points side by side, each with its tiles. Parameters: patches, packed patches, channels, steps of patches (tile, point).</summary>
    public string Pack()
    {
        var name = Library.Once(("PackPoints", _transform, _tiles), () =>
        {
            var (code, step) = (new CodeWriter(), Number(kernel.PackedStep));
            var vectors = Enumerable.Range(0, Packing.Half).Select(i => Load(Address("from", Term(i / _tiles, "point"), Term(i % _tiles, "channels"))));
            code.Line($"/// <summary>Moves {Number(_transform.Points)} points of {Number(_tiles)} {(_tiles == 1 ? "tile" : "tiles")} together, channel by channel.</summary>");
            code.Lines(Kernel.TrimEnd('\n'));
            code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* v, float* x, nint channels, nint point){TypeConstraints}");
            code.Open($"for (nint blocks = {Number(kernel.PackedBlocks)}; blocks > 0; blocks--, v += {Number(_transform.Points / kernel.PackedBlocks)} * point, x += channels * {step})");
            code.Open($"for (nint lane = 0; lane < channels; lane += {AnyWidth})");
            code.Open($"for (nint n = 0; n < {step}; n += {Number(Packing.Half)})");
            if (kernel.PackedStep % Packing.Half != 0)
                code.Line($"n = Math.Min(n, {Number(kernel.PackedStep - Packing.Half)});");
            code.Line($"float* from = v + lane + {(_tiles == 1 ? "n" : $"n / {Number(_tiles)}")} * point;");
            code.Line($"T.StoreTransposed(x + lane * {step} + n, {step}, {AnyWidth}, {string.Join(", ", vectors)});");
            code.Close();
            code.Close();
            code.Close();
            code.Close();
            return Library.Add("PackPoints", code.ToString());
        });
        return name + PatchPrinter.Vectors(kernel.Channels);
    }

    private string Print(IReadOnlyList<int> rows, int groups)
    {
        var (filter, code) = (_transform.Filter, new CodeWriter());
        var taps = Enumerable.Range(0, Taps).Where(tap => rows.Any(row => filter[row, tap] != 0)).ToList();
        var fetched = Enumerable.Range(0, Taps * Taps).Where(tap => tap * groups / (Taps * Taps) == rows[0] / rows.Count).ToList();
        code.Line($"/// <summary>{Number(_tiles)} {(_tiles == 1 ? "tile" : "tiles")} × {Number(rows.Count)} {(rows.Count == 1 ? "row" : "rows")} of {Number(_transform.Patch)} points × a vector of filters, whose taps are transformed in registers{(kernel.HasParts ? "; added to what is there" : "")}.</summary>");
        code.Lines(Kernel.TrimEnd('\n'));
        code.Open($"private static void {MethodLibrary.Name}{TypeParameters}(float* g, float* x, float* m, float* next, nint channels, nint block, nint wide, nint product, nint tapRow, nint tapColumn){TypeConstraints}");
        if (kernel.GoesOn)
            code.Line($"float* sums = {Address("m", Term(rows[0] * _transform.Patch, "product"))};");
        foreach (var row in rows)
            foreach (var tile in _together)
                code.Line($"V {string.Join(", ", _points.Select(point => $"{Sum(row, point, tile)} = {(kernel.GoesOn ? Load(Address("sums", Term(((row - rows[0]) * _transform.Patch) + point, "product"), Term(tile, "wide"))) : Zero)}"))};");
        code.Line($"float* {string.Join(", ", taps.Select(tap => $"g{Number(tap)} = {Address("g", Term(tap, "tapRow"))}"))};");
        if (kernel.PackedBlocks > 1 && rows[0] > 0)
            code.Line($"x += {(rows[0] == 1 ? "" : Number(rows[0]) + " * ")}block;");
        code.Open($"for (nint n = channels; n > 0; n--, x += {Number(kernel.PackedStep)}, {string.Join(", ", taps.Select(tap => $"g{Number(tap)} += {Number(Packing.Width)}"))}, next += {Number(Packing.Width)})");
        foreach (var tap in fetched)
            code.Line($"T.Fetch({Address("next", Term(tap / Taps, "tapRow"), Term(tap % Taps, "tapColumn"))});");

        // Points +p and −p share sums: as where transformed filters are stored, so that the bits are the same.
        for (var column = 0; column < Taps; column++)
        {
            code.Line($"V {string.Join(", ", taps.Select(tap => $"d{Number(tap)}{Number(column)} = {Load(Address($"g{Number(tap)}", Term(column, "tapColumn")))}"))};");
            foreach (var pair in rows.Select(_transform.RowsWith).GroupBy(pair => pair[0], (_, same) => same.First()))
                foreach (var (line, _) in LinearPrinter.Print(filter, pair, tap => $"d{Number(tap)}{Number(column)}", row => $"s{Number(row)}{Number(column)}", rows.Contains))
                    code.Line(line);
        }

        foreach (var row in rows)
        {
            foreach (var (line, results) in LinearPrinter.Print(filter, _points, column => $"s{Number(row)}{Number(column)}", point => Filter(row, point), _ => true))
            {
                code.Line(line);
                foreach (var point in results)
                    code.Line(string.Join(" ", _together.Select(tile => $"{Sum(row, point, tile)} = {MultiplyAdd(Broadcast(Patch(row, point, tile)), Filter(row, point), Sum(row, point, tile))};")));
            }
        }

        code.Close();
        code.Line($"float* to = {Address("m", Term(rows[0] * _transform.Patch, "product"))};");
        foreach (var (row, point) in rows.SelectMany(row => _points.Select(point => (row, point))))
            code.Line((row == rows[0] && point == 0 ? "" : "to += product; ") + string.Join(" ", _together.Select(tile => Stored(tile, Sum(row, point, tile)))));
        code.Close();
        return Library.Add($"Tile{Number(_tiles)}xTaps_", code.ToString());
    }

    private string Stored(int tile, string sum)
    {
        var place = Address("to", Term(tile, "wide"));
        return Store(place, kernel.HasParts && !kernel.GoesOn ? Binary(BinaryOperation.Add, sum, Load(place)) : sum);
    }

    private string Patch(int row, int point, int tile) => Address("x", ("", ((((kernel.PackedBlocks > 1 ? 0 : row) * _transform.Patch) + point) * _tiles) + tile));

    private static string Filter(int row, int point) => $"r{Number(row)}{Number(point)}";

    private static string Sum(int row, int point, int tile) => $"m{Number(row)}{Number(point)}{(char)('A' + tile)}";
}
