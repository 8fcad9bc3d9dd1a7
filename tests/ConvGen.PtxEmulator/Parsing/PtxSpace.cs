namespace ConvGen.Tests.Ptx;

/// <summary>A state space.</summary>
public enum PtxSpace
{
    Generic,
    Global,
    Shared,
    Local,
    Const,
    Param,
}
