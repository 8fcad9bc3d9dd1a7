using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <content>The methods that work on vectors.</content>
internal sealed partial class PixelPrinter
{
    /// <summary>
    /// Sums of some vectors of pixels for each column, in registers through the whole depth: a step loads a vector of pixels each and multiplies them with each
    /// column's weight. Sums go to memory as vectors of pixels, column by column.
    /// </summary>
    private string Tile() => Library.Once(("TilePixels", _columns, _vectors), () =>
    {
        var code = Leaf(
            $"{Number(_vectors)} {(_vectors == 1 ? "vector" : "vectors")} of pixels × {Number(_columns)} {(_columns == 1 ? "column" : "columns")}: sums, as vectors of pixels.",
            "float* a, float* b, float* t, TileSteps* s, int tiles", ofAnyWidth: true);
        var (vectors, columns) = (Enumerable.Range(0, _vectors).ToList(), Enumerable.Range(0, _columns).ToList());
        code.Line("nint r = s->Row, a0 = s->A0;");
        code.Open("for (; tiles > 0; tiles--)");
        foreach (var v in vectors)
            code.Line($"V {string.Join(", ", columns.Select(c => $"{Sum(v, c)} = {Zero}"))};");
        code.Line("float* x = a, w = b;");
        code.Line("for (nint n2 = s->N2; n2 > 0; n2--, x += s->A2)");
        code.Line("    for (nint n1 = s->N1; n1 > 0; n1--, x += s->A1)");
        code.Line($"        for (nint n0 = s->N0; n0 > 0; n0--, x += a0, w += {Number(Packing.Half)})");
        code.Indented(2, () => Step(code, vectors, columns));
        foreach (var v in vectors)
            code.Line(string.Join(" ", columns.Select(c => Store(Place("t", (v * _columns) + c), Sum(v, c)))));
        code.Line($"a += {(_vectors == 1 ? "" : Number(_vectors) + " * ")}r;");
        code.Line($"t += {Number(_vectors * _columns)} * {AnyWidth};");
        code.Close();
        code.Close();
        return Library.Add($"TilePixels{Number(_vectors)}x{Number(_columns)}_", code.ToString());
    });

    /// <summary>What there is less of, pixels or weights, is held in registers, and the other goes by.</summary>
    private void Step(CodeWriter code, List<int> vectors, List<int> columns)
    {
        code.Open();
        if (_columns >= _vectors)
        {
            code.Line($"V {string.Join(", ", vectors.Select(v => $"x{Letter(v)} = {Load(Pixels(v))}"))};");
            foreach (var c in columns)
            {
                var (held, weight) = _vectors == 1 ? ("", Weight(c)) : ($"var w{Number(c)} = {Weight(c)}; ", "w" + Number(c));
                code.Line(held + string.Join(" ", vectors.Select(v => $"{Sum(v, c)} = {MultiplyAdd(weight, "x" + Letter(v), Sum(v, c))};")));
            }
        }
        else
        {
            code.Line($"V {string.Join(", ", columns.Select(c => $"w{Number(c)} = {Weight(c)}"))};");
            foreach (var v in vectors)
            {
                var (held, pixels) = _columns == 1 ? ("", Load(Pixels(v))) : ($"var x{Letter(v)} = {Load(Pixels(v))}; ", "x" + Letter(v));
                code.Line(held + string.Join(" ", columns.Select(c => $"{Sum(v, c)} = {MultiplyAdd(pixels, "w" + Number(c), Sum(v, c))};")));
            }
        }

        code.Close();

        static string Weight(int column) => Broadcast("w" + (column == 0 ? "" : " + " + Number(column)));

        static string Pixels(int vector) => "x" + (vector == 0 ? "" : vector == 1 ? " + r" : $" + {Number(vector)} * r");
    }

    private static char Letter(int index) => (char)('A' + index);

    private static string Sum(int vector, int column) => $"s{Letter(vector)}{Number(column)}";

