namespace ConvGen.Tests.Ptx;

/// <summary>What a validation says.</summary>
/// <param name="Problems">What is wrong; each names its line.</param>
/// <param name="Registers">By kernel: 32-bit registers that live at once, at most. An estimate: a compiler may need some more, or fewer.</param>
public sealed record PtxValidation(IReadOnlyList<PtxProblem> Problems, IReadOnlyDictionary<string, int> Registers);
