namespace ConvGen;

/// <summary>"Did you mean" for names that do not exist.</summary>
internal static class NearestNames
{
    private const int Most = 3;

    /// <summary>A sentence that lists the names nearest to <paramref name="asked"/> by edit distance, nearest first.</summary>
    public static string Sentence(string asked, IEnumerable<string> known)
    {
        var nearest = known.OrderBy(name => Distance(asked, name)).Take(Most).Select(name => $"'{name}'").ToArray();
        return nearest.Length == 0 ? "There are none." : $"Nearest: {string.Join(", ", nearest)}.";
    }

    /// <summary>Levenshtein's edit distance, one row at a time, ignoring case.</summary>
    internal static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
