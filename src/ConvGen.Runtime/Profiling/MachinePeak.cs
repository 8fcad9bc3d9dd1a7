using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen;

/// <summary>What threads of this machine can do at most, measured.</summary>
/// <param name="OperationsPerSecond">Floating-point operations, a multiply-add counted as two, in registers alone.</param>
/// <param name="BytesPerSecond">Bytes that come from memory or go there.</param>
public sealed unsafe record MachinePeak(double OperationsPerSecond, double BytesPerSecond)
{
    /// <summary>Looks a pause apart from each other, for a processor that others use too: a neighbour on the same core halves what a look sees.</summary>
    private const int Looks = 6;
    private const int Slices = 100;
    private const int Copies = 2;
    private const int Rounds = 100_000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Floats of either buffer of a copy: with both, several times the third cache of most processors.</summary>
    private const int CopyFloats = 16 * 1024 * 1024;

    private static readonly Lazy<double> _avx2 = new(() => BestRate(() => TenSums<Avx2Lanes, Vector256<float>>(Rounds), 10L * Rounds * Avx2Lanes.Width * 2, Slices));
    private static readonly Lazy<double> _vector512 = new(() => BestRate(() => TenSums<Vector512Lanes, Vector512<float>>(Rounds), 10L * Rounds * Vector512Lanes.Width * 2, Slices));
    private static readonly Lazy<double> _vector128 = new(() => BestRate(() => SixSums<Vector128Lanes, Vector128Pair>(Rounds), 6L * Rounds * Vector128Lanes.Width * 2, Slices));
    private static readonly Lazy<double> _memory = new(Memory);

    /// <summary>
    /// The peak of so many threads. Measured on one thread, once in a process, in less than a second, and multiplied: threads that share a core's units, or memory,
    /// reach less.
    /// </summary>
    /// <param name="instructionSet">The vectors; <see cref="InstructionSet.Auto"/> means the best that there are.</param>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor lacks the instruction set.</exception>
    public static MachinePeak Measure(InstructionSet instructionSet = InstructionSet.Auto, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var operations = InstructionSets.Resolve(instructionSet) switch
        {
            InstructionSet.Vector512 => _vector512,
            InstructionSet.Avx2 => _avx2,
            _ => _vector128,
        };
        return new MachinePeak(operations.Value * threads, _memory.Value * threads);
    }

    /// <summary>Units a second in the best slice: others may have had the processor in the rest.</summary>
    private static double BestRate(Action slice, long units, int slices)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Looks * slices; i++)
        {
            if (i > 0 && i % slices == 0)
                Thread.Sleep(_pause);
            var start = Stopwatch.GetTimestamp();
            slice();
            var time = Stopwatch.GetElapsedTime(start);
            if (time < best)
                best = time;
        }

        return units / Math.Max(best.TotalSeconds, 1e-9);
    }

    /// <summary>Ten chains: two multiply-adds a cycle that take four or five cycles each, in sixteen registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float TenSums<T, V>(int rounds)
        where T : struct, ILanes<V>
        where V : struct
    {
        V x = T.Create(0.5f), s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
        for (; rounds > 0; rounds--)
        {
            s0 = T.MultiplyAdd(x, x, s0);
            s1 = T.MultiplyAdd(x, x, s1);
            s2 = T.MultiplyAdd(x, x, s2);
            s3 = T.MultiplyAdd(x, x, s3);
            s4 = T.MultiplyAdd(x, x, s4);
            s5 = T.MultiplyAdd(x, x, s5);
            s6 = T.MultiplyAdd(x, x, s6);
            s7 = T.MultiplyAdd(x, x, s7);
            s8 = T.MultiplyAdd(x, x, s8);
            s9 = T.MultiplyAdd(x, x, s9);
        }

        return T.Sum(T.Add(T.Add(T.Add(s0, s1), T.Add(s2, s3)), T.Add(T.Add(T.Add(s4, s5), T.Add(s6, s7)), T.Add(s8, s9))));
    }

    /// <summary>The same in pairs of registers: twelve chains, and room for a product where there is no fused multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float SixSums<T, V>(int rounds)
        where T : struct, ILanes<V>
        where V : struct
    {
        V x = T.Create(0.5f), s0 = T.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
        for (; rounds > 0; rounds--)
        {
            s0 = T.MultiplyAdd(x, x, s0);
            s1 = T.MultiplyAdd(x, x, s1);
            s2 = T.MultiplyAdd(x, x, s2);
            s3 = T.MultiplyAdd(x, x, s3);
            s4 = T.MultiplyAdd(x, x, s4);
            s5 = T.MultiplyAdd(x, x, s5);
        }

        return T.Sum(T.Add(T.Add(T.Add(s0, s1), T.Add(s2, s3)), T.Add(s4, s5)));
    }

    /// <summary>The better of a copy and of reading alone, which most weights are: a floor must not be beaten by the kind of access.</summary>
    private static double Memory()
    {
        const long Bytes = sizeof(float) * (long)CopyFloats;
        using var source = new NativeBuffer<float>(CopyFloats, "memory to measure its speed with");
        using var target = new NativeBuffer<float>(CopyFloats, "memory to measure its speed with");
        source.Fill(1);
        target.Fill(1);
        var (from, to) = ((nint)source.Pointer, (nint)target.Pointer);
        var copy = BestRate(() => Buffer.MemoryCopy((void*)from, (void*)to, Bytes, Bytes), 2 * Bytes, Copies);
        var read = BestRate(() => VectorSum((float*)from, CopyFloats), Bytes, Copies);
        return Math.Max(copy, read);
    }

    /// <summary>Four streams of vectors, so that no chain of additions is what is measured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float VectorSum(float* source, int count)
    {
        Vector128<float> a = default, b = a, c = a, d = a;
        for (var end = source + count; source < end; source += 16)
        {
            a += Vector128.Load(source);
            b += Vector128.Load(source + 4);
            c += Vector128.Load(source + 8);
            d += Vector128.Load(source + 12);
        }

        return Vector128.Sum(a + b + c + d);
    }
}
