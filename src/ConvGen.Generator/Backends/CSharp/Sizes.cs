using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.CSharp;

/// <summary>
/// The numbers a shared method takes as arguments: extents and steps. A text that names them instead of holding them is the same for every
/// layer of the same structure, so a network of a hundred layers needs a handful of methods. Zero steps are structure: they stay out of the text.
/// </summary>
internal sealed class Sizes
{
    private readonly List<(string Type, string Name, string Value)> _all = [];
    private readonly List<float> _constants = [];
    private readonly List<int> _counts = [];

    /// <summary>", nint rows, …": what follows in the method's parameter list.</summary>
    public string Parameters => Join(size => size.Type + " " + size.Name);

    /// <summary>", 28, …": what follows in a call's argument list.</summary>
    public string Arguments => Join(size => size.Value);

    /// <summary>The parameter that holds <paramref name="value"/>. One name stands for one value.</summary>
    public string Of(string name, long value) => Add("nint", name, Simd.Number(value));

    /// <summary>The same as an int: for divisions, which are slow in 64 bits on older processors.</summary>
    public string OfInt(string name, int value) => Add("int", name, Simd.Number(value));

    /// <summary>The parameter's name, or nothing for a step that does not move.</summary>
    public string Step(string name, long value) => value == 0 ? "" : Of(name, value);

    /// <summary>
    /// The formula with the numbers that come from sizes and settings (a share of pixels, an epsilon) as parameters; round ones belong to the formula and stay.
    /// </summary>
    public Expression Lift(Expression formula)
    {
        return formula.Map(leaf => leaf switch
        {
            Constant constant when !IsRound(constant.Number) => new Argument(Add("float", "k" + Place(_constants, constant.Number), Simd.Number(constant.Number))),
            BatchCount count => new Argument($"(float)(batch * {Add("long", "count" + Place(_counts, count.Pixels), Simd.Number((long)count.Pixels))})"),
            _ => leaf,
        });

        static string Place<T>(List<T> numbers, T number)
        {
            if (!numbers.Contains(number))
                numbers.Add(number);
            return Simd.Number((long)numbers.IndexOf(number));
        }

        static bool IsRound(float number) => Math.Abs(number) <= 16 && number * 4 == (float)Math.Round(number * 4);
    }

    private string Add(string type, string name, string value)
    {
        foreach (var size in _all)
        {
            if (size.Name != name)
                continue;
            return size.Value == value ? name : throw new InvalidOperationException($"'{name}' is {size.Value} and {value}");
        }

        _all.Add((type, name, value));
        return name;
    }

    private string Join(Func<(string Type, string Name, string Value), string> text) =>
        _all.Aggregate(new StringBuilder(), (joined, size) => joined.Append(", ").Append(text(size))).ToString();
}

/// <summary>A number that a method gets as an argument, or computes from one.</summary>
internal sealed record Argument(string Text) : Expression
{
    public override int Cost => 0;

    public override string ToString() => Text;
}

/// <summary>A shared method's name and the sizes a kernel calls it with.</summary>
internal readonly record struct MethodCall(string Name, string Sizes)
{
    /// <summary>The call, <paramref name="arguments"/> being what changes from layer to layer and from run to run.</summary>
    public string With(string arguments) => $"{Name}({arguments}{Sizes})";
}
