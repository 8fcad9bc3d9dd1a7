using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen;

/// <summary>Which of the generated code paths a network runs on the processor.</summary>
public enum InstructionSet
{
    /// <summary>The best one that this processor has.</summary>
    Auto,

    /// <summary>Four lanes, on every processor (SSE, NEON, WebAssembly SIMD, or scalar code where there is no vector unit).</summary>
    Vector128,

    /// <summary>Eight lanes with fused multiply-add, on x86-64 processors since 2013 (AVX2 and FMA).</summary>
    Avx2,

    /// <summary>
    /// Sixteen lanes where a kernel has use for them, eight elsewhere: AVX-512. It runs on every processor with AVX2 and computes what AVX2 computes, but is quick only where
    /// the processor has AVX-512; there it is the best one.
    /// </summary>
    Vector512,
}

/// <summary>Choosing an instruction set, once, before any kernel runs.</summary>
internal static class InstructionSets
{
    /// <exception cref="PlatformNotSupportedException"><paramref name="asked"/> is not available on this processor.</exception>
    public static InstructionSet Resolve(InstructionSet asked) => Resolve(asked, Avx2.IsSupported && Fma.IsSupported, Vector512.IsHardwareAccelerated);

    internal static InstructionSet Resolve(InstructionSet asked, bool hasAvx2, bool hasAvx512) => asked switch
    {
        InstructionSet.Auto => !hasAvx2 ? InstructionSet.Vector128 : hasAvx512 ? InstructionSet.Vector512 : InstructionSet.Avx2,
        InstructionSet.Avx2 or InstructionSet.Vector512 when !hasAvx2 => throw new PlatformNotSupportedException(
            $"NetworkOptions.InstructionSet asks for {asked}, but this process has no AVX2 and FMA (the processor lacks them, or they are switched off, or an " +
            "ahead-of-time build left them out). Use InstructionSet.Auto."),
        _ => asked,
    };
}
