using System;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>A condition that may be known where the kernel is built: then nothing is left of it in the kernel.</summary>
internal readonly record struct Condition
{
    private readonly Bool? _value;

    private Condition(bool? known, Bool? value) => (Known, _value) = (known, value);

    public static Condition True => new(true, null);

    public static Condition False => new(false, null);

    /// <summary>What it is, where that is known.</summary>
    public bool? Known { get; }

    /// <summary>For what takes a condition or none; null where it always holds.</summary>
    public Bool? When => Known switch
    {
        true => null,
        false => throw new InvalidOperationException("What never happens need not be written."),
        null => _value,
    };

    public static implicit operator Condition(Bool value) => new(null, value);

    public static Condition operator &(Condition a, Condition b) =>
        a.Known == false || b.Known == true ? a : b.Known == false || a.Known == true ? b : a._value!.Value & b._value!.Value;

    /// <summary>True where <paramref name="value"/> is below <paramref name="end"/>.</summary>
    public static Condition Less(Int value, Int end) => value.Constant is { } a && end.Constant is { } b ? Of(a < b) : value < end;

    /// <summary>True from 0 to below <paramref name="end"/>, which least and most, the range that the value is known to have, may make certain.</summary>
    public static Condition Within(Int value, int end, int least, int most) =>
        value.Constant is { } constant ? Of(constant >= 0 && constant < end)
        : least >= end || most < 0 ? False
        : least < 0 ? value.IsWithin(end)
        : most >= end ? value < end
        : True;

    /// <summary>Runs the body where it holds.</summary>
    public void If(KernelBuilder k, Action body)
    {
        if (Known is null)
            k.If(_value!.Value, body);
        else if (Known.Value)
            body();
    }

    public Float Select(KernelBuilder k, Float yes, Float no) => Known is { } known ? known ? yes : no : k.Select(_value!.Value, yes, no);

    private static Condition Of(bool known) => known ? True : False;
}
