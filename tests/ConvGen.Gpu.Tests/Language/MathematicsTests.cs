using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Language;

/// <summary>What kernels compute of transcendental functions, bit by bit what a processor with fused multiply-add computes.</summary>
public class MathematicsTests
{
    private const int Threads = 256;

    public static TheoryData<string> Functions => [.. _functions.Keys];

    private static readonly Dictionary<string, (Func<Mathematics, Float, Float> Kernel, Func<float, float> Runtime, Func<float, bool> IsDefined)> _functions = new(StringComparer.Ordinal)
    {
        ["exp"] = ((mathematics, x) => mathematics.Exp(x), VectorMath.Exp, _ => true),
        ["exp of negative numbers"] = ((mathematics, x) => mathematics.ExpOfNegative(x), VectorMath.Exp, x => !(x > 0)),
        ["log"] = ((mathematics, x) => mathematics.Log(x), VectorMath.Log, _ => true),
        ["log of normal numbers"] = ((mathematics, x) => mathematics.LogOfNormal(x), VectorMath.Log, x => !(x < Mathematics.SmallestNormal)),
        ["tanh"] = ((mathematics, x) => mathematics.Tanh(x), VectorMath.Tanh, _ => true),
        ["sigmoid"] = ((mathematics, x) => mathematics.Sigmoid(x), VectorMath.Sigmoid, _ => true),
        ["erf"] = ((mathematics, x) => mathematics.Erf(x), VectorMath.Erf, _ => true),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Functions_give_the_bits_of_the_runtime(string name)
    {
        // Without, the runtime's own last bits are others.
        if (!Fma.IsSupported && !System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported)
            return;
        var (kernel, runtime, isDefined) = _functions[name];
        float[] inputs = [.. Sweep().Where(isDefined)];
        var results = MemoryMarshal.Cast<int, float>(Run(MemoryMarshal.Cast<float, int>(inputs), (k, x) => k.AsBits(kernel(new Mathematics(k), k.AsFloat(x)))).AsSpan());
        for (var i = 0; i < inputs.Length; i++)
        {
            var expected = runtime(inputs[i]);
            Assert.True(
                BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(results[i]) || (float.IsNaN(expected) && float.IsNaN(results[i])),
                FormattableString.Invariant($"{name}({inputs[i]:R}) is {results[i]:R} and should be {expected:R}"));
        }
    }

    [Fact]
    public void Random_bits_are_those_of_the_runtime()
    {
        int[] indices = [.. Enumerable.Range(0, 4 * Threads).Select(i => unchecked(i * 0x3F1D7B5)), 0, -1, int.MinValue, int.MaxValue];
        var (hashes, keys) = (Run(indices, (k, x) => new Mathematics(k).Hash(x, 12345)), Run(indices, (k, x) => new Mathematics(k).Key(x, 7, x + 3)));
        for (var i = 0; i < indices.Length; i++)
        {
            Assert.Equal(VectorMath.Hash((uint)indices[i], 12345), (uint)hashes[i]);
            Assert.Equal(VectorMath.Key((uint)indices[i], 7, (uint)indices[i] + 3), (uint)keys[i]);
        }
    }

    /// <summary>Every exponent with some mantissas, the numbers around which formulas change, and what is no number.</summary>
    private static float[] Sweep()
    {
        float[] special =
        [
            0, -0f, 1, -1, 0.5f, 2, 9, -9, 3.92f, -3.92f, 87.9f, 88, -88, 88.7228f, 88.73f, 89, 90, -87.3f, -88.72f, -103, -104, -105, MathF.Sqrt(0.5f), MathF.Sqrt(2),
            float.Epsilon, -float.Epsilon, 1.17549435e-38f, 1.1754942e-38f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -float.NaN,
            .. Enumerable.Range(-600, 1201).Select(i => i * 0.1634f),
        ];
        var random = new Random(1);
        return [.. special, .. Enumerable.Range(0, 256).SelectMany(exponent => Enumerable.Range(0, 24).Select(i => BitConverter.Int32BitsToSingle((i % 2 << 31) | (exponent << 23) | random.Next(1 << 23))))];
    }

    /// <summary>What a kernel makes of each number.</summary>
    private static int[] Run(ReadOnlySpan<int> inputs, Func<KernelBuilder, Int, Int> function)
    {
        var k = new KernelBuilder(2, Threads);
        var item = (k.BlockX * Threads) + k.Thread;
        k.If(item < k.Batch, () => k.Store(k.Place(1), item, k.AsFloat(function(k, k.LoadInt(k.Place(0), item)))));
        var code = k.Build("function", "a function of each number");
        var module = PtxModule.Parse(PtxPrinter.Header + PtxPrinter.Print(code, "function"));
        var memory = new DeviceMemory();
        var (source, target) = (memory.Allocate(inputs.Length * sizeof(int)), memory.Allocate(inputs.Length * sizeof(int)));
        inputs.CopyTo(memory.Span<int>(source, inputs.Length));
        byte[] parameters = [.. BitConverter.GetBytes(source), .. BitConverter.GetBytes(target), .. code.Sizes.Prepend(inputs.Length).SelectMany(BitConverter.GetBytes)];
        Assert.Empty(new Emulator(memory).Launch(module["function"], ((inputs.Length + Threads - 1) / Threads, 1, 1), (Threads, 1, 1), 0, parameters).Findings);
        return memory.Span<int>(target, inputs.Length).ToArray();
    }
}
