namespace ConvGen.Tests.Ptx;

/// <summary>How an instruction moves the lanes' place in the program.</summary>
internal enum StepKind
{
    /// <summary>To the next instruction.</summary>
    Plain,
    Branch,
    Exit,
    Barrier,
}
