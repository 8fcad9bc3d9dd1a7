using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.VectorTarget;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the leaf that computes a run of register tiles: rows × columns sums held in registers through the whole depth, each step one load per column
/// vector, one broadcast per row, one multiply-add per pair. No calls: a call would spill every accumulator.
/// </summary>
/// <param name="rows">Rows of the tile.</param>
/// <param name="panels">Full panels of 16 columns side by side.</param>
/// <param name="half">True with a half panel of 8 columns behind them.</param>
/// <param name="exactLanes">Lanes of the last vector that may be written; 0 for all.</param>
internal sealed class TilePrinter(VectorTarget target, MethodLibrary library, Contraction kernel, Tiling tiling, int rows, int panels, bool half, int exactLanes)
{
    /// <summary>Multiply-adds in one straight piece of code: enough to hide the loop; more makes text to compile and no speed.</summary>
    private const int MostStraight = 24;

    private readonly CodeWriter _code = new();

    /// <summary>A vector of columns: its panel within the tile, its first lane there, the panel's width.</summary>
    private readonly record struct Column(int Panel, int Lane, int Width)
    {
        public bool IsHalf => Width == Packing.Half;

        public int Offset(int panelStep) => (Panel * panelStep) + Lane;
    }

    private List<Column> Columns()
    {
        var columns = new List<Column>();
        for (var panel = 0; panel < panels; panel++)
            for (var lane = 0; lane < Packing.Width; lane += target.Width)
                columns.Add(new Column(panel, lane, Packing.Width));
        for (var lane = 0; half && lane < Packing.Half; lane += target.Width)
            columns.Add(new Column(panels, lane, Packing.Half));
        return columns;
    }

    /// <summary>Prints the method; parameters a, b, c, extras, tiles (how many, one behind the other along the rows), batch.</summary>
    public string Print()
    {
        var columns = Columns();
        var both = panels > 0 && half;
        var extras = string.Concat(Enumerable.Range(0, kernel.Extra.Count).Select(i => ", float* e" + Number(i)));
        _code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        _code.Open($"private static void {MethodLibrary.Name}(float* a, float* b, float* c{extras}, int tiles, int batch)");
        _code.Open("for (; tiles > 0; tiles--)");
        const int SumsOfALine = 6;
        var sums = Enumerable.Range(0, rows).SelectMany(row => columns.Select((column, i) => $"{Sum(row, i)} = {target.Zero}")).ToList();
        for (var i = 0; i < sums.Count; i += SumsOfALine)
            _code.Line($"{target.Type} {string.Join(", ", sums.Skip(i).Take(SumsOfALine))};");
        _code.Line("float* x = a, w = b;");
        if (both)
            _code.Line($"float* h = b + {Number(panels * kernel.B.PanelStep)};");
        Depth(0, "x", "w", both ? "h" : null, columns);
        Store(columns);
        Advance();
        _code.Close();
        _code.Close();
        return library.Add($"Tile{Number(rows)}x{Number((panels * Packing.Width) + (half ? Packing.Half : 0))}_", _code.ToString());
    }

    private static string Sum(int row, int column) => $"s{Number(row)}_{Number(column)}";

    private void Depth(int level, string x, string w, string? h, List<Column> columns)
    {
        var loops = tiling.Depth;
        if (level == loops.Count)
        {
            Steps(1, x, w, h, columns, null);
            return;
        }

        var loop = loops[level];
        var (width, innermost) = (panels > 0 ? Packing.Width : Packing.Half, level == loops.Count - 1);
        var unroll = innermost && !loop.Loop.IsBatch ? Unroll(loop, columns.Count) : 1;
        var extent = loop.Loop.IsBatch ? "batch" : Number(loop.Loop.Extent / unroll);
        var index = "d" + Number(level);
        if (extent == "1")
        {
            Steps(unroll, x, w, h, columns, loop);
            return;
        }

        _code.Open($"for (int {index} = 0; {index} < {extent}; {index}++)");
        if (innermost)
        {
            Steps(unroll, x, w, h, columns, loop);
        }
        else
        {
            var suffix = Number(level + 1);
            _code.Line($"float* x{suffix} = {x}, w{suffix} = {w}{(h is null ? "" : $", h{suffix} = {h}")};");
            Depth(level + 1, "x" + suffix, "w" + suffix, h is null ? null : "h" + suffix, columns);
        }

        _code.Line(Bump(x, loop.A.At(width) * unroll) + " " + Bump(w, loop.B.At(width) * unroll) + (h is null ? "" : " " + Bump(h, loop.B.At(Packing.Half) * unroll)));
        _code.Close();
    }

    private static string Bump(string pointer, int step) => step < 0 ? $"{pointer} -= {Number(-step)};" : $"{pointer} += {Number(step)};";

