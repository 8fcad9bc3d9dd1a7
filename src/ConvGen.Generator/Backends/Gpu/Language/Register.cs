using System;
using System.Globalization;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>What a register holds: one number of one thread.</summary>
internal enum RegisterType : byte
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

/// <summary>What an operation works on: a register or a constant. Kernels are built of very many of them, so it is 64 bits, and compared as such.</summary>
internal readonly struct Operand : IEquatable<Operand>
{
    private readonly Kind _kind;

    private Operand(Kind kind, RegisterType type, int bits) => (_kind, Type, Bits) = (kind, type, bits);

    private enum Kind : byte
    {
        Constant,
        Register,
        Variable,
    }

    public RegisterType Type { get; }

    /// <summary>A constant's bits, or a register's number.</summary>
    public int Bits { get; }

    /// <summary>Null for a constant.</summary>
    public Register? Register => IsConstant ? null : new Register(Type, Bits, IsVariable);

    public bool IsConstant => _kind == Kind.Constant;

    /// <summary>True for a register that may be written again.</summary>
    public bool IsVariable => _kind == Kind.Variable;

    /// <summary>A constant's value.</summary>
    public float Float => BitConverter.ToSingle(BitConverter.GetBytes(Bits), 0);

    public static Operand Of(Register register) => new(register.IsVariable ? Kind.Variable : Kind.Register, register.Type, register.Number);

    public static Operand Of(int value) => new(Kind.Constant, RegisterType.Int, value);

    public static Operand Of(float value) => new(Kind.Constant, RegisterType.Float, BitConverter.ToInt32(BitConverter.GetBytes(value), 0));

    public static bool operator ==(Operand left, Operand right) => left.Equals(right);

    public static bool operator !=(Operand left, Operand right) => !left.Equals(right);

    public bool Equals(Operand other) => Bits == other.Bits && Type == other.Type && _kind == other._kind;

    public override bool Equals(object? obj) => obj is Operand other && Equals(other);

    public override int GetHashCode() => (Bits * 31) + ((int)Type << 2) + (int)_kind;

    public override string ToString() => !IsConstant ? Type + Bits.ToString(CultureInfo.InvariantCulture)
        : Type == RegisterType.Float ? Float.ToString("R", CultureInfo.InvariantCulture) : Bits.ToString(CultureInfo.InvariantCulture);
}
