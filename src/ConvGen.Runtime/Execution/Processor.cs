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
    /// True where the third cache gives a core several times what memory does, as AMD's, which few cores share: then four times the numbers that were prepared come sooner than fewer that are to be
    /// transformed first. In other servers all cores share one over a mesh, and it gives each little more than memory does.
    /// </summary>
    public static bool HasNearThirdCache { get; internal set; } = IsOfAmd();

    private static bool IsOfAmd()
    {
        if (X86Base.IsSupported)
            return X86Base.CpuId(0, 0).Ebx == Auth;
        return false;
    }
}
