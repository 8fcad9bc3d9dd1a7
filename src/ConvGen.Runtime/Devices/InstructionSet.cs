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
}

/// <summary>Choosing an instruction set, once, before any kernel runs.</summary>
internal static class InstructionSets
{
    /// <exception cref="PlatformNotSupportedException"><paramref name="asked"/> is not available on this processor.</exception>
    public static InstructionSet Resolve(InstructionSet asked) => Resolve(asked, Avx2.IsSupported && Fma.IsSupported);

    internal static InstructionSet Resolve(InstructionSet asked, bool hasAvx2) => asked switch
    {
        InstructionSet.Auto => hasAvx2 ? InstructionSet.Avx2 : InstructionSet.Vector128,
        InstructionSet.Avx2 when !hasAvx2 => throw new PlatformNotSupportedException(
            "NetworkOptions.InstructionSet asks for Avx2, but this process has no AVX2 and FMA (the processor lacks them, or they are switched off, or an " +
            "ahead-of-time build left them out). Use InstructionSet.Auto."),
        _ => asked,
    };
}
