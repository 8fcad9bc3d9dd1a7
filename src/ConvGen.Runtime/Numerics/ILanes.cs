using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// An instruction set as generated kernels see it: vectors of eight or sixteen floats. Kernels are written once, over this interface; a structure stands for each set, so
/// that the JIT (or the ahead-of-time compiler) binds every operation and leaves the instruction alone. An operation is one instruction, or a handful; calls
/// among kernels' sums would spill all of them.
/// </summary>
/// <typeparam name="TVector"><see cref="Width"/> floats in registers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector, 8 or 16.</summary>
    static abstract int Width { get; }

    /// <summary>Zero in every lane.</summary>
    static abstract TVector Zero { get; }

    /// <summary>The number in every lane.</summary>
    static abstract TVector Create(float value);

    /// <summary>The bits in every lane.</summary>
    static abstract TVector CreateBits(uint value);

    /// <summary>Neighbours, one a lane, at any alignment.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Eight neighbours in the first lanes, at any alignment; zeros in the others. Reads no more.</summary>
    static abstract TVector LoadEight(float* source);

    /// <summary>The number at <paramref name="source"/> in every lane.</summary>
    static abstract TVector Broadcast(float* source);

    /// <summary>The first <paramref name="count"/> of as many numbers as there are lanes, which lie <paramref name="step"/> floats apart; zeros behind them. Reads no others.</summary>
    static abstract TVector Gather(float* source, nint step, int count);

    /// <summary>Asks for the cache line at <paramref name="source"/> ahead of its use; any address will do.</summary>
    static abstract void Fetch(float* source);

    /// <summary>Writes neighbours, one a lane, at any alignment.</summary>
    static abstract void Store(float* target, TVector value);

    /// <summary>
    /// Writes neighbours, one a lane, to memory past the caches: what is more than they hold, and not read soon, need not be read first. <paramref name="target"/> must be a multiple of
    /// the vector's size.
    /// </summary>
    static abstract void StoreStreaming(float* target, TVector value);

    /// <summary>Writes the first <paramref name="count"/> lanes, at least one and not all: what lies behind belongs to somebody else.</summary>
    static abstract void StoreFirst(float* target, TVector value, int count);

    /// <summary>
    /// Writes eight vectors as columns: each of the first <paramref name="count"/> lanes, or of all, as a row of eight neighbours. Rows lie <paramref name="step"/> floats apart, at any alignment.
    /// </summary>
    static abstract void StoreTransposed(
        float* target, nint step, nint count, TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, TVector g, TVector h);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>a − b.</summary>
    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>a · b.</summary>
    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>a / b.</summary>
    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The smaller; <paramref name="left"/> where either is NaN.</summary>
    static abstract TVector Minimum(TVector left, TVector right);

    /// <summary>The larger; <paramref name="left"/> where either is NaN.</summary>
    static abstract TVector Maximum(TVector left, TVector right);

    /// <summary>√x.</summary>
    static abstract TVector SquareRoot(TVector value);

    /// <summary>|x|.</summary>
    static abstract TVector Absolute(TVector value);

    /// <summary>All bits where a &gt; b, none elsewhere.</summary>
    static abstract TVector GreaterThan(TVector left, TVector right);

    /// <summary>All bits where a = b, none elsewhere.</summary>
    static abstract TVector EqualTo(TVector left, TVector right);

    /// <summary>All bits where either is NaN, none elsewhere.</summary>
    static abstract TVector Unordered(TVector left, TVector right);

    /// <summary>All bits where the lanes' bits are the same, none elsewhere.</summary>
    static abstract TVector EqualBits(TVector left, TVector right);

    /// <summary>Lane by lane: <paramref name="yes"/> where the mask has all bits, <paramref name="no"/> where it has none.</summary>
    static abstract TVector Select(TVector mask, TVector yes, TVector no);

    /// <summary>The bits both have.</summary>
    static abstract TVector And(TVector left, TVector right);

    /// <summary>The bits either has.</summary>
    static abstract TVector Or(TVector left, TVector right);

    /// <summary>The bits of <paramref name="value"/> that the mask does not have.</summary>
    static abstract TVector AndNot(TVector mask, TVector value);

    /// <summary>All bits in the first <paramref name="count"/> lanes, none in the others.</summary>
    static abstract TVector First(int count);

    /// <summary>The integers start, start + step, start + 2·step …, as bits.</summary>
    static abstract TVector Indices(uint start, uint step);

    /// <summary><paramref name="scale"/> where the random bits of the index (<see cref="VectorMath.Hash(uint, uint)"/>) are at least <paramref name="threshold"/>, else 0.</summary>
    static abstract TVector Keep(TVector index, uint key, uint threshold, float scale);

    /// <summary>The sum of the lanes.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The largest lane; NaN where one is.</summary>
    static abstract float MaxAcross(TVector value);

    /// <summary>The first lane.</summary>
    static abstract float ToScalar(TVector value);

    /// <inheritdoc cref="VectorMath.Exp(float)"/>
    static abstract TVector Exp(TVector value);

    /// <inheritdoc cref="VectorMath.Log(float)"/>
    static abstract TVector Log(TVector value);

    /// <inheritdoc cref="VectorMath.Tanh(float)"/>
    static abstract TVector Tanh(TVector value);

    /// <inheritdoc cref="VectorMath.Sigmoid(float)"/>
    static abstract TVector Sigmoid(TVector value);

    /// <inheritdoc cref="VectorMath.Erf(float)"/>
    static abstract TVector Erf(TVector value);
}
