namespace ConvGen.Tests.Ptx;

/// <summary>A kernel (.entry) as written; decoded for the emulator on its first launch.</summary>
public sealed class PtxKernel
{
    private KernelProgram? program;

    internal PtxKernel(PtxModule module, string name, int line) => (Module, Name, Line) = (module, name, line);

    public PtxModule Module { get; }

    public string Name { get; }

    /// <summary>Where it is declared.</summary>
    public int Line { get; }

    public IReadOnlyList<PtxParameter> Parameters => ParameterList;

    /// <summary>Bytes of the parameter space, without padding at its end.</summary>
    public int ParameterBytes => ParameterList.Count == 0 ? 0 : ParameterList[^1].Offset + ParameterList[^1].Bytes;

    public IReadOnlyList<PtxRegister> Registers => RegisterList;

    /// <summary>Its own variables: shared and local ones, and those of the module that it names.</summary>
    public IReadOnlyList<PtxVariable> Variables => VariableList;

    public IReadOnlyList<PtxInstruction> Instructions => InstructionList;

    /// <summary>Labels by name: the instruction that they stand before.</summary>
    public IReadOnlyDictionary<string, int> Labels => LabelMap;

    /// <summary>Bytes of shared memory that every block has, whatever the launch adds.</summary>
    public int StaticSharedBytes { get; internal set; }

    /// <summary>Where dynamic shared memory begins, from the start of shared memory.</summary>
    public int DynamicSharedOffset { get; internal set; }

    /// <summary>Bytes of local memory of a thread.</summary>
    public int LocalBytes { get; internal set; }

    /// <summary>The three numbers of .maxntid; zeros where it is not given.</summary>
    public (int X, int Y, int Z) MaxThreads { get; internal set; }

    /// <summary>The three numbers of .reqntid; zeros where it is not given.</summary>
    public (int X, int Y, int Z) RequiredThreads { get; internal set; }

    internal List<PtxParameter> ParameterList { get; } = [];

    internal List<PtxRegister> RegisterList { get; } = [];

    internal List<PtxVariable> VariableList { get; } = [];

    internal List<PtxInstruction> InstructionList { get; } = [];

    internal Dictionary<string, int> LabelMap { get; } = new(StringComparer.Ordinal);

    /// <summary>Decodes the kernel, once.</summary>
    /// <exception cref="PtxFormatException">The emulator does not know one of its instructions.</exception>
    internal KernelProgram Program => program ??= new KernelDecoder(this).Decode();

    /// <summary>The variable of a name, its own before the module's.</summary>
    internal PtxVariable? Variable(string name) => VariableList.Find(variable => variable.Name == name) ?? Module.VariableList.Find(variable => variable.Name == name);

    /// <summary>What the emulator cannot run, found without running it.</summary>
    /// <exception cref="PtxFormatException">The emulator does not know one of its instructions.</exception>
    public void Decode() => _ = Program;
}
