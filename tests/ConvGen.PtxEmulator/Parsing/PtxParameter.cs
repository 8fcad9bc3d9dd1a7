namespace ConvGen.Tests.Ptx;

/// <summary>A parameter of a kernel.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Type">Its type, or that of its elements.</param>
/// <param name="Offset">From the start of the parameter space.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Line">Where it is declared.</param>
public sealed record PtxParameter(string Name, PtxType Type, int Offset, int Bytes, int Line);
