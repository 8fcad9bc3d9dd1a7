using System;
using System.Globalization;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>What a register holds: one number of one thread.</summary>
internal enum RegisterType
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>32 bits, signed unless an operation says otherwise.</summary>
    Int,

    /// <summary>IEEE single precision.</summary>
    Float,

    /// <summary>A place in the device's memory, counted in numbers of 32 bits.</summary>
    Pointer,

    /// <summary>A place in the memory that the threads of a block share, likewise.</summary>
    SharedPointer,
}

/// <summary>A virtual register: there are as many as a kernel likes, and each is written once unless it is a variable.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Number">Counts the registers of its type.</param>
/// <param name="IsVariable">True where it may be written again.</param>
internal readonly record struct Register(RegisterType Type, int Number, bool IsVariable = false);

/// <summary>What an operation works on: a register or a constant.</summary>
internal readonly record struct Operand
{
    private Operand(Register? register, RegisterType type, int bits) => (Register, Type, Bits) = (register, type, bits);

    /// <summary>Null for a constant.</summary>
    public Register? Register { get; }

    public RegisterType Type { get; }

    /// <summary>A constant's bits.</summary>
    public int Bits { get; }

    public bool IsConstant => Register is null;

    /// <summary>A constant's value.</summary>
    public float Float => BitConverter.ToSingle(BitConverter.GetBytes(Bits), 0);

    public static Operand Of(Register register) => new(register, register.Type, 0);

    public static Operand Of(int value) => new(null, RegisterType.Int, value);

    public static Operand Of(float value) => new(null, RegisterType.Float, BitConverter.ToInt32(BitConverter.GetBytes(value), 0));

    public override string ToString() => Register is { } register ? register.Type + register.Number.ToString(CultureInfo.InvariantCulture)
        : Type == RegisterType.Float ? Float.ToString("R", CultureInfo.InvariantCulture) : Bits.ToString(CultureInfo.InvariantCulture);
}
