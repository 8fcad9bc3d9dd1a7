using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Printing;

/// <summary>
/// Lines of a kernel. Kernels of a network are megabytes, most of which are known already when they are printed, so the parts of a line go straight into the text.
/// </summary>
/// <param name="constant">A constant as the language writes it.</param>
internal sealed class KernelText(Func<Operand, string> constant)
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a line, indented as the blocks around it are.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] Parts line)
    {
        _ = line;
        _text.Append('\n');
    }

    /// <summary>The same of one part.</summary>
    public void Line(string line)
    {
        Indent();
        _text.Append(line).Append('\n');
    }

    /// <summary>Begins a line or goes on with it.</summary>
    public KernelText Add([InterpolatedStringHandlerArgument("")] Parts part)
    {
        _ = part;
        return this;
    }

    /// <summary>Goes on with what an operation is in the language.</summary>
    /// <param name="template">$r stands for the result, $a, $b and $c for the operands, $n for a constant first operand's number, $4 for four times a constant third one.</param>
    /// <param name="compute">The operation.</param>
    public KernelText Add(string template, Compute compute)
    {
        Indent();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$')
            {
                _text.Append(template[i]);
                continue;
            }

            switch (template[++i])
            {
                case 'r':
                    Append(Operand.Of(compute.Result));
                    break;
                case 'a':
                    Append(compute.A);
                    break;
                case 'b':
                    Append(compute.B);
                    break;
                case 'c':
                    Append(compute.C);
                    break;
                case 'n':
                    Append(compute.A.Bits);
                    break;
                default:
                    Append(4L * compute.C.Bits);
                    break;
            }
        }

        return this;
    }

    /// <summary>Begins a block in braces.</summary>
    public void Open()
    {
        Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    public override string ToString() => _text.ToString();

    private void Indent()
    {
        if (_depth > 0 && (_text.Length == 0 || _text[_text.Length - 1] == '\n'))
            _text.Append(' ', 4 * _depth);
    }

    private void Append(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    private void Append(Operand operand)
    {
        if (operand.IsConstant)
        {
            _text.Append(constant(operand));
            return;
        }

        _text.Append(Letter(operand.Type));
        Append(operand.Bits);
    }

    /// <summary>The first letter of a register's name.</summary>
    private static char Letter(RegisterType type) => type switch
    {
        RegisterType.Bool => 'p',
        RegisterType.Int => 'r',
        RegisterType.Float => 'f',
        RegisterType.Pointer => 'd',
        _ => 'a',
    };

    /// <summary>What the compiler makes of an interpolated text: each part goes into the kernel's.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Parts
    {
        private readonly KernelText _kernel;

        public Parts(int literalLength, int formattedCount, KernelText kernel)
        {
            _ = (literalLength, formattedCount);
            _kernel = kernel;
            kernel.Indent();
        }

        public void AppendLiteral(string value) => _kernel._text.Append(value);

        public void AppendFormatted(string value) => _kernel._text.Append(value);

        public void AppendFormatted(char value) => _kernel._text.Append(value);

        public void AppendFormatted(long value) => _kernel.Append(value);

        public void AppendFormatted(Register value) => _kernel.Append(Operand.Of(value));

        public void AppendFormatted(RegisterType value) => _kernel._text.Append(Letter(value));

        public void AppendFormatted(Operand value) => _kernel.Append(value);
    }
}
