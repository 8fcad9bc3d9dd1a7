namespace ConvGen.Tests.Ptx;

/// <summary>An instruction's text in its parts, of which some are to be changed.</summary>
/// <param name="Guard">"@p ", or nothing.</param>
/// <param name="Words">The opcode and its modifiers.</param>
/// <param name="Operands">As written.</param>
internal sealed record InstructionText(string Guard, string[] Words, string[] Operands)
{
    public static InstructionText Of(PtxInstruction instruction)
    {
        var text = instruction.Text;
        var guard = "";
        if (text[0] == '@')
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            (guard, text) = (text[..(space + 1)], text[(space + 1)..]);
        }

        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var words = (end < 0 ? text : text[..end]).Split('.');
        var operands = new List<string>();
        var (depth, start) = (0, end < 0 ? text.Length : end + 1);
        for (var i = start; i < text.Length; i++)
        {
            depth += text[i] is '{' or '[' ? 1 : text[i] is '}' or ']' ? -1 : 0;
            if (text[i] == ',' && depth == 0)
            {
                operands.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        if (start < text.Length)
            operands.Add(text[start..].Trim());
        return new InstructionText(guard, words, [.. operands]);
    }

    public InstructionText WithWord(int index, string word)
    {
        var words = Words.ToArray();
        words[index] = word;
        return this with { Words = words };
    }

    public InstructionText WithOperand(int index, string operand)
    {
        var operands = Operands.ToArray();
        operands[index] = operand;
        return this with { Operands = operands };
    }

    public InstructionText Swapped(int first, int second)
    {
        var operands = Operands.ToArray();
        (operands[first], operands[second]) = (operands[second], operands[first]);
        return this with { Operands = operands };
    }

    public override string ToString() => $"{Guard}{string.Join('.', Words)}{(Operands.Length > 0 ? " " : "")}{string.Join(", ", Operands)};";
}
