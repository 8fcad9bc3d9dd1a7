using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Graph;

/// <summary>The name that a misspelt one was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The nearest of <paramref name="names"/>, the first of equally near ones; null where none is near.</summary>
    public static string? To(string misspelt, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(misspelt, name)))
        .Where(candidate => candidate.Distance <= (Math.Max(misspelt.Length, candidate.Name.Length) + 2) / 3)
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>How many letters to insert, remove, replace or swap with their neighbour, upper and lower case alike (Damerau 1964; optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }

        return table[a.Length, b.Length];
    }
}
