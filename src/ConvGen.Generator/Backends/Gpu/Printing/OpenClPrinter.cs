using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Printing;

/// <summary>
/// Prints kernels as OpenCL C 1.2, which the drivers of all makers compile. A place is two parameters, a buffer and how many numbers to go from its start, because
/// OpenCL has no pointers into buffers.
/// </summary>
internal sealed class OpenClPrinter
{
    /// <summary>What stands before the kernels of a text. What is to be fused says so: nothing else may be, or devices would differ.</summary>
    public const string Header = "#pragma OPENCL FP_CONTRACT OFF\n";

    private readonly KernelText _code = new(Constant);
    private int _vectors;

    /// <summary>The kernel under this name.</summary>
    public static string Print(KernelCode kernel, string name)
    {
        var printer = new OpenClPrinter();
        printer.Kernel(kernel, name);
        return printer._code.ToString();
    }

    private void Kernel(KernelCode kernel, string name)
    {
        _code.Line($"// {kernel.Comment}");
        _code.Add($"__kernel __attribute__((reqd_work_group_size({kernel.Threads}, 1, 1))) void {name}(");
        for (var place = 0; place < kernel.Places; place++)
            _code.Add($"__global float* b{place}, long o{place}, ");
        _code.Add($"int batch{(kernel.TakesParts ? ", int parts" : "")}");
        for (var size = 0; size < kernel.Sizes.Count; size++)
            _code.Add($", int n{size}");
        _code.Line(")");
        _code.Open();
        for (var array = 0; array < kernel.SharedFloats.Count; array++)
            _code.Line($"__local float s{array}[{kernel.SharedFloats[array]}] __attribute__((aligned(16)));");
        Body(kernel.Body);
        _code.Close();
    }

    private void Body(IReadOnlyList<Instruction> body)
    {
        foreach (var instruction in body)
            Print(instruction);
    }

    private void Print(Instruction instruction)
    {
        switch (instruction)
        {
            case Compute compute:
                Set(compute.Result);
                _code.Add(Template(compute), compute);
                _code.Line(";");
                break;
            case Read read:
                Read(read);
                break;
            case Write write:
                Write(write);
                break;
            case Repeat repeat:
                var counter = repeat.Counter;
                _code.Line($"for (int {counter} = {repeat.First}; {counter} < {repeat.End}; {counter} += {repeat.Step})");
                Block(repeat.Body);
                break;
            case Branch branch:
                _code.Line($"if ({branch.Condition})");
                Block(branch.Body);
                if (branch.Otherwise.Count == 0)
                    break;
                _code.Line("else");
                Block(branch.Otherwise);
                break;
            case Meet:
                _code.Line("barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);");
                break;
            default:
                throw new InvalidOperationException("no OpenCL C for " + instruction.GetType().Name);
        }
    }

    /// <summary>Variables that were declared; their first value declares them, before any body that sets them again.</summary>
    private readonly HashSet<Register> _variables = [];

    /// <summary>Begins a statement that sets the register, with its type where it is new.</summary>
    private void Set(Register register)
    {
        if (!register.IsVariable || _variables.Add(register))
            _code.Add($"{Declared(register.Type)} ");
        _code.Add($"{register} = ");
    }

    private static string Template(Compute compute) => compute switch
    {
        { Operation: Operation.Advance, Result.Type: RegisterType.Pointer } => "$a + (long)$b * $c",
        { Operation: Operation.Advance } => "$a + $b * $c",
        _ => _templates[compute.Operation],
    };

    private void Read(Read read)
    {
        var (type, count) = (Declared(read.Results[0].Type), read.Results.Count);
        if (count == 1)
        {
            var isFloat = read.Results[0].Type == RegisterType.Float;
            Set(read.Results[0]);
            If(read.Condition, " ? ");
            _code.Add($"{(isFloat ? "*(" : "as_int(*(")}");
            Place(read.From, read.Offset);
            _code.Add($"{(isFloat ? ")" : "))")}");
            _code.Line(read.Condition is null ? ";" : isFloat ? " : 0.0f;" : " : 0;");
            return;
        }

        var vector = _vectors++;
        _code.Add($"{type}{count} v{vector} = ");
        If(read.Condition, " ? ");
        _code.Add($"vload{count}(0, ");
        Place(read.From, read.Offset);
        if (read.Condition is null)
            _code.Line(");");
        else
            _code.Line($") : ({type}{count})(0.0f);");
        for (var lane = 0; lane < count; lane++)
        {
            Set(read.Results[lane]);
            _code.Line($"v{vector}.{"xyzw"[lane]};");
        }
    }

