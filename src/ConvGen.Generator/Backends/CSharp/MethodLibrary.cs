using System.Collections.Generic;
using System.Globalization;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>A program's methods. Identical ones (same text but for the name) are emitted once and shared.</summary>
internal sealed class MethodLibrary
{
    /// <summary>Stands in a method's text where its name goes, so that text can be compared before there is a name.</summary>
    public const string Name = "\u0001";

    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<object, string> _printed = [];
    private readonly CodeWriter _text = new();

    /// <summary>Gives the name of the method with this text, <paramref name="kind"/> and a number.</summary>
    public string Add(string kind, string text)
    {
        if (_names.TryGetValue(text, out var name))
            return name;
        _counts[kind] = _counts.TryGetValue(kind, out var count) ? count + 1 : 1;
        name = kind + _counts[kind].ToString(CultureInfo.InvariantCulture);
        _names[text] = name;
        _text.Lines(text.Replace(Name, name));
        _text.Line();
        return name;
    }

    /// <summary>The name that <paramref name="print"/> gives, printed only the first time for a key.</summary>
    public string Once(object key, System.Func<string> print)
    {
        if (!_printed.TryGetValue(key, out var name))
            _printed[key] = name = print();
        return name;
    }

    public override string ToString() => _text.ToString();
}
