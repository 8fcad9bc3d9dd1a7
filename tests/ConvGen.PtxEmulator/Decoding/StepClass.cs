namespace ConvGen.Tests.Ptx;

/// <summary>What an instruction is counted as.</summary>
internal enum StepClass
{
    Other,
    Fma,
    Float,
    Integer,
    SharedLoad,
    SharedStore,
    GlobalLoad,
    GlobalStore,
    Atomic,
    AsyncCopy,
    Barrier,
    Branch,
    Mma,
    MatrixLoad,
    Local,
}
