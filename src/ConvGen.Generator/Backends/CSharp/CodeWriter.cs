using System.Text;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>Lines of C# with their indentation; always '\n'.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0)
            _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    public void Open(string head)
    {
        Line(head);
        Open();
    }

    public void Open()
    {
        Line("{");
        _depth++;
    }

    public void Close(string tail = "")
    {
        _depth--;
        Line("}" + tail);
    }

    /// <summary>A statement with the body that <paramref name="print"/> writes, in braces where it is more than a line.</summary>
    public void Block(string head, System.Action print)
    {
        Line(head);
        var start = _text.Length;
        _depth++;
        print();
        _depth--;
        if (_text.ToString(start, _text.Length - start).TrimEnd('\n').IndexOf('\n') < 0)
            return;
        _text.Insert(start, new string(' ', 4 * _depth) + "{\n");
        Line("}");
    }

    /// <summary>What <paramref name="print"/> writes, deeper by <paramref name="levels"/>.</summary>
    public void Indented(int levels, System.Action print)
    {
        _depth += levels;
        print();
        _depth -= levels;
    }

    /// <summary>Text of several lines, each at the present depth.</summary>
    public void Lines(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            Line(line);
    }

    /// <summary>Lines of another language, as they are.</summary>
    public void Verbatim(string lines)
    {
        _text.Append(lines);
        if (!lines.EndsWith("\n", System.StringComparison.Ordinal))
            _text.Append('\n');
    }

    public override string ToString() => _text.ToString();
}
