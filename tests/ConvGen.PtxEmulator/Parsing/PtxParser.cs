namespace ConvGen.Tests.Ptx;

/// <summary>Reads the outline of a module: directives, variables and kernels. Bodies are read in PtxParser.Body.cs.</summary>
internal sealed partial class PtxParser
{
    private readonly string text;
    private readonly List<PtxToken> tokens;
    private readonly PtxModule module = new();
    private int at;

    public PtxParser(string text) => (this.text, tokens) = (text, PtxLexer.Read(text));

    private PtxToken Token => tokens[at];

    public PtxModule Module()
    {
        while (Token.Kind != '\0')
        {
            switch (Word("a directive"))
            {
                case ".version":
                    module.Version = VersionNumber(Next());
                    break;
                case ".target":
                    module.Target = Word("a target");
                    while (Accept(','))
                        Word("a target");
                    break;
                case ".address_size":
                    module.AddressSize = (int)Integer();
                    break;
                case ".visible" or ".weak" or ".common":
                    break;
                case ".extern":
                    External();
                    break;
                case ".entry":
                    Kernel();
                    break;
                case ".global":
                    module.VariableList.AddRange(Variables(PtxSpace.Global));
                    break;
                case ".const":
                    module.VariableList.AddRange(Variables(PtxSpace.Const));
                    break;
                case ".shared":
                    module.VariableList.AddRange(Variables(PtxSpace.Shared));
                    break;
                case ".file":
                    Integer();
                    Next();
                    break;
                case ".section":
                    Word("a section");
                    Skip('{', '}');
                    break;
                default:
                    at--;
                    throw Error("the emulator does not know this directive");
            }
        }

        return module;
    }