    private void Write(Write write)
    {
        var count = write.Values.Count;
        if (write.Condition is not null)
        {
            _code.Add($"if (");
            If(write.Condition, ") ");
        }

        if (count == 1)
        {
            _code.Add($"*(");
            Place(write.To, write.Offset);
            _code.Line($") = {write.Values[0]};");
            return;
        }

        _code.Add($"vstore{count}((float{count})(");
        for (var lane = 0; lane < count; lane++)
            _code.Add($"{(lane == 0 ? "" : ", ")}{write.Values[lane]}");
        _code.Add($"), 0, ");
        Place(write.To, write.Offset);
        _code.Line(");");
    }

    private void If(Operand? condition, string then)
    {
        if (condition is { } when)
            _code.Add($"{when}{then}");
    }

    private void Place(Register place, int offset)
    {
        _code.Add($"{place}");
        if (offset != 0)
            _code.Add($" {(offset < 0 ? "-" : "+")} {Math.Abs((long)offset)}");
    }

    private void Block(IReadOnlyList<Instruction> body)
    {
        _code.Open();
        Body(body);
        _code.Close();
    }

    private static string Constant(Operand operand)
    {
        if (operand.Type == RegisterType.Int)
            return operand.Bits < 0 ? "(" + operand.Bits.ToString(CultureInfo.InvariantCulture) + ")" : operand.Bits.ToString(CultureInfo.InvariantCulture);
        if (float.IsNaN(operand.Float) || float.IsInfinity(operand.Float))
            return $"as_float(0x{operand.Bits.ToString("X8", CultureInfo.InvariantCulture)})";
        var text = operand.Float.ToString("R", CultureInfo.InvariantCulture);
        if (text.IndexOfAny(['.', 'E']) < 0)
            text += ".0";
        return operand.Bits < 0 ? $"({text}f)" : text + "f";
    }

    private static string Declared(RegisterType type) => type switch
    {
        RegisterType.Bool => "bool",
        RegisterType.Int => "int",
        RegisterType.Float => "float",
        RegisterType.Pointer => "__global float*",
        _ => "__local float*",
    };

    /// <summary>What each operation is.</summary>
    private static readonly Dictionary<Operation, string> _templates = new()
    {
        [Operation.Move] = "$a",
        [Operation.AddInt] = "$a + $b",
        [Operation.Add] = "$a + $b",
        [Operation.SubtractInt] = "$a - $b",
        [Operation.Subtract] = "$a - $b",
        [Operation.MultiplyInt] = "(int)((uint)$a * (uint)$b)",
        [Operation.Multiply] = "$a * $b",
        [Operation.MultiplyHigh] = "(int)mul_hi((uint)$a, (uint)$b)",
        [Operation.MultiplyAddInt] = "(int)((uint)$a * (uint)$b + (uint)$c)",
        [Operation.And] = "$a & $b",
        [Operation.Or] = "$a | $b",
        [Operation.Xor] = "$a ^ $b",
        [Operation.ShiftLeft] = "$a << $b",
        [Operation.ShiftRight] = "$a >> $b",
        [Operation.ShiftRightUnsigned] = "(int)((uint)$a >> $b)",
        [Operation.MinimumInt] = "min($a, $b)",
        [Operation.MaximumInt] = "max($a, $b)",
        [Operation.MultiplyAdd] = "fma($a, $b, $c)",
        [Operation.Divide] = "$a / $b",
        [Operation.SquareRoot] = "sqrt($a)",
        [Operation.Absolute] = "fabs($a)",
        [Operation.Negate] = "-$a",
        [Operation.IntToFloat] = "(float)$a",
        [Operation.BitsToFloat] = "as_float($a)",
        [Operation.FloatToBits] = "as_int($a)",
        [Operation.SelectFloat] = "$a ? $b : $c",
        [Operation.SelectInt] = "$a ? $b : $c",
        [Operation.LessInt] = "$a < $b",
        [Operation.Less] = "$a < $b",
        [Operation.LessOrEqualInt] = "$a <= $b",
        [Operation.LessOrEqual] = "$a <= $b",
        [Operation.EqualInt] = "$a == $b",
        [Operation.Equal] = "$a == $b",
        [Operation.LessUnsigned] = "(uint)$a < (uint)$b",
        [Operation.Unordered] = "isunordered($a, $b)",
        [Operation.AndBool] = "$a && $b",
        [Operation.OrBool] = "$a || $b",
        [Operation.NotBool] = "!$a",
        [Operation.ThreadIndex] = "(int)get_local_id(0)",
        [Operation.BlockX] = "(int)get_group_id(0)",
        [Operation.BlockY] = "(int)get_group_id(1)",
        [Operation.BlockZ] = "(int)get_group_id(2)",
        [Operation.Batch] = "batch",
        [Operation.Parts] = "parts",
        [Operation.DivideInt] = "(int)((uint)$a / (uint)$b)",
        [Operation.Size] = "n$n",
        [Operation.Parameter] = "b$n + o$n",
        [Operation.SharedArray] = "s$n",
    };
}
