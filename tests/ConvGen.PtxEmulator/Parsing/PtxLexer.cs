namespace ConvGen.Tests.Ptx;

/// <summary>Cuts PTX into tokens. Words take dots in: an opcode with its modifiers, a directive and a special register are one word each.</summary>
internal static class PtxLexer
{
    public static List<PtxToken> Read(string text)
    {
        var tokens = new List<PtxToken>(text.Length / 3);
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c == '\n')
            {
                line++;
                at++;
            }
            else if (char.IsWhiteSpace(c))
                at++;
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                while (at < text.Length && text[at] != '\n')
                    at++;
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '*')
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                end = end < 0 ? text.Length : end + 2;
                line += text.AsSpan(at, end - at).Count('\n');
                at = end;
            }
            else
            {
                var (kind, next) = Next(text, at, line);
                tokens.Add(new PtxToken(kind, text[at..next], line, at, next));
                at = next;
            }
        }

        tokens.Add(new PtxToken('\0', "the end", line, text.Length, text.Length));
        return tokens;
    }

    private static (char Kind, int End) Next(string text, int at, int line)
    {
        var c = text[at];
        var end = at + 1;
        if (c == '"')
        {
            end = text.IndexOf('"', end);
            return end < 0 ? throw new PtxFormatException(line, text[at..Math.Min(text.Length, at + 40)], "a text without an end") : ('q', end + 1);
        }

        if (char.IsAsciiDigit(c))
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E' && text[at + 1] is not ('x' or 'f' or 'd' or 'F' or 'D'))))
                end++;
            return ('n', end);
        }

        if (char.IsAsciiLetter(c) || c is '_' or '$' or '%' or '.')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '$' or '.' || (text[end] == ':' && end + 1 < text.Length && text[end + 1] == ':')))
                end += text[end] == ':' ? 2 : 1;
            return ('w', end);
        }

        return "@!{}[](),;:|+-<>=".Contains(c, StringComparison.Ordinal) ? (c, end) : throw new PtxFormatException(line, c.ToString(), "a character that PTX does not know");
    }
}