    /// <summary>
    /// The largest unrolling that divides the extent, stays short, and in which no two loads have one address: the JIT would keep such a value in a
    /// temporary across the block and spill it.
    /// </summary>
    private int Unroll(TiledLoop loop, int columns)
    {
        foreach (var unroll in new[] { 4, 3, 2 })
        {
            if (loop.Loop.Extent % unroll == 0 && unroll * rows * columns <= MostStraight && Distinct(loop, unroll))
                return unroll;
        }

        return 1;
    }

    private bool Distinct(TiledLoop loop, int unroll)
    {
        var seen = new HashSet<int>();
        for (var row = 0; row < rows; row++)
            for (var step = 0; step < unroll; step++)
                if (!seen.Add((row * tiling.Tile.A.Floats) + (step * loop.A.Floats)))
                    return false;
        return true;
    }

    private void Steps(int count, string x, string w, string? h, List<Column> columns, TiledLoop? loop)
    {
        for (var step = 0; step < count; step++)
        {
            var vectors = columns.Select(column =>
                target.Load(column.IsHalf && h is not null
                    ? At(h, column.Lane + (step * (loop?.B.At(Packing.Half) ?? 0)))
                    : At(w, column.Offset(kernel.B.PanelStep) + (step * (loop?.B.At(column.Width) ?? 0))))).ToList();
            var (direct, suffix) = (rows == 1, count == 1 ? "" : Number(step));
            if (!direct)
                _code.Line($"{target.Type} {string.Join(", ", vectors.Select((vector, i) => $"w{Letter(i)}{suffix} = {vector}"))};");
            for (var row = 0; row < rows; row++)
            {
                var value = target.Broadcast(At(x, (row * tiling.Tile.A.Floats) + (step * (loop?.A.Floats ?? 0))));
                var line = "";
                if (columns.Count > 1)
                {
                    line = $"var x{Letter(row)}{suffix} = {value}; ";
                    value = $"x{Letter(row)}{suffix}";
                }

                _code.Line(line + string.Join(" ", columns.Select((column, i) =>
                    $"{Sum(row, i)} = {target.MultiplyAdd(value, direct ? vectors[i] : $"w{Letter(i)}{suffix}", Sum(row, i))};")));
            }
        }
    }

    private static char Letter(int index) => (char)('A' + index);

    private static string At(string pointer, int offset) => offset == 0 ? pointer : offset < 0 ? $"{pointer} - {Number(-offset)}" : $"{pointer} + {Number(offset)}";

    private void Store(List<Column> columns)
    {
        // Operands that do not change from row to row (biases) are loaded once.
        for (var extra = 0; extra < kernel.Extra.Count; extra++)
            if (tiling.Tile.Extra[extra] == default)
                for (var i = 0; i < columns.Count; i++)
                    _code.Line($"var e{Number(extra)}{Letter(i)} = {target.Load(At("e" + Number(extra), columns[i].Offset(kernel.Extra[extra].PanelStep)))};");
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var column = columns[i];
                var (atRow, atColumn) = (row, i);
                var formula = new ExpressionPrinter(target)
                {
                    Value = Sum(row, i),
                    Operand = extra => tiling.Tile.Extra[extra] == default
                        ? $"e{Number(extra)}{Letter(atColumn)}"
                        : target.Load(At("e" + Number(extra), (atRow * tiling.Tile.Extra[extra].At(column.Width)) + column.Offset(kernel.Extra[extra].PanelStep))),
                }.Print(kernel.Epilogue);
                var place = At("c", (row * tiling.Tile.Output.At(column.Width)) + column.Offset(kernel.Output.PanelStep));
                var lanes = LanesOf(i, columns.Count);
                if (lanes == target.Width)
                    _code.Line(target.Store(place, formula));
                else if (lanes > 0)
                {
                    _code.Line($"var v{Number(row)} = {formula};");
                    foreach (var line in target.StoreFirst(place, "v" + Number(row), lanes))
                        _code.Line(line);
                }
            }
        }
    }

    /// <summary>Lanes of column vector <paramref name="index"/> that are written; the exact ones count within the last eight columns.</summary>
    private int LanesOf(int index, int count)
    {
        if (exactLanes == 0)
            return target.Width;
        var vectorsOfEight = Packing.Half / target.Width;
        var within = index - (count - vectorsOfEight);
        return within < 0 ? target.Width : System.Math.Max(0, System.Math.Min(target.Width, exactLanes - (within * target.Width)));
    }

    private void Advance()
    {
        var width = panels > 0 ? Packing.Width : Packing.Half;
        _code.Line(Bump("a", rows * tiling.Tile.A.At(width)) + " " + Bump("c", rows * tiling.Tile.Output.At(width)));
        for (var extra = 0; extra < kernel.Extra.Count; extra++)
            if (tiling.Tile.Extra[extra] != default)
                _code.Line(Bump("e" + Number(extra), rows * tiling.Tile.Extra[extra].At(width)));
    }
}