    private static string Place(string pointer, int vector) => pointer + (vector == 0 ? "" : vector == 1 ? $" + {AnyWidth}" : $" + {Number(vector)} * {AnyWidth}");

    /// <summary>Applies the formula to sums and stores them as pixels of eight channels, those past the last column zeros.</summary>
    private string StorePixels(Expression formula)
    {
        var isPlain = formula is Value;
        var columns = Enumerable.Range(0, _columns).ToList();
        var extras = isPlain ? "" : string.Concat(Extras.Select(i => $"float* e{Number(i)}, "));
        var code = Leaf(
            $"{TilePrinter.Escape(formula.ToString())} of {Number(_columns)} columns, stored as pixels: of each vector as many as are left of a row, which gets less by some.",
            $"float* t, float* c, {extras}nint vectors, nint next, nint pixel, nint left, nint less", ofAnyWidth: true);
        code.Open($"for (; vectors > 0; vectors--, t += {Number(_columns)} * {AnyWidth}, c += next, left -= less)");
        code.Line($"V {string.Join(", ", columns.Select(c => $"s{Number(c)} = {Load(Place("t", c))}"))};");
        foreach (var column in isPlain ? [] : columns)
        {
            string OfColumn(int extra) => Broadcast($"e{Number(extra)}{(column == 0 ? "" : " + " + Number(column))}");
            var named = Extras.Where(extra => ExpressionPrinter.Reads([formula], extra) > 1).ToList();
            var locals = named.Select(extra => $"var v{Number(extra)} = {OfColumn(extra)};").ToList();
            var printer = new ExpressionPrinter { Value = "s" + Number(column), Operand = extra => named.Contains(extra) ? "v" + Number(extra) : OfColumn(extra) };
            locals.AddRange(printer.Share([formula], "u", ""));
            var line = $"s{Number(column)} = {printer.Print(formula)};";
            code.Line(locals.Count == 0 ? line : $"{{ {string.Join(" ", locals)} {line} }}");
        }

        code.Line($"T.StoreTransposed(c, pixel, left, {string.Join(", ", Enumerable.Range(0, Packing.Half).Select(c => c < _columns ? "s" + Number(c) : Zero))});");
        code.Close();
        code.Close();
        return Library.Add("StorePixels", code.ToString());
    }

    /// <summary>Applies the formula to pixels' sums, where it has operands for each.</summary>
    private string Finish()
    {
        var all = Enumerable.Range(0, kernel.Extra.Count).ToList();
        var perPixel = Extras.Where(i => !IsShared(i)).ToList();
        var code = Leaf(
            $"{TilePrinter.Escape(_formula.ToString())}, pixel by pixel.",
            $"float* t, float* c, {string.Concat(Extras.Select(i => $"float* e{Number(i)}, "))}nint pixels, nint pixel{string.Concat(perPixel.Select(i => $", nint pixel{Number(i)}"))}");
        foreach (var i in Extras.Where(IsShared))
            code.Line($"V v{Number(i)} = {Load("e" + Number(i))};");
        code.Open($"for (; pixels > 0; pixels--, t += {Number(Packing.Half)}, c += pixel{string.Concat(perPixel.Select(i => $", e{Number(i)} += pixel{Number(i)}"))})");
        code.Line($"V s = {Load("t")};");
        foreach (var i in all.Where(i => !IsShared(i)))
            code.Line($"V v{Number(i)} = {Load(TileForm.IsOutput(kernel, i) ? "c" : "e" + Number(i))};");
        var printer = new ExpressionPrinter { Value = "s", Operand = i => "v" + Number(i) };
        foreach (var local in printer.Share([_formula], "u", ""))
            code.Line(local);
        var lanes = kernel.ExactColumns ? _columns % Packing.Half : 0;
        code.Line(lanes == 0 ? Simd.Store("c", printer.Print(_formula)) : StoreFirst("c", printer.Print(_formula), lanes));
        code.Close();
        code.Close();
        return Library.Add("FinishPixels", code.ToString());
    }
}
