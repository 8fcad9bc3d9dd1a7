using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the leaf that computes a run of register tiles: rows × columns sums held in registers through the whole depth, each step one load per column
/// vector, one broadcast per row, one multiply-add per pair. No calls: a call would spill every accumulator. One step is one pass of the innermost
/// loop: unrolling it further was measured to gain nothing, and two loads of one address in a straight piece would be kept and spilled.
/// </summary>
internal sealed class TilePrinter(MethodLibrary library, TileForm form)
{
    /// <summary>Rows reached from one pointer.</summary>
    private const int Reach = 3;

    private const int SumsOfALine = 6;

    /// <summary>Sums, and vectors of the epilogue that wait for all rows: four more are what computing one element needs.</summary>
    private const int MostHeld = 12;

    private readonly CodeWriter _code = new();
    private readonly List<Column> _columns = Columns(form);

    /// <summary>A vector of columns: its panel within the tile, its first lane there.</summary>
    private readonly record struct Column(int Panel, int Lane, bool IsHalf);

    /// <summary>Prints the method; parameters a, b, c, extras, steps, tiles (how many, one behind the other along the rows), what to fetch.</summary>
    public string Print() => library.Once(form.Key, () =>
    {
        var extras = string.Concat(form.Pointers.Select(i => ", float* e" + Number(i)));
        _code.Line($"/// <summary>{Number(form.Rows)} rows{(form.RowStep is { } step ? $", {Number(step)} apart," : "")} × {Number(form.IsOfAnyWidth ? _columns.Count : form.Columns)} {(form.IsOfAnyWidth ? _columns.Count > 1 ? "vectors" : "vector" : "columns")}: {Escape(form.Epilogue.ToString())}.</summary>");
        _code.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]");
        _code.Open($"private static void {MethodLibrary.Name}{(form.IsGeneric ? Simd.TypeParameters : "")}(float* a, float* b, float* c{extras}, TileSteps* s, int tiles{(form.Fetches ? ", byte* next" : "")}){(form.IsGeneric ? Simd.TypeConstraints : "")}");
        Locals();
        _code.Open("for (; tiles > 0; tiles--)");
        Sums();
        FetchRows();
        Depth();
        Store();
        _code.Line($"a += {(form.Rows == 1 ? "" : Number(form.Rows) + " * ")}s->Row;");
        _code.Close();
        _code.Close();
        return library.Add($"Tile{Number(form.Rows)}x{(form.IsOfAnyWidth ? Number(_columns.Count) : Number(form.Columns) + (form.IsWide ? "Wide" : "Lanes"))}_", _code.ToString());
    });

    internal static string Escape(string text) => text.Replace("<", "&lt;").Replace(">", "&gt;");

    private static List<Column> Columns(TileForm form)
    {
        var columns = new List<Column>();
        for (var panel = 0; panel < form.Panels; panel++)
            for (var lane = 0; lane < Packing.Width; lane += form.Lanes)
                columns.Add(new Column(panel, lane, false));
        if (form.Half)
            columns.Add(new Column(form.Panels, 0, true));
        return columns;
    }

    /// <summary>True where the second vector of columns lies as far behind the first as the caller says: in the same panel, or in the next.</summary>
    private bool IsInTwo => form.IsOfAnyWidth && _columns.Count > 1;

    private IEnumerable<int> PerRow() => form.Pointers.Where(extra => form.Operands[extra] == TileOperand.PerRow);

    private static char Letter(int index) => (char)('A' + index);

    private static string Sum(int row, int column) => $"s{Number(row)}{Letter(column)}";

    private void Locals()
    {
        var locals = new List<string>();
        if (form.Rows > 1 && form.RowStep is null)
            locals.Add("r = 4 * s->Row");
        if (HasOnePointer)
            locals.AddRange(Enumerable.Range(1, (form.Rows - 2) / 2).Select(i => $"r{Number((2 * i) + 1)} = {Number((2 * i) + 1)} * r"));
        if (IsInTwo)
            locals.Add("q = s->Second");
        for (var panel = 1; panel < form.Panels; panel++)
            locals.Add(panel == 1 ? "q = s->Panel" : $"q{Number(panel)} = {Number(panel)} * q");
        locals.AddRange(["a0 = 4 * s->A0", "b0 = s->B0", "o = s->OutputRow"]);
        locals.AddRange(PerRow().Select(extra => $"o{Number(extra)} = s->E{Number(extra)}"));
        _code.Line($"nint {string.Join(", ", locals)};");
    }

    private void Sums()
    {
        var sums = Enumerable.Range(0, form.Rows).SelectMany(row => _columns.Select((_, i) => $"{Sum(row, i)} = {Simd.Zero}")).ToList();
        for (var i = 0; i < sums.Count; i += SumsOfALine)
            _code.Line($"{Simd.Type} {string.Join(", ", sums.Skip(i).Take(SumsOfALine))};");
    }

    /// <summary>What the epilogue will read of a row, and the place it goes to, are on their way while the sums are made: a map is rarely in a near cache. Two vectors of sixteen lanes are two lines.</summary>
    private void FetchRows()
    {
        if (form.Rows == 1 || !PerRow().Any())
            return;
        var places = PerRow().Select(extra => ("e" + Number(extra), "o" + Number(extra))).Append(("c", "o")).ToList();
        foreach (var (pointer, step) in places)
            _code.Line(Fetches(pointer, step, ""));
        if (!IsInTwo)
            return;
        _code.Open($"if ({Simd.AnyWidth} == {Number(Packing.Width)})");
        foreach (var (pointer, step) in places)
            _code.Line(Fetches(pointer, step, $" + {Number(Packing.Width)}"));
        _code.Close();

        string Fetches(string pointer, string step, string line) =>
            string.Join(" ", Enumerable.Range(0, form.Rows).Select(row => $"T.Fetch({pointer}{(row == 0 ? "" : row == 1 ? " + " + step : $" + {Number(row)} * {step}")}{line});"));
    }

    /// <summary>
    /// A row from a pointer a few rows before: an address is a pointer and once or twice an index. In bytes, because an index counted in floats has
    /// used its factor up. Tall tiles of one vector, which load more than they compute, hold their rows' step as a constant.
    /// </summary>
    private string RowPlace(int row)
    {
        if (form.RowStep is { } step)
            return row == 0 ? "(float*)x" : $"(float*)x + {Number(row * step)}";
        if (HasOnePointer && row > 0)
            return $"(float*)(x + {Index(row)})";
        var (pointer, rest) = (RowPointer(row / Reach), row % Reach);
        return rest == 0 ? $"(float*){pointer}" : $"(float*)({pointer} + {(rest == 1 ? "" : Number(rest) + " * ")}r)";
    }

    /// <summary>True for tiles so tall that a pointer for every three rows, each counted on, would cost more than an index for every odd number of rows.</summary>
    private bool HasOnePointer => form.RowStep is null && form.Rows > PanelRun.RowsOfTwoVectors;

    /// <summary>An odd number of rows times one, two, four or eight, which an address takes along.</summary>
    private static string Index(int rows)
    {
        var factor = rows & -rows;
        var odd = rows / factor == 1 ? "r" : "r" + Number(rows / factor);
        return factor == 1 ? odd : $"{Number(factor)} * {odd}";
    }

    private static string RowPointer(int index) => index == 0 ? "x" : "x" + Number(index);

    private string ColumnPlace(Column column)
    {
        if (IsInTwo)
            return column.Lane == 0 ? "w" : "w + q";
        var place = column.IsHalf && form.IsMixed ? "h" : column.Panel == 0 || column.IsHalf ? "w" : $"w + q{(column.Panel == 1 ? "" : Number(column.Panel))}";
        return column.Lane == 0 ? place : $"{place} + {Number(column.Lane)}";
    }

    private void Depth()
    {
        var rows = Enumerable.Range(0, form.RowStep is null && !HasOnePointer ? (form.Rows + Reach - 1) / Reach : 1).Select(RowPointer).ToList();
        _code.Line($"byte* {string.Join(", ", rows.Select((row, i) => i == 0 ? $"{row} = (byte*)a" : $"{row} = {RowPointer(i - 1)} + {Number(Reach)} * r"))};");
        _code.Line($"float* w = b{(form.IsMixed ? ", h = b + s->Half" : "")};");
        for (var level = form.Levels - 1; level >= 0; level--)
        {
            var (n, number) = ("n" + Number(level), Number(level));
            var bumps = string.Join(", ", rows.Select(row => row + (level == 0 ? " += a0" : $" += 4 * s->A{number}"))) + (level == 0 ? ", w += b0" : $", w += s->B{number}") + (form.IsMixed ? $", h += s->H{number}" : "");
            _code.Line(new string(' ', 4 * (form.Levels - 1 - level)) + $"for (nint {n} = s->N{number}; {n} > 0; {n}--, {bumps})");
        }

        _code.Indented(form.Levels - 1, Step);
    }

    private void Step()
    {
        _code.Open();
        var vectors = _columns.Select(column => Load(column, ColumnPlace(column))).ToList();

        if (form.Fetches)
            _code.Line("T.Fetch((float*)next); next += s->Next;");

        // With one row a vector is used once: straight from memory.
        var direct = form.Rows == 1;
        if (!direct)
            _code.Line($"{Simd.Type} {string.Join(", ", vectors.Select((vector, i) => $"w{Letter(i)} = {vector}"))};");
        RowByRow(row =>
        {
            var value = Simd.Broadcast(RowPlace(row));
            var line = "";
            if (_columns.Count > 1)
                (line, value) = ($"var x{Letter(row)} = {value}; ", $"x{Letter(row)}");
            return line + string.Join(" ", _columns.Select((_, i) => $"{Sum(row, i)} = {Simd.MultiplyAdd(value, direct ? vectors[i] : $"w{Letter(i)}", Sum(row, i))};"));
        });

        _code.Close();
    }

    private void Store()
    {
        // Operands that do not change from row to row (biases) are loaded once, where registers are left for them beside the sums.
        foreach (var extra in HoldsShared ? form.Pointers.Except(PerRow()) : [])
            _code.Line($"{Simd.Type} {string.Join(", ", _columns.Select((column, i) => $"e{Number(extra)}{Letter(i)} = {Load(column, Far("e" + Number(extra), column, Number(Packing.Width)))}"))};");
        RowByRow(row =>
        {
            var panels = Enumerable.Range(0, _columns.Count).GroupBy(i => _columns[i].Panel).Select(panel => string.Join(" ", panel.SelectMany(i => Store(row, i)))).ToList();
            foreach (var panel in panels.Take(panels.Count - 1))
                _code.Line(panel);
            return string.Join(" ", new[] { panels[panels.Count - 1], "c += o;" }.Concat(PerRow().Select(extra => $"e{Number(extra)} += o{Number(extra)};")));
        });
    }

    /// <summary>A line for each row; rows of one vector are short, and two share a line.</summary>
    private void RowByRow(System.Func<int, string> print)
    {
        var together = _columns.Count == 1 ? 2 : 1;
        for (var row = 0; row < form.Rows; row += together)
            _code.Line(string.Join(" ", Enumerable.Range(row, System.Math.Min(together, form.Rows - row)).Select(print)));
    }

    private IEnumerable<string> Store(int row, int index)
    {
        var lanes = LanesOf(index);
        var column = _columns[index];
        var place = IsInTwo ? "c" + (column.Lane == 0 ? "" : " + s->OutputSecond") : Far("c", column, form.Panels + (form.Half ? 1 : 0) > 1 ? "s->OutputPanel" : "");
        var named = Enumerable.Range(0, form.Operands.Count).Where(extra => !IsHeld(extra) && ExpressionPrinter.Reads([form.Epilogue], extra) > 1).ToList();
        var locals = named.Select(extra => $"var v{Number(extra)} = {InMemory(extra)};").ToList();
        var printer = new ExpressionPrinter()
        {
            Value = Sum(row, index),
            Operand = extra => IsHeld(extra) ? $"e{Number(extra)}{Letter(index)}" : named.Contains(extra) ? "v" + Number(extra) : InMemory(extra),
        };
        locals.AddRange(printer.Share([form.Epilogue], "u", ""));
        var formula = printer.Print(form.Epilogue);
        var store = lanes < form.Lanes ? Simd.StoreFirst(place, formula, lanes) : form.Streams ? Simd.StoreStreaming(place, formula) : Simd.Store(place, formula);
        yield return locals.Count == 0 ? store : $"{{ {string.Join(" ", locals)} {store} }}";

        string InMemory(int extra) => Load(column, form.Operands[extra] == TileOperand.Output ? place : Far("e" + Number(extra), column, Number(Packing.Width)));
    }

    /// <summary>True for an operand of the epilogue whose vectors stay in registers from row to row.</summary>
    private bool IsHeld(int extra) => form.Operands[extra] == TileOperand.Shared && HoldsShared;

    private bool HoldsShared => form.Rows > 1 && _columns.Count * (form.Rows + form.Operands.Count(operand => operand == TileOperand.Shared)) <= MostHeld;

    /// <summary>A place outside the depth loops, where a multiplication costs nothing.</summary>
    private string Far(string pointer, Column column, string panelStep) =>
        pointer + Times(column.Panel, panelStep) + (column.Lane == 0 ? "" : " + " + (IsInTwo ? Simd.AnyWidth : Number(column.Lane)));

    private static string Times(int count, string step) => count == 0 || step.Length == 0 ? "" : count == 1 ? " + " + step : $" + {Number(count)} * {step}";

    /// <summary>Lanes of column vector <paramref name="index"/> that are written; only the last eight columns can be fewer.</summary>
    private int LanesOf(int index) => form.ExactLanes > 0 && index == _columns.Count - 1 ? form.ExactLanes : _columns[index].IsHalf ? Packing.Half : form.Lanes;

    /// <summary>What a vector of columns reads: a half panel may be the last in its memory.</summary>
    private string Load(Column column, string place) => column.IsHalf && form.IsWide ? Simd.LoadEight(place) : Simd.Load(place);
}
