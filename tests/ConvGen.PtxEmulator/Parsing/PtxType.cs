namespace ConvGen.Tests.Ptx;

/// <summary>The fundamental types of the PTX ISA that kernels of networks use.</summary>
public enum PtxType
{
    None,
    Pred,
    B8,
    B16,
    B32,
    B64,
    B128,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F16,
    F16x2,
    Bf16,
    Bf16x2,
    Tf32,
    F32,
    F64,
}
