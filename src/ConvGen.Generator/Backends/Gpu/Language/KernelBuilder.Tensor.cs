using System;
using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Backends.Gpu.Language;

/// <content>What NVIDIA's processors have from compute capability 8.0 on: copies beside the arithmetic, and tensor cores.</content>
internal sealed partial class KernelBuilder
{
    /// <summary>Begins to copy a number or four to shared memory.</summary>
    /// <param name="to">The array.</param>
    /// <param name="index">Where in it.</param>
    /// <param name="from">What to copy.</param>
    /// <param name="numbers">1 or 4; then both places are aligned to 16 bytes.</param>
    /// <param name="bytes">How much is read, for the rest there will be zeros.</param>
    public void Copy(SharedArray to, Int index, Pointer from, int numbers, Int bytes)
    {
        var (place, offset) = Place(to, index);
        Add(new CopyAsync(place, offset, from.Register, 0, sizeof(float) * numbers, bytes.Operand));
    }

    /// <summary>Makes a group of the copies that this thread has begun since the last group.</summary>
    public void CommitCopies() => Add(new CommitCopies());

    /// <summary>Waits for all groups of this thread's copies but the last ones.</summary>
    public void WaitForCopies(int groups) => Add(new WaitForCopies(groups));

    /// <summary>Four matrices of eight rows of four numbers; lane 8m + r says where row r of matrix m begins.</summary>
    public Int[] LoadMatrices(SharedArray from, Int index)
    {
        var (place, offset) = Place(from, index);
        Register[] results = [.. Enumerable.Range(0, 4).Select(_ => NewRegister(RegisterType.Int))];
        Add(new ReadMatrices(results, place, offset));
        return [.. results.Select(register => new Int(this, Operand.Of(register)))];
    }

    /// <summary>The bits of one, two or four neighbours.</summary>
    public Int[] LoadBits(SharedArray from, Int index, int count)
    {
        var (place, offset) = Place(from, index);
        Register[] results = [.. Enumerable.Range(0, count).Select(_ => NewRegister(RegisterType.Int))];
        Add(new Read(results, place, offset, null));
        return [.. results.Select(register => new Int(this, Operand.Of(register)))];
    }

    /// <summary>A float's bits, rounded to TF32.</summary>
    public Int RoundTf32(Int bits) => Int(Operation.RoundTf32, bits.Operand);

    /// <summary>What rounding to TF32 leaves of a float, rounded to TF32 itself.</summary>
    /// <param name="bits">The float's.</param>
    /// <param name="rounded">The rounded one's.</param>
    public Int RestTf32(Int bits, Int rounded) => Int(Operation.RoundTf32, Float(Operation.Subtract, bits.Operand, rounded.Operand).Operand);

    /// <summary>The bits of two floats, rounded to BF16.</summary>
    public Int PackBf16(Int upper, Int lower) => Int(Operation.PackBf16, upper.Operand, lower.Operand);

    /// <summary>Adds a product of matrices to <paramref name="sums"/>.</summary>
    public void AddProduct(MatrixKind kind, IReadOnlyList<FloatVariable> sums, IReadOnlyList<Int> a, IReadOnlyList<Int> b) =>
        Add(new MultiplyMatrices(kind, [.. sums.Select(sum => sum.Register)], [.. a.Select(bits => bits.Operand)], [.. b.Select(bits => bits.Operand)]));

    /// <summary>Writes down bodies for some arithmetics; which of them runs is decided when the kernel is loaded.</summary>
    public void Choose(params (TensorArithmetic Arithmetic, Action Write)[] bodies) =>
        Add(new Alternatives([.. bodies.Select(body => (body.Arithmetic, (IReadOnlyList<Instruction>)Body(body.Write)))]));

    /// <summary>Runs <paramref name="body"/> for 0 and for <paramref name="step"/>: in a loop, and where the kernel is loaded for <paramref name="writtenOut"/> one after the other.</summary>
    public void Twice(int step, TensorArithmetic writtenOut, Action<Int> body)
    {
        var counter = NewRegister(RegisterType.Int);
        Add(new Repeat(counter, Operand.Of(0), Operand.Of(2 * step), Operand.Of(step), Body(() => body(new Int(this, Operand.Of(counter))))) { WrittenOutFor = writtenOut });
    }
}
