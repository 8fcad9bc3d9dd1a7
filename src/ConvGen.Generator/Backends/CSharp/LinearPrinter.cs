using System;
using System.Collections.Generic;
using System.Linq;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// Prints the product of a small constant matrix and a vector of vectors. Rows or columns that differ only in some signs, as those of Winograd's transforms for
/// the points +p and −p do, share their sums: of two rows, what both add, plus and minus what one subtracts; of two columns, their elements' sum and difference.
/// </summary>
internal static class LinearPrinter
{
    /// <summary>A loop that loads a vector d of vectors, multiplies it by the matrix, and does what is wanted with the product r.</summary>
    /// <param name="code">Where it is written.</param>
    /// <param name="loop">The head of the loop.</param>
    /// <param name="matrix">Rows × columns.</param>
    /// <param name="load">Where an element lies.</param>
    /// <param name="use">Prints what is done with the product's elements, r0 and on.</param>
    public static void Loop(CodeWriter code, string loop, float[,] matrix, Func<int, string> load, Action use)
    {
        code.Open(loop);
        code.Line($"V {string.Join(", ", Enumerable.Range(0, matrix.GetLength(1)).Select(j => $"d{Number(j)} = {Load(load(j))}"))};");
        foreach (var line in Print(matrix, j => "d" + Number(j), j => "r" + Number(j)))
            code.Line(line);
        use();
        code.Close();
    }

    /// <summary>The same, each element of the product stored in its place as soon as it is there: for matrices of so many rows that registers do not hold them.</summary>
    public static void StoringLoop(CodeWriter code, string loop, float[,] matrix, Func<int, string> load, Func<int, string> place)
    {
        code.Open(loop);
        code.Line($"V {string.Join(", ", Enumerable.Range(0, matrix.GetLength(1)).Select(j => $"d{Number(j)} = {Load(load(j))}"))};");
        foreach (var (line, results) in Print(matrix, [.. Enumerable.Range(0, matrix.GetLength(0))], j => "d" + Number(j), j => "r" + Number(j), _ => true))
            code.Line(string.Join(" ", [line, .. results.Select(j => Store(place(j), "r" + Number(j)))]));
        code.Close();
    }

    /// <summary>A place so many vectors further, of any width.</summary>
    public static string Vectors(string place, int count) => place + (count == 0 ? "" : count == 1 ? " + " + AnyWidth : $" + {Number(count)} * {AnyWidth}");

    /// <summary>Stores the product's elements, each in its place, in a line.</summary>
    public static void StoreAll(CodeWriter code, float[,] matrix, Func<int, string> place) =>
        code.Line(string.Join(" ", Enumerable.Range(0, matrix.GetLength(0)).Select(j => Store(place(j), "r" + Number(j)))));

    /// <summary>Statements that declare <paramref name="result"/>(row) for every row of the matrix.</summary>
    /// <param name="matrix">Rows × columns.</param>
    /// <param name="source">Names of the vector's elements.</param>
    /// <param name="result">Names of the product's elements.</param>
    public static IEnumerable<string> Print(float[,] matrix, Func<int, string> source, Func<int, string> result) => Print(matrix, [.. Enumerable.Range(0, matrix.GetLength(0))], source, result);

    /// <summary>The same for some rows.</summary>
    public static IEnumerable<string> Print(float[,] matrix, List<int> rows, Func<int, string> source, Func<int, string> result) => Print(matrix, rows, source, result, _ => true).Select(line => line.Line);

