namespace ConvGen.Tests.Ptx;

internal sealed partial class PtxParser
{
    /// <summary>Registers in sight, the innermost braces last.</summary>
    private readonly List<Dictionary<string, PtxRegister>> scopes = [];

    private void Body(PtxKernel kernel)
    {
        scopes.Clear();
        scopes.Add(new Dictionary<string, PtxRegister>(StringComparer.Ordinal));
        while (scopes.Count > 0)
        {
            if (Accept('{'))
                scopes.Add(new Dictionary<string, PtxRegister>(StringComparer.Ordinal));
            else if (Accept('}'))
                scopes.RemoveAt(scopes.Count - 1);
            else if (Token.Kind == 'w' && Token.Text[0] == '.')
                Declaration(kernel);
            else if (Token.Kind == 'w' && tokens[at + 1].Kind == ':')
            {
                if (!kernel.LabelMap.TryAdd(Token.Text, kernel.InstructionList.Count))
                    throw Error("a second label of this name");
                at += 2;
            }
            else
                Instruction(kernel);
        }

        Place(kernel);
    }

    private void Declaration(PtxKernel kernel)
    {
        switch (Word("a directive"))
        {
            case ".reg":
                RegisterDeclaration(kernel);
                break;
            case ".shared":
                kernel.VariableList.AddRange(Variables(PtxSpace.Shared));
                break;
            case ".local":
                kernel.VariableList.AddRange(Variables(PtxSpace.Local));
                break;
            case ".extern":
                if (Word(".shared") != ".shared")
                    throw Error("only shared memory may be external");
                kernel.VariableList.AddRange(Variables(PtxSpace.Shared, true));
                break;
            case ".loc":
                var line = Token.Line;
                while (Token.Line == line && Token.Kind != '\0')
                    at++;
                break;
            case ".pragma":
                Next();
                Expect(';');
                break;
            default:
                at--;
                throw Error("the emulator does not know this directive of a body");
        }
    }

    private void RegisterDeclaration(PtxKernel kernel)
    {
        var type = PtxTypes.Parse(Word("a type").TrimStart('.'));
        if (type is PtxType.None or PtxType.B8 or PtxType.U8 or PtxType.S8)
        {
            at--;
            throw Error("no type of a register");
        }

        do
        {
            var name = Word("a register's name");
            if (Accept('<'))
            {
                var count = Integer();
                Expect('>');
                for (var i = 0; i < count; i++)
                    Declare(kernel, $"{name}{i}", type);
            }
            else
                Declare(kernel, name, type);
        }
        while (Accept(','));
        Expect(';');
    }

    private void Declare(PtxKernel kernel, string name, PtxType type)
    {
        var register = new PtxRegister(name, type, kernel.RegisterList.Count);
        if (!scopes[^1].TryAdd(name, register))
            throw Error($"a second register {name}");
        kernel.RegisterList.Add(register);
    }

