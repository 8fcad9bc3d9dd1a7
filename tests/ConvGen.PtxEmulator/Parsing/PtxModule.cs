namespace ConvGen.Tests.Ptx;

/// <summary>A parsed text of PTX.</summary>
public sealed class PtxModule
{
    internal PtxModule()
    {
    }

    /// <summary>The language's version times ten: 63 for 6.3.</summary>
    public int Version { get; internal set; }

    /// <summary>As written: "sm_80".</summary>
    public string Target { get; internal set; } = "";

    /// <summary>32 or 64.</summary>
    public int AddressSize { get; internal set; } = 32;

    public IReadOnlyList<PtxKernel> Kernels => KernelList;

    /// <summary>Variables of the module: global, const and (external) shared ones.</summary>
    public IReadOnlyList<PtxVariable> Variables => VariableList;

    internal List<PtxKernel> KernelList { get; } = [];

    internal List<PtxVariable> VariableList { get; } = [];

    /// <summary>The kernel of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public PtxKernel this[string name] => KernelList.Find(kernel => kernel.Name == name) ?? throw new KeyNotFoundException($"There is no kernel {name} among: {string.Join(", ", KernelList.Select(kernel => kernel.Name))}");

    /// <summary>Parses a module.</summary>
    /// <exception cref="PtxFormatException">It is no PTX; the message names the line and quotes it.</exception>
    public static PtxModule Parse(string text) => new PtxParser(text).Module();
}