    private static int VersionNumber(PtxToken token)
    {
        var parts = token.Text.Split('.');
        return parts.Length == 2 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor) && minor < 10
            ? (major * 10) + minor
            : throw new PtxFormatException(token.Line, token.Text, "no version");
    }

    private void External()
    {
        if (Word(".shared") != ".shared")
        {
            at--;
            throw Error("only shared memory may be external");
        }

        module.VariableList.AddRange(Variables(PtxSpace.Shared, true));
    }

    private void Kernel()
    {
        var name = Next();
        if (name.Kind != 'w')
            throw new PtxFormatException(name.Line, name.Text, "a kernel's name should stand here");
        if (module.KernelList.Exists(kernel => kernel.Name == name.Text))
            throw new PtxFormatException(name.Line, name.Text, "a second kernel of this name");
        var kernel = new PtxKernel(module, name.Text, name.Line);
        if (Accept('(') && !Accept(')'))
        {
            do
            {
                Parameter(kernel);
            }
            while (Accept(','));
            Expect(')');
        }

        while (Token.Kind == 'w')
        {
            switch (Word("a directive"))
            {
                case ".maxntid":
                    kernel.MaxThreads = Three();
                    break;
                case ".reqntid":
                    kernel.RequiredThreads = Three();
                    break;
                case ".minnctapersm" or ".maxnreg" or ".maxnctapersm":
                    Integer();
                    break;
                default:
                    at--;
                    throw Error("the emulator does not know this directive of a kernel");
            }
        }

        Expect('{');
        Body(kernel);
        module.KernelList.Add(kernel);
    }

    private (int X, int Y, int Z) Three()
    {
        var x = (int)Integer();
        var y = Accept(',') ? (int)Integer() : 1;
        return (x, y, Accept(',') ? (int)Integer() : 1);
    }

    private void Parameter(PtxKernel kernel)
    {
        var line = Token.Line;
        if (Word(".param") != ".param")
        {
            at--;
            throw Error(".param should stand here");
        }

        var (type, alignment) = (PtxType.None, 0);
        while (Token.Kind == 'w' && Token.Text[0] == '.')
        {
            var word = Word("a type");
            if (word == ".align")
                alignment = (int)Integer();
            else if (word is ".ptr" or ".global" or ".shared" or ".const" or ".local")
                continue;
            else if ((type = PtxTypes.Parse(word[1..])) is PtxType.None or PtxType.Pred)
            {
                at--;
                throw Error("no type of a parameter");
            }
        }

        var name = Word("a parameter's name");
        var bytes = type.Bytes();
        if (bytes == 0)
            throw Error("a parameter without a type");
        if (Accept('['))
        {
            bytes *= (int)Integer();
            Expect(']');
        }

        alignment = Math.Max(alignment, type.Bytes());
        var offset = (kernel.ParameterBytes + alignment - 1) / alignment * alignment;
        kernel.ParameterList.Add(new PtxParameter(name, type, offset, bytes, line));
    }

    private List<PtxVariable> Variables(PtxSpace space, bool external = false)
    {
        var line = Token.Line;
        var (type, alignment, lanes) = (PtxType.None, 0, 1);
        while (Token.Kind == 'w' && Token.Text[0] == '.')
        {
            var word = Word("a type");
            if (word == ".align")
                alignment = (int)Integer();
            else if (word is ".v2" or ".v4")
                lanes = word[2] - '0';
            else if ((type = PtxTypes.Parse(word[1..])).Bytes() == 0)
            {
                at--;
                throw Error("no type of a variable");
            }
        }

        if (type == PtxType.None)
            throw Error("a variable without a type");
        var variables = new List<PtxVariable>();
        do
        {
            var name = Word("a variable's name");
            var (bytes, open) = ((long)type.Bytes() * lanes, false);
            while (Accept('['))
            {
                if (Accept(']'))
                {
                    open = true;
                    continue;
                }

                bytes *= Integer();
                Expect(']');
            }

            var initial = new List<byte>();
            if (Accept('='))
                Initial(type, initial);
            if (open)
                bytes = initial.Count;
            variables.Add(new PtxVariable(name, space, type, Math.Max(alignment, type.Bytes() * lanes), bytes, line) { IsExternal = external, Initial = initial });
        }
        while (Accept(','));
        Expect(';');
        return variables;
    }

    private void Initial(PtxType type, List<byte> bytes)
    {
        if (Accept('{'))
        {
            if (Accept('}'))
                return;
            do
            {
                Initial(type, bytes);
            }
            while (Accept(','));
            Expect('}');
            return;
        }

        var minus = Accept('-');
        var token = Next();
        if (token.Kind != 'n' || !PtxNumber.TryParse(token.Text, out var kind, out var bits))
            throw new PtxFormatException(token.Line, token.Text, "a number should stand here");
        if (kind == OperandKind.Decimal && type == PtxType.F32)
            bits = BitConverter.SingleToUInt32Bits((float)BitConverter.UInt64BitsToDouble(bits));
        if (minus)
            bits = kind == OperandKind.Integer ? 0 - bits : bits ^ (type == PtxType.F64 ? 1ul << 63 : 1ul << 31);
        for (var i = 0; i < type.Bytes(); i++)
            bytes.Add((byte)(bits >> (8 * i)));
    }

    private PtxFormatException Error(string message)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, Math.Min(Token.Start, text.Length) - 1)) + 1;
        var end = text.IndexOf('\n', Math.Min(Token.Start, text.Length));
        return new PtxFormatException(Token.Line, text[start..(end < 0 ? text.Length : end)].Trim(), message);
    }

    private PtxToken Next() => tokens[at++] is { Kind: not '\0' } token ? token : throw new PtxFormatException(tokens[^1].Line, "", "the text ends too early");

    private bool Accept(char kind)
    {
        if (Token.Kind != kind)
            return false;
        at++;
        return true;
    }

    private void Expect(char kind)
    {
        if (!Accept(kind))
            throw Error($"'{kind}' should stand before \"{Token.Text}\"");
    }

    private string Word(string what) => Token.Kind == 'w' ? tokens[at++].Text : throw Error($"{what} should stand where \"{Token.Text}\" does");

    private long Integer()
    {
        var minus = Accept('-');
        if (Token.Kind != 'n' || !PtxNumber.TryParse(Token.Text, out var kind, out var bits) || kind != OperandKind.Integer)
            throw Error($"a whole number should stand where \"{Token.Text}\" does");
        at++;
        return minus ? -(long)bits : (long)bits;
    }

    private void Skip(char open, char close)
    {
        Expect(open);
        for (var depth = 1; depth > 0;)
        {
            var token = Next();
            depth += token.Kind == open ? 1 : token.Kind == close ? -1 : 0;
        }
    }
}
