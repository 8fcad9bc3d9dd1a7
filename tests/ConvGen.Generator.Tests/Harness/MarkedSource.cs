using Microsoft.CodeAnalysis.Text;

namespace ConvGen.Tests;

/// <summary>Source in which <c>[|</c> and <c>|]</c> mark where a diagnostic is expected.</summary>
internal sealed record MarkedSource(string Text, TextSpan? Span)
{
    public static MarkedSource Parse(string marked)
    {
        var start = marked.IndexOf("[|", StringComparison.Ordinal);
        if (start < 0)
            return new MarkedSource(marked, null);
        var end = marked.IndexOf("|]", start, StringComparison.Ordinal) - 2;
        return new MarkedSource(marked.Remove(end + 2, 2).Remove(start, 2), TextSpan.FromBounds(start, end));
    }
}