    private void Instruction(PtxKernel kernel)
    {
        var first = Token;
        var guard = (PtxOperand?)null;
        if (Accept('@'))
        {
            guard = Operand(kernel);
            if (guard.Register?.Type != PtxType.Pred)
                throw Error("a guard that is no predicate");
        }

        var words = Word("an instruction").Split('.');
        if (words[0].Length == 0 || words[0][0] == '%' || words.Contains(""))
        {
            at--;
            throw Error("an instruction should stand here");
        }

        var operands = new List<PtxOperand>();
        if (Token.Kind != ';')
        {
            do
            {
                operands.Add(Operand(kernel));
            }
            while (Accept(','));
        }

        var source = text[first.Start..tokens[at - 1].End];
        if (Token.Kind != ';')
            throw new PtxFormatException(first.Line, source, $"';' should stand before \"{Token.Text}\"");
        var end = Token.End;
        at++;
        if (source.Contains('\n', StringComparison.Ordinal) || source.Contains('\t', StringComparison.Ordinal) || source.Contains("  ", StringComparison.Ordinal))
            source = string.Join(' ', source.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        kernel.InstructionList.Add(new PtxInstruction(kernel.InstructionList.Count, first.Line, source, words, guard, [.. operands]) { Span = (first.Start, end) });
    }

    private PtxOperand Operand(PtxKernel kernel)
    {
        if (Accept('{'))
        {
            var items = new List<PtxOperand>();
            do
            {
                items.Add(Operand(kernel));
            }
            while (Accept(','));
            Expect('}');
            return new PtxOperand(OperandKind.Vector) { Items = items };
        }

        if (Accept('['))
        {
            var inner = Operand(kernel);
            Expect(']');
            return inner.Kind switch
            {
                OperandKind.Register or OperandKind.Symbol => inner with { Kind = OperandKind.Address },
                OperandKind.Integer => new PtxOperand(OperandKind.Address) { Offset = (long)inner.Bits },
                _ => throw Error("no address"),
            };
        }

        if (Accept('!'))
            return Operand(kernel) with { Negated = true };
        if (Token.Kind is 'n' or '-')
            return Literal();
        var word = Word("an operand");
        if (word == "_")
            return Paired(kernel, new PtxOperand(OperandKind.Sink));
        var register = Find(word);
        if (register is not null)
            return Paired(kernel, new PtxOperand(OperandKind.Register) { Register = register, Offset = SignedOffset() });
        if (word[0] == '%')
        {
            if (SpecialRegister.TryParse(word, out _))
                return new PtxOperand(OperandKind.Special) { Name = word };
            at--;
            throw Error($"{word} is not declared");
        }

        return new PtxOperand(OperandKind.Symbol) { Name = word, Offset = SignedOffset() };
    }

    private PtxOperand Paired(PtxKernel kernel, PtxOperand operand) => Accept('|') ? operand with { Pair = Operand(kernel) } : operand;

    private PtxRegister? Find(string name)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
            if (scopes[i].TryGetValue(name, out var register))
                return register;
        return null;
    }

    /// <summary>What stands behind a base: `+4`, `-4`, `+-4`.</summary>
    private long SignedOffset() => Accept('+') ? Integer() : Token.Kind == '-' ? Integer() : 0;

    private PtxOperand Literal()
    {
        var minus = Accept('-');
        var token = Token;
        if (token.Kind != 'n' || !PtxNumber.TryParse(token.Text, out var kind, out var bits))
            throw Error($"a number should stand where \"{token.Text}\" does");
        at++;
        if (minus)
            bits = kind switch
            {
                OperandKind.Integer => 0 - bits,
                OperandKind.Float32 => bits ^ (1ul << 31),
                _ => bits ^ (1ul << 63),
            };
        return new PtxOperand(kind) { Bits = bits };
    }

    /// <summary>Lays shared and local variables out, in the order of their declaration.</summary>
    private void Place(PtxKernel kernel)
    {
        var named = kernel.InstructionList.SelectMany(instruction => instruction.Operands).SelectMany(operand => operand.Items.Append(operand)).Select(operand => operand.Name).ToHashSet(StringComparer.Ordinal);
        var external = new List<PtxVariable>();
        var (shared, local, dynamicAlignment) = (0L, 0L, 16);
        foreach (var variable in module.VariableList.Where(variable => variable.Space == PtxSpace.Shared && named.Contains(variable.Name)).Concat(kernel.VariableList).ToArray())
        {
            // A module's variable gets a copy, since its place is another in every kernel.
            var own = kernel.VariableList.Contains(variable) ? variable : variable with { };
            if (!ReferenceEquals(own, variable))
                kernel.VariableList.Add(own);
            if (own.Space == PtxSpace.Local)
                own.Offset = Append(ref local, own);
            else if (!own.IsExternal)
                own.Offset = Append(ref shared, own);
            else
            {
                external.Add(own);
                dynamicAlignment = Math.Max(dynamicAlignment, own.Alignment);
            }
        }

        kernel.StaticSharedBytes = checked((int)shared);
        kernel.DynamicSharedOffset = checked((int)((shared + dynamicAlignment - 1) / dynamicAlignment * dynamicAlignment));
        kernel.LocalBytes = checked((int)((local + 15) / 16 * 16));
        external.ForEach(variable => variable.Offset = kernel.DynamicSharedOffset);
    }

    private static long Append(ref long end, PtxVariable variable)
    {
        var offset = (end + variable.Alignment - 1) / variable.Alignment * variable.Alignment;
        end = offset + variable.Bytes;
        return offset;
    }
}
