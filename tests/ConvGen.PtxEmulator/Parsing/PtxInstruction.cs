namespace ConvGen.Tests.Ptx;

/// <summary>An instruction as written.</summary>
public sealed class PtxInstruction
{
    internal PtxInstruction(int index, int line, string text, string[] words, PtxOperand? guard, PtxOperand[] operands) =>
        (Index, Line, Text, Opcode, Modifiers, Guard, Operands) = (index, line, text, words[0], words[1..], guard, operands);

    /// <summary>Where in the text it stands, its semicolon included.</summary>
    internal (int Start, int End) Span { get; init; }

    /// <summary>Its number in the kernel, from 0.</summary>
    public int Index { get; }

    /// <summary>Its first line, from 1.</summary>
    public int Line { get; }

    /// <summary>As written, without comments, with its guard and without its semicolon.</summary>
    public string Text { get; }

    /// <summary>The first word: "ld".</summary>
    public string Opcode { get; }

    /// <summary>The other words: "global", "f32".</summary>
    public IReadOnlyList<string> Modifiers { get; }

    /// <summary>The predicate it stands under.</summary>
    public PtxOperand? Guard { get; }

    public IReadOnlyList<PtxOperand> Operands { get; }

    /// <summary>True where a modifier, without its dot, is there.</summary>
    public bool Has(string modifier) => Modifiers.Contains(modifier);

    /// <summary>The first modifier that is a type.</summary>
    public PtxType Type => Modifiers.Select(PtxTypes.Parse).FirstOrDefault(type => type != PtxType.None);

    /// <summary>The last modifier that is a type: of cvt and set the source's.</summary>
    public PtxType LastType => Modifiers.Select(PtxTypes.Parse).LastOrDefault(type => type != PtxType.None);

    public override string ToString() => Text;
}
