using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Backends.Gpu.Language;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu.Printing;

/// <summary>
/// Prints kernels as OpenCL C 1.2, which the drivers of all makers compile. A place is two parameters, a buffer and how many numbers to go from its start, because
/// OpenCL has no pointers into buffers.
/// </summary>
internal sealed class OpenClPrinter
{
    /// <summary>What stands before the kernels of a text. What is to be fused says so: nothing else may be, or devices would differ.</summary>
    public const string Header = "#pragma OPENCL FP_CONTRACT OFF\n";

    private readonly CodeWriter _code = new();
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
        var parameters = Enumerable.Range(0, kernel.Places).Select(place => Invariant($"__global float* b{place}, long o{place}")).Append("int batch").Concat(Enumerable.Range(0, kernel.Sizes.Count).Select(size => Invariant($"int n{size}")));
        _code.Open(Invariant($"__kernel __attribute__((reqd_work_group_size({kernel.Threads}, 1, 1))) void {name}({string.Join(", ", parameters)})"));
        for (var array = 0; array < kernel.SharedFloats.Count; array++)
            _code.Line(Invariant($"__local float s{array}[{kernel.SharedFloats[array]}] __attribute__((aligned(16)));"));
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
                var declared = compute.Result.IsVariable && !_variables.Add(compute.Result) ? "" : Declared(compute.Result.Type) + " ";
                _code.Line($"{declared}{Name(compute.Result)} = {Value(compute)};");
                break;
            case Read read:
                Read(read);
                break;
            case Write write:
                Write(write);
                break;
            case Repeat repeat:
                var counter = Name(repeat.Counter);
                _code.Open(Invariant($"for (int {counter} = {Text(repeat.First)}; {counter} < {Text(repeat.End)}; {counter} += {repeat.Step})"));
                Body(repeat.Body);
                _code.Close();
                break;
            case Branch branch:
                _code.Open($"if ({Text(branch.Condition)})");
                Body(branch.Body);
                _code.Close();
                if (branch.Otherwise.Count == 0)
                    break;
                _code.Open("else");
                Body(branch.Otherwise);
                _code.Close();
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

    private static string Value(Compute compute)
    {
        var (a, b, c) = (Text(compute.A), Text(compute.B), Text(compute.C));
        return compute.Operation switch
        {
            Operation.Move => a,
            Operation.AddInt or Operation.Add => $"{a} + {b}",
            Operation.SubtractInt or Operation.Subtract => $"{a} - {b}",
            Operation.MultiplyInt => $"(int)((uint){a} * (uint){b})",
            Operation.Multiply => $"{a} * {b}",
            Operation.MultiplyHigh => $"(int)mul_hi((uint){a}, (uint){b})",
            Operation.And => $"{a} & {b}",
            Operation.Or => $"{a} | {b}",
            Operation.Xor => $"{a} ^ {b}",
            Operation.ShiftLeft => $"{a} << {b}",
            Operation.ShiftRight => $"{a} >> {b}",
            Operation.ShiftRightUnsigned => $"(int)((uint){a} >> {b})",
            Operation.MinimumInt => $"min({a}, {b})",
            Operation.MaximumInt => $"max({a}, {b})",
            Operation.MultiplyAdd => $"fma({a}, {b}, {c})",
            Operation.Divide => $"{a} / {b}",
            Operation.SquareRoot => $"sqrt({a})",
            Operation.Absolute => $"fabs({a})",
            Operation.Negate => $"-{a}",
            Operation.IntToFloat => $"(float){a}",
            Operation.BitsToFloat => $"as_float({a})",
            Operation.FloatToBits => $"as_int({a})",
            Operation.SelectFloat or Operation.SelectInt => $"{a} ? {b} : {c}",
            Operation.LessInt or Operation.Less => $"{a} < {b}",
            Operation.LessOrEqualInt or Operation.LessOrEqual => $"{a} <= {b}",
            Operation.EqualInt or Operation.Equal => $"{a} == {b}",
            Operation.LessUnsigned => $"(uint){a} < (uint){b}",
            Operation.Unordered => $"isunordered({a}, {b})",
            Operation.AndBool => $"{a} && {b}",
            Operation.OrBool => $"{a} || {b}",
            Operation.NotBool => $"!{a}",
            Operation.Advance => compute.Result.Type == RegisterType.Pointer ? $"{a} + (long){b} * {c}" : $"{a} + {b} * {c}",
            Operation.ThreadIndex => "(int)get_local_id(0)",
            Operation.BlockX => "(int)get_group_id(0)",
            Operation.BlockY => "(int)get_group_id(1)",
            Operation.BlockZ => "(int)get_group_id(2)",
            Operation.Batch => "batch",
            Operation.Size => Invariant($"n{compute.A.Bits}"),
            Operation.Parameter => Invariant($"b{compute.A.Bits} + o{compute.A.Bits}"),
            Operation.SharedArray => Invariant($"s{compute.A.Bits}"),
            _ => throw new InvalidOperationException("no OpenCL C for " + compute.Operation),
        };
    }

