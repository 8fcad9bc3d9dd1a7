namespace ConvGen.Tests.Ptx;

/// <summary>A decoded kernel.</summary>
internal sealed class KernelProgram(PtxKernel kernel)
{
    public PtxKernel Kernel { get; } = kernel;

    public Step[] Steps { get; set; } = [];

    /// <summary>Bytes of a warp's register file.</summary>
    public int FileBytes { get; set; }

    /// <summary>Places with one value in all lanes: place, value and whether it is a 64-bit one.</summary>
    public List<(int Place, ulong Value, bool Wide)> Constants { get; } = [];

    public List<(int Place, SpecialRegister.Kind Kind)> Specials { get; } = [];

    /// <summary>Places that hold the address of a module's variable plus a number.</summary>
    public List<(int Place, PtxVariable Variable, long Offset, bool Wide)> Addresses { get; } = [];

    /// <summary>log2 of the bytes that races in shared and in global memory are told apart by: of the smallest access.</summary>
    public int SharedGrain { get; set; } = 2;

    public int GlobalGrain { get; set; } = 2;
}
