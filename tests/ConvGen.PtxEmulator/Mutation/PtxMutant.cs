namespace ConvGen.Tests.Ptx;

/// <summary>A text of PTX with one thing changed. Tests that are worth their name tell most of them from the original; some change nothing that matters.</summary>
/// <param name="Description">What was changed.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Original">The instruction as it was.</param>
/// <param name="Replacement">The instruction as it is; empty where it was taken out.</param>
/// <param name="Text">The whole text.</param>
public sealed record PtxMutant(string Description, int Line, string Original, string Replacement, string Text)
{
    /// <summary>Where it is changed; as it was.</summary>
    public required PtxKernel Kernel { get; init; }

    /// <inheritdoc cref="Kernel"/>
    public required PtxInstruction Instruction { get; init; }

    public override string ToString() => $"line {Line}: {Description}: {Original} => {Replacement}";
}
