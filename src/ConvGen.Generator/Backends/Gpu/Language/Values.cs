namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>A 32-bit integer of a kernel under construction; operators add instructions to it.</summary>
internal readonly record struct Int(KernelBuilder? Builder, Operand Operand)
{
    /// <summary>A constant's value; null where it is known only to the thread.</summary>
    public int? Constant => Operand.IsConstant ? Operand.Bits : null;

    public static implicit operator Int(int value) => new(null, Operand.Of(value));

    public static Int operator +(Int a, Int b) => Owner(a, b) is { } builder ? builder.AddInt(a, b) : a.Constant!.Value + b.Constant!.Value;

    public static Int operator -(Int a, Int b) => Owner(a, b) is { } builder ? builder.SubtractInt(a, b) : a.Constant!.Value - b.Constant!.Value;

    public static Int operator *(Int a, Int b) => Owner(a, b) is { } builder ? builder.MultiplyInt(a, b) : a.Constant!.Value * b.Constant!.Value;

    /// <summary>Of a number that is not negative, by a constant.</summary>
    public static Int operator /(Int a, int b) => a.Builder is { } builder ? builder.DivideRemainder(a, b).Quotient : a.Constant!.Value / b;

    /// <inheritdoc cref="op_Division"/>
    public static Int operator %(Int a, int b) => a.Builder is { } builder ? builder.DivideRemainder(a, b).Remainder : a.Constant!.Value % b;

    public static Bool operator <(Int a, Int b) => Compare(Operation.LessInt, a, b);

    public static Bool operator >(Int a, Int b) => Compare(Operation.LessInt, b, a);

    public static Bool operator <=(Int a, Int b) => Compare(Operation.LessOrEqualInt, a, b);

    public static Bool operator >=(Int a, Int b) => Compare(Operation.LessOrEqualInt, b, a);

    /// <summary>True where both are the same.</summary>
    public Bool Is(Int other) => Compare(Operation.EqualInt, this, other);

    /// <summary>True from 0 to below <paramref name="end"/>: one comparison for both.</summary>
    public Bool IsWithin(Int end) => Compare(Operation.LessUnsigned, this, end);

    private static KernelBuilder? Owner(Int a, Int b) => a.Builder ?? b.Builder;

    private static Bool Compare(Operation operation, Int a, Int b) => Owner(a, b) is { } builder
        ? builder.CompareInt(operation, a, b)
        : throw new System.InvalidOperationException("Compare constants where the kernel is built.");
}

/// <summary>A float of a kernel under construction.</summary>
internal readonly record struct Float(KernelBuilder? Builder, Operand Operand)
{
    public static implicit operator Float(float value) => new(null, Operand.Of(value));

    public static Float operator +(Float a, Float b) => Binary(Operation.Add, a, b);

    public static Float operator -(Float a, Float b) => Binary(Operation.Subtract, a, b);

    public static Float operator *(Float a, Float b) => Binary(Operation.Multiply, a, b);

    public static Float operator /(Float a, Float b) => Binary(Operation.Divide, a, b);

    public static Float operator -(Float a) => a.Builder is { } builder ? builder.Float(Operation.Negate, a.Operand) : -a.Operand.Float;

    public static Bool operator <(Float a, Float b) => Owner(a, b).CompareFloat(Operation.Less, a, b);

    public static Bool operator >(Float a, Float b) => Owner(a, b).CompareFloat(Operation.Less, b, a);

    public static Bool operator <=(Float a, Float b) => Owner(a, b).CompareFloat(Operation.LessOrEqual, a, b);

    public static Bool operator >=(Float a, Float b) => Owner(a, b).CompareFloat(Operation.LessOrEqual, b, a);

    /// <summary>True where both are the same number.</summary>
    public Bool Is(Float other) => Owner(this, other).CompareFloat(Operation.Equal, this, other);

    private static Float Binary(Operation operation, Float a, Float b) => Owner(a, b).Float(operation, a.Operand, b.Operand);

    private static KernelBuilder Owner(Float a, Float b) => a.Builder ?? b.Builder ?? throw new System.InvalidOperationException("Compute with constants where the kernel is built.");
}

/// <summary>A condition of a kernel under construction.</summary>
internal readonly record struct Bool(KernelBuilder Builder, Operand Operand)
{
    public static Bool operator &(Bool a, Bool b) => a.Builder.Bool(Operation.AndBool, a.Operand, b.Operand);

    public static Bool operator |(Bool a, Bool b) => a.Builder.Bool(Operation.OrBool, a.Operand, b.Operand);

    public static Bool operator !(Bool a) => a.Builder.Bool(Operation.NotBool, a.Operand);
}

/// <summary>A place in the device's memory, of a kernel under construction. Moving it is done in 64 bits, so that no region is too large.</summary>
internal readonly record struct Pointer(KernelBuilder Builder, Register Register)
{
    /// <summary>The place <paramref name="index"/> numbers further.</summary>
    public Pointer At(Int index) => Builder.Advance(this, index, 1);

    /// <summary>The place <paramref name="index"/> · <paramref name="step"/> numbers further.</summary>
    public Pointer At(Int index, Int step) => Builder.Advance(this, index, step);
}

/// <summary>A size to divide by, and what to multiply by and shift by instead.</summary>
/// <param name="Value">What it is for the layer that is built for.</param>
/// <param name="Number">The size.</param>
/// <param name="Magic">⌈2^(31 + l) / size⌉, l = ⌈log₂ size⌉.</param>
/// <param name="Shift">l − 1.</param>
internal readonly record struct Divisor(int Value, Int Number, Int Magic, Int Shift);

/// <summary>An array that the threads of a block share.</summary>
internal readonly record struct SharedArray(KernelBuilder Builder, Register Register, int Floats);

/// <summary>A float that is written again and again.</summary>
internal readonly record struct FloatVariable(KernelBuilder Builder, Register Register)
{
    /// <summary>What it holds at this point of the kernel.</summary>
    public Float Value => new(Builder, Operand.Of(Register));
}

/// <summary>An integer that is written again and again.</summary>
internal readonly record struct IntVariable(KernelBuilder Builder, Register Register)
{
    /// <inheritdoc cref="FloatVariable.Value"/>
    public Int Value => new(Builder, Operand.Of(Register));
}
