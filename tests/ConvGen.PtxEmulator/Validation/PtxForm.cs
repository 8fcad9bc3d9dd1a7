using System.Globalization;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// A form of an instruction that the ISA has: what modifiers, in which order, and what operands. Written as "opcode slots : operands @version/target", where a
/// slot lists what may stand there and begins with a question mark where nothing may, and an operand is one of the codes that <see cref="OperandRules"/> knows.
/// </summary>
internal sealed class PtxForm
{
    private readonly (bool Optional, string[] Choices)[] slots;

    public PtxForm(string text, Func<string, string> expand)
    {
        Text = text;
        var gate = text.Split('@', StringSplitOptions.TrimEntries);
        var halves = gate[0].Split(" : ");
        var words = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Opcodes = words[0].Split(',');
        slots = [.. words[1..].Select(word => (word[0] == '?', expand(word.TrimStart('?')).Split(',')))];
        Operands = halves.Length > 1 ? halves[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (gate.Length > 1)
        {
            var numbers = gate[1].Split('/');
            (Version, Target) = (int.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    public string[] Opcodes { get; }

    public string[] Operands { get; }

    /// <summary>The language's version, times ten, and the target that it needs.</summary>
    public int Version { get; } = 60;

    public int Target { get; } = 50;

    /// <summary>True where all modifiers stand in their slots.</summary>
    public bool Matches(IReadOnlyList<string> modifiers) => Matches(modifiers, 0, 0);

    private bool Matches(IReadOnlyList<string> modifiers, int at, int slot)
    {
        if (slot == slots.Length)
            return at == modifiers.Count;
        if (at < modifiers.Count && slots[slot].Choices.Contains(modifiers[at]) && Matches(modifiers, at + 1, slot + 1))
            return true;
        return slots[slot].Optional && Matches(modifiers, at, slot + 1);
    }
}
