namespace ConvGen;

/// <summary>Which stretches of the flat parameter buffer a choice of parameters covers.</summary>
internal static class ParameterRanges
{
    /// <summary>
    /// Ascending ranges of the chosen parameters. Chosen neighbours are one range, alignment gaps between them included: gaps hold zeros
    /// with zero gradients, which no optimiser moves, and one long loop is quicker than many short ones.
    /// </summary>
    public static Range[] Merge(IEnumerable<ParameterDescription> parameters, Func<ParameterDescription, bool> chosen)
    {
        var ranges = new List<Range>();
        var continues = false;
        foreach (var parameter in parameters.OrderBy(p => p.Offset))
        {
            if (!chosen(parameter))
            {
                continues = false;
                continue;
            }

            var end = parameter.Offset + parameter.Packing.PackedLength;
            if (continues)
                ranges[^1] = ranges[^1].Start..end;
            else
                ranges.Add(parameter.Offset..end);
            continues = true;
        }

        return [.. ranges];
    }
}