    /// <summary>Statements for some rows, with the rows whose results each declares; computed as those of all <paramref name="rows"/> are, but only the <paramref name="wanted"/> ones.</summary>
    public static IEnumerable<(string Line, IReadOnlyList<int> Results)> Print(float[,] matrix, List<int> rows, Func<int, string> source, Func<int, string> result, Func<int, bool> wanted)
    {
        var columns = Enumerable.Range(0, matrix.GetLength(1)).ToList();
        var partners = new Dictionary<int, int>();

        // Sharing among columns is worth it only where many rows have them.
        foreach (var column in rows.Count > 2 ? columns : [])
            foreach (var other in columns.Where(other => other > column && !partners.ContainsKey(column) && !partners.ContainsValue(column) && AreAlike(rows, row => matrix[row, column], row => matrix[row, other])))
                partners[column] = other;
        foreach (var pair in partners.OrderBy(pair => pair.Key))
            yield return ($"V {Name(pair, "Sum")} = T.Add({source(pair.Key)}, {source(pair.Value)}), {Name(pair, "Difference")} = T.Subtract({source(pair.Key)}, {source(pair.Value)});", []);

        var done = new HashSet<int>();
        foreach (var row in rows)
        {
            if (!done.Add(row))
                continue;
            var partner = partners.Count > 0 ? 0 : rows.Find(other => other > row && !done.Contains(other) && AreAlike(columns, j => matrix[row, j], j => matrix[other, j]));
            if (partner > 0)
            {
                done.Add(partner);
                var same = Sum(j => matrix[row, j] == matrix[partner, j]);
                var other = columns.Where(j => matrix[row, j] != matrix[partner, j]).ToList();
                foreach (var line in Pair(row, partner, same, other.Count == 1 && partners.Count == 0 ? matrix[row, other[0]] : 0, other.Count == 1 ? source(other[0]) : "", Sum(other.Contains)))
                    yield return line;
            }
            else if (wanted(row))
            {
                yield return ($"V {result(row)} = {Sum(_ => true)};", [row]);
            }

            string Sum(Func<int, bool> belongs) => Combination([.. columns.Where(j => matrix[row, j] != 0 && belongs(j) && !partners.ContainsValue(j)).Select(j => (matrix[row, j], Term(row, j)))]);
        }

        // What differs is one element, whose factor a multiply-add takes along, or a sum of its own.
        IEnumerable<(string Line, IReadOnlyList<int> Results)> Pair(int row, int partner, string same, float factor, string single, string differs)
        {
            var (even, odd) = (result(row) + "Even", result(row) + "Odd");
            var isSingle = factor != 0 && Math.Abs(factor) != 1;
            yield return ($"V {even} = {same}{(isSingle ? "" : $", {odd} = {differs}")};", []);
            (int Row, string Sum)[] both =
            [
                (row, isSingle ? MultiplyAdd(Constant(factor), single, even) : $"T.Add({even}, {odd})"),
                (partner, isSingle ? MultiplyAdd(Constant(-factor), single, even) : $"T.Subtract({even}, {odd})"),
            ];
            var sums = both.Where(one => wanted(one.Row)).ToList();
            yield return ($"V {string.Join(", ", sums.Select(one => $"{result(one.Row)} = {one.Sum}"))};", [.. sums.Select(one => one.Row)]);
        }

        string Name(KeyValuePair<int, int> pair, string kind) => source(pair.Key) + source(pair.Value) + kind;

        string Term(int row, int column) => partners.TryGetValue(column, out var other)
            ? Name(new(column, other), matrix[row, column] == matrix[row, other] ? "Sum" : "Difference")
            : source(column);
    }

    /// <summary>True where two runs of numbers differ in nothing but some signs, and have some signs the same.</summary>
    private static bool AreAlike(IReadOnlyList<int> places, Func<int, float> one, Func<int, float> other) =>
        places.All(i => Math.Abs(one(i)) == Math.Abs(other(i))) && places.Any(i => one(i) != 0 && one(i) == other(i)) && places.Any(i => one(i) != other(i));

    /// <summary>Factors that are ±1 cost an addition; the others a multiply-add.</summary>
    private static string Combination(IReadOnlyList<(float Factor, string Name)> terms)
    {
        var ordered = terms.OrderByDescending(term => term.Factor == 1).ToList();
        var first = ordered[0];
        var sum = first.Factor == 1 ? first.Name : $"T.Multiply({Constant(first.Factor)}, {first.Name})";
        foreach (var (factor, name) in ordered.Skip(1))
            sum = factor == 1 ? $"T.Add({sum}, {name})" : factor == -1 ? $"T.Subtract({sum}, {name})" : MultiplyAdd(Constant(factor), name, sum);
        return sum;
    }
}