    private void Read(Read read)
    {
        var (type, from) = (Declared(read.Results[0].Type), Place(read.From, read.Offset));
        var isFloat = read.Results[0].Type == RegisterType.Float;
        var condition = read.Condition is { } when ? Text(when) + " ? " : "";
        if (read.Results.Count == 1)
        {
            var otherwise = condition.Length == 0 ? "" : isFloat ? " : 0.0f" : " : 0";
            var value = $"*({from})";
            _code.Line($"{type} {Name(read.Results[0])} = {condition}{(isFloat ? value : $"as_int({value})")}{otherwise};");
            return;
        }

        var (count, vector) = (read.Results.Count, Invariant($"v{_vectors++}"));
        _code.Line(Invariant($"{type}{count} {vector} = {condition}vload{count}(0, {from}){(condition.Length == 0 ? "" : Invariant($" : ({type}{count})(0.0f)"))};"));
        for (var lane = 0; lane < count; lane++)
            _code.Line($"{type} {Name(read.Results[lane])} = {vector}.{"xyzw"[lane]};");
    }

    private void Write(Write write)
    {
        var (to, count) = (Place(write.To, write.Offset), write.Values.Count);
        var condition = write.Condition is { } when ? $"if ({Text(when)}) " : "";
        _code.Line(count == 1
            ? $"{condition}*({to}) = {Text(write.Values[0])};"
            : Invariant($"{condition}vstore{count}((float{count})({string.Join(", ", write.Values.Select(Text))}), 0, {to});"));
    }

    private static string Place(Register place, int offset) => offset == 0 ? Name(place) : Invariant($"{Name(place)} {(offset < 0 ? "-" : "+")} {Math.Abs((long)offset)}");

    private static string Text(Operand operand)
    {
        if (operand.Register is { } register)
            return Name(register);
        if (operand.Type == RegisterType.Int)
            return operand.Bits < 0 ? Invariant($"({operand.Bits})") : operand.Bits.ToString(CultureInfo.InvariantCulture);
        if (float.IsNaN(operand.Float) || float.IsInfinity(operand.Float))
            return $"as_float(0x{operand.Bits.ToString("X8", CultureInfo.InvariantCulture)})";
        var text = operand.Float.ToString("R", CultureInfo.InvariantCulture);
        if (text.IndexOfAny(['.', 'E']) < 0)
            text += ".0";
        return operand.Float < 0 || operand.Bits < 0 ? $"({text}f)" : text + "f";
    }

    private static string Name(Register register) => Invariant($"{Prefix(register.Type)}{register.Number}");

    private static string Prefix(RegisterType type) => type switch
    {
        RegisterType.Bool => "c",
        RegisterType.Int => "r",
        RegisterType.Float => "f",
        RegisterType.Pointer => "d",
        _ => "a",
    };

    private static string Declared(RegisterType type) => type switch
    {
        RegisterType.Bool => "bool",
        RegisterType.Int => "int",
        RegisterType.Float => "float",
        RegisterType.Pointer => "__global float*",
        _ => "__local float*",
    };
}
