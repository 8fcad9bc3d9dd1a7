using System.Collections.Generic;
using System.Globalization;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>The methods of one instruction set. Identical ones (same text but for the name) are emitted once and shared.</summary>
internal sealed class MethodLibrary
{
    private const string NamePlaceholder = "\u0001";
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly CodeWriter _text = new();

    /// <summary>Gives the name of a method with this text; <paramref name="text"/> says where the name goes by calling its argument.</summary>
    public string Add(string kind, System.Func<string, string> text)
    {
        var pattern = text(NamePlaceholder);
        if (_names.TryGetValue(pattern, out var name))
            return name;
        _counts[kind] = _counts.TryGetValue(kind, out var count) ? count + 1 : 1;
        name = kind + _counts[kind].ToString(CultureInfo.InvariantCulture);
        _names[pattern] = name;
        _text.Lines(pattern.Replace(NamePlaceholder, name));
        _text.Line();
        return name;
    }

    public override string ToString() => _text.ToString();
}
