using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <content>Reading and writing memory.</content>
internal sealed partial class KernelBuilder
{
    /// <summary>The number at <paramref name="index"/>; where a condition is given and false, 0, and nothing is read.</summary>
    public Float Load(Pointer from, Int index, Bool? when = null) => Load(from, index, 1, when)[0];

    /// <summary>One, two or four neighbours from <paramref name="index"/> on, at an address aligned to their size.</summary>
    public Float[] Load(Pointer from, Int index, int count, Bool? when = null)
    {
        var (place, offset) = Place(from, index);
        return Load(place, offset, count, when);
    }

    /// <summary>A label or another integer.</summary>
    public Int LoadInt(Pointer from, Int index)
    {
        var (place, offset) = Place(from, index);
        var register = NewRegister(RegisterType.Int);
        Add(new Read([register], place, offset, null));
        return new Int(this, Operand.Of(register));
    }

    public void Store(Pointer to, Int index, Float value, Bool? when = null) => Store(to, index, [value], when);

    /// <summary>One, two or four neighbours from <paramref name="index"/> on, at an address aligned to their size.</summary>
    public void Store(Pointer to, Int index, IReadOnlyList<Float> values, Bool? when = null)
    {
        var (place, offset) = Place(to, index);
        Add(new Write([.. values.Select(value => value.Operand)], place, offset, when?.Operand));
    }

    public Float Load(SharedArray from, Int index) => Load(from, index, 1)[0];

    /// <inheritdoc cref="Load(Pointer, Int, int, Bool?)"/>
    public Float[] Load(SharedArray from, Int index, int count)
    {
        var (place, offset) = Place(from, index);
        return Load(place, offset, count, null);
    }

    public void Store(SharedArray to, Int index, Float value, Bool? when = null) => Store(to, index, [value], when);

    /// <inheritdoc cref="Store(Pointer, Int, IReadOnlyList{Float}, Bool?)"/>
    public void Store(SharedArray to, Int index, IReadOnlyList<Float> values, Bool? when = null)
    {
        var (place, offset) = Place(to, index);
        Add(new Write([.. values.Select(value => value.Operand)], place, offset, when?.Operand));
    }

    /// <summary>The array from <paramref name="index"/> on.</summary>
    public SharedArray From(SharedArray array, Int index) =>
        array with { Register = Define(Operation.Advance, RegisterType.SharedPointer, Operand.Of(array.Register), index.Operand, Operand.Of(1)) };

    private Float[] Load(Register place, int offset, int count, Bool? when)
    {
        Register[] results = [.. Enumerable.Range(0, count).Select(_ => NewRegister(RegisterType.Float))];
        Add(new Read(results, place, offset, when?.Operand));
        return [.. results.Select(register => new Float(this, Operand.Of(register)))];
    }

    /// <summary>A register with an address and how far it is from there: constants need no arithmetic, and neighbours have one register.</summary>
    private (Register Place, int Offset) Place(Pointer pointer, Int index)
    {
        if (index.Constant is { } constant)
            return (pointer.Register, constant);
        var (inner, offset) = Sum(index);
        return (Advance(pointer, inner, 1).Register, offset);
    }

    private (Register Place, int Offset) Place(SharedArray array, Int index)
    {
        if (index.Constant is { } constant)
            return (array.Register, constant);
        var (inner, offset) = Sum(index);
        return (Define(Operation.Advance, RegisterType.SharedPointer, Operand.Of(array.Register), inner.Operand, Operand.Of(1)), offset);
    }
}
