namespace ConvGen.Tests.Ptx;

/// <summary>Something wrong with a launch; alike ones, of one kind and one instruction, are counted in the first of them.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Line">The instruction's line in the text, 0 where none is to blame.</param>
/// <param name="Instruction">The instruction as written.</param>
/// <param name="Block">The block's place in the grid.</param>
/// <param name="Thread">The thread's place in its block.</param>
/// <param name="Message">What happened.</param>
public sealed record Finding(FindingKind Kind, string Kernel, int Line, string Instruction, (int X, int Y, int Z) Block, (int X, int Y, int Z) Thread, string Message)
{
    /// <summary>How often it happened.</summary>
    public long Count { get; internal set; } = 1;

    public override string ToString() => $"{Kind} in {Kernel}, line {Line} `{Instruction}`, block {Block}, thread {Thread}, {Count} times: {Message}";
}
