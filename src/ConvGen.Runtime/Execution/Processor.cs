using System.ComponentModel;
using System.Runtime.Intrinsics.X86;

namespace ConvGen;

/// <summary>What kernels ask of the processor that they run on, beside its instruction set. Nothing of it changes a result.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Processor
{
    /// <summary>"Auth" of "AuthenticAMD", as CPUID's leaf 0 gives it in EBX (AMD64 Architecture Programmer's Manual, volume 3, appendix E).</summary>
    private const int Auth = 0x6874_7541;

    /// <summary>
    /// True where four times the numbers, prepared, come from the third cache sooner than fewer that are to be transformed first: on AMD's, as measured on an EPYC of the fifth generation; not on
    /// Intel's, as measured on a Xeon (docs/decisions/0036-near-and-far-filters.md).
    /// </summary>
    public static bool HasNearThirdCache { get; internal set; } = IsOfAmd();

    private static bool IsOfAmd()
    {
        if (X86Base.IsSupported)
            return X86Base.CpuId(0, 0).Ebx == Auth;
        return false;
    }
}
