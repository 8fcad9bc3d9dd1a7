using System;
using System.Linq;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints a step of a register tile over images in lanes: each of some neighbours (pixels, or taps) times each of some columns, added to sums. What there is less of is held in registers, and the other
/// goes by.
/// </summary>
internal static class ImageProducts
{
    /// <summary>The sum of a neighbour and a column.</summary>
    public static string Sum(int neighbour, int column) => $"s{(char)('A' + neighbour)}{Number(column)}";

    /// <param name="code">Where the step goes, as a block.</param>
    /// <param name="neighbours">How many.</param>
    /// <param name="columns">How many.</param>
    /// <param name="neighbour">How one's vector is loaded.</param>
    /// <param name="column">The same.</param>
    public static void Print(CodeWriter code, int neighbours, int columns, Func<int, string> neighbour, Func<int, string> column)
    {
        code.Open();
        var holdsColumns = neighbours > columns;
        var (held, load, others, other) = holdsColumns ? (columns, column, neighbours, neighbour) : (neighbours, neighbour, columns, column);
        code.Line($"V {string.Join(", ", Enumerable.Range(0, held).Select(h => $"h{Number(h)} = {load(h)}"))};");
        for (var i = 0; i < others; i++)
        {
            var (named, value) = held == 1 ? ("", other(i)) : ($"var o{Number(i)} = {other(i)}; ", "o" + Number(i));
            code.Line(named + string.Join(" ", Enumerable.Range(0, held).Select(h =>
            {
                var sum = holdsColumns ? Sum(i, h) : Sum(h, i);
                return $"{sum} = {MultiplyAdd("h" + Number(h), value, sum)};";
            })));
        }

        code.Close();
    }
}
