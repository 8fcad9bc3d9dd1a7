using System;
using System.Collections.Generic;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <summary>What a <see cref="Compute"/> does with its operands. Floats round to nearest even and nothing is fused that does not say so.</summary>
internal enum Operation
{
    Move,
    AddInt,
    SubtractInt,
    MultiplyInt,

    /// <summary>a · b + c.</summary>
    MultiplyAddInt,

    /// <summary>Of unsigned numbers.</summary>
    DivideInt,

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

    /// <summary>A float to the nearest TF32, away from zero where two are as near; bits.</summary>
    RoundTf32,

    /// <summary>Two floats to the nearest BF16, even where two are as near: a to the upper half of the bits, b to the lower.</summary>
    PackBf16,

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

    /// <summary>In how many parts sums are made, a parameter of kernels that ask for it.</summary>
    Parts,

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
internal sealed record Repeat(Register Counter, Operand First, Operand End, Operand Step, IReadOnlyList<Instruction> Body) : Instruction
{
    /// <summary>The arithmetic, if there is one, for which the body, which runs twice, comes to stand in the text twice when the kernel is loaded.</summary>
    public TensorArithmetic WrittenOutFor { get; init; }
}

/// <summary>One body or the other.</summary>
internal sealed record Branch(Operand Condition, IReadOnlyList<Instruction> Body, IReadOnlyList<Instruction> Otherwise) : Instruction;

/// <summary>All threads of the block come here before one goes on, and see what the others wrote before. All must come.</summary>
internal sealed record Meet : Instruction;

/// <summary>Begins to copy 4 or 16 bytes to shared memory; both places are aligned to their size. They are there when they have been waited for, for others behind a barrier besides.</summary>
/// <param name="To">A place in shared memory.</param>
/// <param name="ToOffset">Numbers from there.</param>
/// <param name="From">A place in the device's memory.</param>
/// <param name="FromOffset">Numbers from there.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Read">Bytes that are read, an integer register; for the rest there will be zeros. Null for all.</param>
internal sealed record CopyAsync(Register To, int ToOffset, Register From, int FromOffset, int Bytes, Operand? Read) : Instruction;

/// <summary>The copies that this thread has begun since the last of these are a group.</summary>
internal sealed record CommitCopies : Instruction;

/// <summary>Waits until no more than the last <paramref name="Groups"/> groups of this thread's copies are on their way.</summary>
internal sealed record WaitForCopies(int Groups) : Instruction;

/// <summary>Reads four matrices of eight rows of four numbers from shared memory: lane 8m + r of the warp says where row r of matrix m is, and lane 4r + c gets column c of row r of each.</summary>
/// <param name="Results">Four integer registers: bits.</param>
/// <param name="From">A place in shared memory, aligned to 16 bytes.</param>
/// <param name="Offset">Numbers from there.</param>
internal sealed record ReadMatrices(IReadOnlyList<Register> Results, Register From, int Offset) : Instruction;

/// <summary>What tensor cores multiply.</summary>
internal enum MatrixKind
{
    /// <summary>16 × 8 by 8 × 8 numbers of TF32.</summary>
    Tf32,

    /// <summary>16 × 16 by 16 × 8 numbers of BF16, two in a register.</summary>
    Bf16,
}

/// <summary>Adds the product of two matrices, which the lanes of a warp hold together, to a third: mma in the manual of PTX says who holds what.</summary>
/// <param name="Kind">What they hold.</param>
/// <param name="Sums">Four float variables.</param>
/// <param name="A">Four integers: bits.</param>
/// <param name="B">Two.</param>
internal sealed record MultiplyMatrices(MatrixKind Kind, IReadOnlyList<Register> Sums, IReadOnlyList<Operand> A, IReadOnlyList<Operand> B) : Instruction;

/// <summary>One of several bodies, or none, by the arithmetic that the kernel is loaded for: the text holds them all. Some may be of several arithmetics, and have other alternatives in them.</summary>
internal sealed record Alternatives(IReadOnlyList<(TensorArithmetic Arithmetic, IReadOnlyList<Instruction> Body)> Bodies) : Instruction;

/// <summary>How tensor cores multiply numbers of single precision, or several ways. The names are those of the runtime's.</summary>
[Flags]
internal enum TensorArithmetic
{
    None = 0,

    /// <summary>Rounded to TF32: 10 bits behind the point.</summary>
    TensorFloat32 = 1,

    /// <summary>Each as the sum of two of TF32, and three products of those: nearly single precision.</summary>
    Float32 = 2,

    /// <summary>Rounded to BF16: 7 bits behind the point.</summary>
    BFloat16 = 4,
}
