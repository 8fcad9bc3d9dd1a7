namespace ConvGen.Tests.Ptx;

/// <summary>A declared virtual register.</summary>
/// <param name="Name">With its percent sign.</param>
/// <param name="Type">As declared.</param>
/// <param name="Index">Its number among the registers of its kernel, from 0.</param>
public sealed record PtxRegister(string Name, PtxType Type, int Index);
