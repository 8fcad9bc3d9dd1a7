using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Declaration;

/// <summary>
/// A formula's value: int, float or bool by C#'s rules (ints stay ints and divide to ints, &amp;&amp; and || look no further than they must),
/// or why it has none. Overflow and division by zero are mistakes.
/// </summary>
internal sealed class FormulaValue
{
    private readonly Func<string, object?> _names;

    private FormulaValue(Func<string, object?> names) => _names = names;

    /// <summary>Why there is no value, for messages.</summary>
    public string? Fault { get; private set; }

    public object? Value { get; private set; }

    /// <summary>Evaluates.</summary>
    /// <param name="formula">A formula that was read without fault.</param>
    /// <param name="names">What a name stands for; null where it has no value.</param>
    public static FormulaValue Of(Formula formula, Func<string, object?> names)
    {
        var value = new FormulaValue(names);
        if (formula.Root is { } root)
            value.Value = value.Evaluate(root);
        else
            value.Fault = formula.Fault;
        return value;
    }

    /// <summary>The names in a formula, each once.</summary>
    public static IEnumerable<string> Names(Formula formula) => (formula.Root is { } root ? Names(root) : []).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Names(FormulaNode node) =>
        node.Operator == "name" ? [(string)node.Value!] : node.Operands.SelectMany(Names);

    private object? Evaluate(FormulaNode node)
    {
        switch (node.Operator)
        {
            case "number":
                return node.Value;
            case "name":
                return Named((string)node.Value!);
            case "?:":
                return Truth(node.Operands[0], "?:") is { } choice ? Evaluate(node.Operands[choice ? 1 : 2]) : null;
            case "&&" or "||":
                return Truth(node.Operands[0], node.Operator) is not { } left ? null
                    : left == (node.Operator == "||") ? left
                    : Truth(node.Operands[1], node.Operator);
            case "!":
                return !Truth(node.Operands[0], "!");
        }

        if (Evaluate(node.Operands[0]) is not { } first)
            return null;
        if (node.Operands.Count == 1)
            return node.Operator == "+" && first is not bool ? first : Binary(node.Operator, 0, first);
        return Evaluate(node.Operands[1]) is { } second ? Binary(node.Operator, first, second) : null;
    }

    private object? Named(string name)
    {
        var value = _names(name);
        return value is int or float or bool ? value : Fail(value is null ? $"parameter '{name}' has no value" : $"parameter '{name}' is not a number");
    }

    private bool? Truth(FormulaNode node, string where)
    {
        var value = Evaluate(node);
        if (value is bool truth)
            return truth;
        if (value is not null)
            Fail($"{where} needs true or false, but gets {Text(value)}");
        return null;
    }

    private object? Binary(string name, object first, object second) => (first, second) switch
    {
        (bool a, bool b) => name switch
        {
            "==" => a == b,
            "!=" => a != b,
            _ => Fail($"{name} needs numbers, but gets {Text(first)}"),
        },
        (bool, _) or (_, bool) => Fail($"{name} does not go with {Text(first)} and {Text(second)}"),
        (int a, int b) => Whole(name, a, b),
        _ => Fraction(name, Single(first), Single(second)),
    };

    private static float Single(object number) => number is int whole ? whole : (float)number;

    private object? Whole(string name, long a, long b)
    {
        if (name is "/" or "%" && b == 0)
            return Fail($"{a} {name} 0 divides by zero");
        switch (name)
        {
            case "+":
                return Fitting(a + b);
            case "-":
                return Fitting(a - b);
            case "*":
                return Fitting(a * b);
            case "/":
                return Fitting(a / b);
            case "%":
                return Fitting(a % b);
            default:
                return Comparison(name, a.CompareTo(b));
        }

        object? Fitting(long result) => result is >= int.MinValue and <= int.MaxValue ? (int)result : Fail($"{a} {name} {b} is more than an int holds");
    }

    private object? Fraction(string name, float a, float b)
    {
        var result = name switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, "%" => a % b, _ => 0 };
        if (float.IsNaN(result) || float.IsInfinity(result))
            return Fail($"{Text(a)} {name} {Text(b)} is not a number");
        return name is "+" or "-" or "*" or "/" or "%" ? result : Comparison(name, a.CompareTo(b));
    }

    private static bool Comparison(string name, int order) => name switch
    {
        "==" => order == 0,
        "!=" => order != 0,
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };

    private object? Fail(string fault)
    {
        Fault ??= fault;
        return null;
    }

    /// <summary>A value as messages write it.</summary>
    public static string Text(object value) => value switch { bool truth => truth ? "true" : "false", IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture), _ => value.ToString() };
}
