namespace ConvGen.Tests.Ptx;

/// <summary>A variable in a state space.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Space">Where it lies.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Alignment">In bytes.</param>
/// <param name="Bytes">Its size; 0 for an external one, which takes what the launch gives.</param>
/// <param name="Line">Where it is declared.</param>
public sealed record PtxVariable(string Name, PtxSpace Space, PtxType Type, int Alignment, long Bytes, int Line)
{
    /// <summary>From the start of its space, where the space is a block's, a thread's or a kernel's.</summary>
    public long Offset { get; internal set; }

    /// <summary>True for `.extern .shared name[]`.</summary>
    public bool IsExternal { get; internal init; }

    /// <summary>Its first bytes; the others are zero.</summary>
    public IReadOnlyList<byte> Initial { get; internal set; } = [];
}
