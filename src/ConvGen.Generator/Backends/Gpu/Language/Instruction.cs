using System.Collections.Generic;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>What a <see cref="Compute"/> does with its operands. Floats round to nearest even and nothing is fused that does not say so.</summary>
internal enum Operation
{
    Move,
    AddInt,
    SubtractInt,
    MultiplyInt,

    /// <summary>The upper 32 bits of the product of two unsigned numbers.</summary>
    MultiplyHigh,
    And,
    Or,
    Xor,
    ShiftLeft,

    /// <summary>Keeps the sign.</summary>
    ShiftRight,

    /// <summary>Of an unsigned number.</summary>
    ShiftRightUnsigned,
    MinimumInt,
    MaximumInt,
    Add,
    Subtract,
    Multiply,

    /// <summary>a · b + c, rounded once.</summary>
    MultiplyAdd,
    Divide,
    SquareRoot,
    Absolute,
    Negate,
    IntToFloat,
    BitsToFloat,
    FloatToBits,

    /// <summary>b where a is true, else c.</summary>
    SelectFloat,

    /// <inheritdoc cref="SelectFloat"/>
    SelectInt,
    LessInt,
    LessOrEqualInt,
    EqualInt,

    /// <summary>Of unsigned numbers.</summary>
    LessUnsigned,

    /// <summary>False where either is NaN, as the next two are.</summary>
    Less,
    LessOrEqual,
    Equal,

    /// <summary>True where either is NaN.</summary>
    Unordered,
    AndBool,
    OrBool,
    NotBool,

    /// <summary>The place of number a + b · c; in 64 bits.</summary>
    Advance,
    ThreadIndex,
    BlockX,
    BlockY,
    BlockZ,

    /// <summary>The number of images, a parameter.</summary>
    Batch,

    /// <summary>Size a, a constant: a number that is known when the kernel is printed, but not part of its text, so that layers of many sizes share it.</summary>
    Size,

    /// <summary>The place that parameter a, a constant, points to.</summary>
    Parameter,

    /// <summary>The first number of shared array a, a constant.</summary>
    SharedArray,
}

/// <summary>One step of a kernel, or a nest of steps.</summary>
internal abstract record Instruction;

/// <summary>Writes a register.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Result">Where to.</param>
/// <param name="A">The first operand.</param>
/// <param name="B">The second, where there is one.</param>
/// <param name="C">The third.</param>
internal sealed record Compute(Operation Operation, Register Result, Operand A = default, Operand B = default, Operand C = default) : Instruction;

/// <summary>Reads one, two or four neighbouring numbers; several must be aligned to their size.</summary>
/// <param name="Results">Floats or integers.</param>
/// <param name="From">A place in the device's or in shared memory.</param>
/// <param name="Offset">Numbers from there.</param>
/// <param name="Condition">Where it is false nothing is read, and zeros result; null where it is always read.</param>
internal sealed record Read(IReadOnlyList<Register> Results, Register From, int Offset, Operand? Condition) : Instruction;

/// <summary>Writes one, two or four neighbouring numbers; several must be aligned to their size.</summary>
/// <param name="Values">Floats or integers.</param>
/// <param name="To">A place in the device's or in shared memory.</param>
/// <param name="Offset">Numbers from there.</param>
/// <param name="Condition">Where it is false nothing is written; null where it always is.</param>
internal sealed record Write(IReadOnlyList<Operand> Values, Register To, int Offset, Operand? Condition) : Instruction;

/// <summary>Runs the body for <paramref name="Counter"/> = <paramref name="First"/>, <paramref name="First"/> + <paramref name="Step"/> … below <paramref name="End"/>.</summary>
internal sealed record Repeat(Register Counter, Operand First, Operand End, int Step, IReadOnlyList<Instruction> Body) : Instruction;

/// <summary>One body or the other.</summary>
internal sealed record Branch(Operand Condition, IReadOnlyList<Instruction> Body, IReadOnlyList<Instruction> Otherwise) : Instruction;

/// <summary>All threads of the block come here before one goes on, and see what the others wrote before. All must come.</summary>
internal sealed record Meet : Instruction;
