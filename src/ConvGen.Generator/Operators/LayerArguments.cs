using System.Collections.Generic;
using System.Globalization;
using ConvGen.Generator.Declaration;

namespace ConvGen.Generator.Operators;

/// <summary>An attribute's arguments as an operator's constructor reads them. A bad one is reported once, at the argument, and replaced by a harmless value.</summary>
/// <param name="declaration">The attribute.</param>
/// <param name="label">The layer as messages name it: <c>Conv2D 'conv1'</c>.</param>
/// <param name="problems">Where mistakes go.</param>
internal sealed class LayerArguments(LayerDeclaration declaration, string label, ICollection<Problem> problems)
{
    public bool Has(string argument) => declaration.Has(argument);

    public int Int(string argument, int otherwise) => Whole(argument, otherwise);

    public float Float(string argument, float otherwise)
    {
        if (declaration.Value(argument) is bool flag)
            Report("CVG2018", argument, argument, flag ? "true" : "false", "a number");
        return declaration.Float(argument, otherwise);
    }

    public bool Flag(string argument, bool otherwise) => declaration.Flag(argument, otherwise);

    /// <summary>An array argument; empty where there is none.</summary>
    public IReadOnlyList<float> Numbers(string argument) => declaration.Array<float>(argument);

    /// <summary>The member name of an enum argument.</summary>
    public string Word(string argument, string otherwise) => declaration.Word(argument) ?? otherwise;

    /// <summary>A count or size: at least 1.</summary>
    public int Positive(string argument, int otherwise)
    {
        var value = Whole(argument, otherwise);
        if (value >= 1)
            return value;
        Report("CVG2001", argument, argument, Text(value));
        return 1;
    }

    /// <summary>A number of padded rows or columns: at least 0.</summary>
    public int NotNegative(string argument, int otherwise)
    {
        var value = Whole(argument, otherwise);
        if (value >= 0 || !declaration.Has(argument))
            return value;
        Report("CVG2002", argument, argument, Text(value));
        return 0;
    }

    /// <summary>A count of at least <paramref name="least"/>, which is 0 or 1.</summary>
    public int NotNegativeCount(string argument, int least)
    {
        var value = Whole(argument, 1);
        if (value < least)
            Report("CVG2001", argument, argument, Text(value));
        return value;
    }

    /// <summary>Reports values that can mean nothing, whatever the layer: text for a number, a number that is no member of its enum.</summary>
    public void CheckValues()
    {
        foreach (var argument in declaration.Arguments)
            if (argument.Value is Unusable value)
                Report("CVG2018", argument.Name, argument.Name, value.Text, value.Needed);
    }

    /// <summary>Reports a mistake; the message's first argument is always the label.</summary>
    public void Report(string id, string? argument, params string[] arguments) =>
        problems.Add(new Problem(id, new EquatableArray<string>([label, .. arguments]), declaration.Place, argument));

    private int Whole(string argument, int otherwise)
    {
        switch (declaration.Value(argument))
        {
            case int value:
                return value;
            case float fraction:
                Report("CVG2018", argument, argument, Text(fraction), "a whole number");
                return otherwise;
            case bool flag:
                Report("CVG2018", argument, argument, flag ? "true" : "false", "a whole number");
                return otherwise;
            default:
                return otherwise;
        }
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
