using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ConvGen.Generator.Backends.Gpu.Language;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu.Printing;

/// <summary>
/// Prints kernels as PTX, NVIDIA's virtual assembly, which every driver compiles ("Parallel Thread Execution ISA"). Version and target are the lowest that have the
/// instructions: a text that is newer than the driver is refused.
/// </summary>
internal sealed class PtxPrinter
{
    /// <summary>What stands before the kernels of a text.</summary>
    public const string Header = ".version 6.3\n.target sm_75\n.address_size 64\n";

    private readonly StringBuilder _text = new();
    private int _labels;

    /// <summary>The kernel as an entry of this name.</summary>
    public static string Print(KernelCode kernel, string name)
    {
        var printer = new PtxPrinter();
        printer.Entry(kernel, name);
        return printer._text.ToString();
    }

    private void Entry(KernelCode kernel, string name)
    {
        // Assemblers refuse what is not ASCII, in comments too.
        Line("// " + string.Concat(kernel.Comment.Select(letter => letter < 128 ? letter : '*')));
        var parameters = Enumerable.Range(0, kernel.Places).Select(place => Invariant($".param .u64 p{place}")).Append(".param .u32 batch").Concat(Enumerable.Range(0, kernel.Sizes.Count).Select(size => Invariant($".param .u32 n{size}")));
        Line(Invariant($".visible .entry {name}({string.Join(", ", parameters)}) .maxntid {kernel.Threads}, 1, 1"));
        Line("{");
        foreach (var type in new[] { RegisterType.Bool, RegisterType.Int, RegisterType.Float, RegisterType.Pointer, RegisterType.SharedPointer })
            if (kernel.Registers.TryGetValue(type, out var count))
                Line(Invariant($".reg .{Declared(type)} %{Prefix(type)}<{count}>;"));
        Line(".reg .pred %q;");
        Line(".reg .b64 %t;");
        Line(".reg .b32 %v<4>;");
        for (var array = 0; array < kernel.SharedFloats.Count; array++)
            Line(Invariant($".shared .align 16 .b8 s{array}[{4 * kernel.SharedFloats[array]}];"));
        Body(kernel.Body);
        Line("ret;");
        Line("}");
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
                Compute(compute);
                break;
            case Read read:
                Read(read);
                break;
            case Write write:
                Write(write);
                break;
            case Repeat repeat:
                Repeat(repeat);
                break;
            case Branch branch:
                Branch(branch);
                break;
            case Meet:
                Line("bar.sync 0;");
                break;
            default:
                throw new InvalidOperationException("no PTX for " + instruction.GetType().Name);
        }
    }

    private void Compute(Compute compute)
    {
        var (result, a, b, c) = (Name(compute.Result), compute.A, compute.B, compute.C);
        switch (compute.Operation)
        {
            case Operation.Parameter:
                Line(Invariant($"ld.param.u64 {result}, [p{a.Bits}];"));
                Line(Invariant($"cvta.to.global.u64 {result}, {result};"));
                break;
            case Operation.Size:
                Line(Invariant($"ld.param.u32 {result}, [n{a.Bits}];"));
                break;
            case Operation.Batch:
                Line($"ld.param.u32 {result}, [batch];");
                break;
            case Operation.SharedArray:
                Line(Invariant($"mov.u32 {result}, s{a.Bits};"));
                break;
            case Operation.Advance when !c.IsConstant:
                Line($"mul.wide.s32 %t, {Text(b)}, {Text(c)};");
                Line("shl.b64 %t, %t, 2;");
                Line($"add.s64 {result}, {Text(a)}, %t;");
                break;
            case Operation.Advance when compute.Result.Type == RegisterType.Pointer:
                Line(Invariant($"mad.wide.s32 {result}, {Text(b)}, {4 * c.Bits}, {Text(a)};"));
                break;
            case Operation.Advance:
                Line(Invariant($"mad.lo.s32 {result}, {Text(b)}, {4 * c.Bits}, {Text(a)};"));
                break;
            case Operation.Move:
                Line($"mov.{(compute.Result.Type == RegisterType.Float ? "f32" : "b32")} {result}, {Text(a)};");
                break;
            case Operation.MultiplyAdd:
                Line($"fma.rn.f32 {result}, {Text(a)}, {Text(b)}, {Text(c)};");
                break;
            case Operation.SelectFloat or Operation.SelectInt:
                Line($"selp.{(compute.Operation == Operation.SelectFloat ? "f32" : "b32")} {result}, {Text(b)}, {Text(c)}, {Text(a)};");
                break;
            default:
                var (name, count) = _names[compute.Operation];
                Line($"{name} {string.Join(", ", new[] { result }.Concat(new[] { a, b, c }.Take(count).Select(operand => IsUnsigned(compute.Operation) ? Unsigned(operand) : Text(operand))))}{Special(compute.Operation)};");
                break;
        }
    }

    private static string Special(Operation operation) => operation switch
    {
        Operation.ThreadIndex => ", %tid.x",
        Operation.BlockX => ", %ctaid.x",
        Operation.BlockY => ", %ctaid.y",
        Operation.BlockZ => ", %ctaid.z",
        _ => "",
    };

    private void Read(Read read)
    {
        var type = read.Results[0].Type == RegisterType.Float ? "f32" : "b32";
        if (read.Condition is { } condition)
        {
            foreach (var result in read.Results)
                Line($"mov.{type} {Name(result)}, {(type == "f32" ? "0f00000000" : "0")};");
            _text.Append('@').Append(Text(condition)).Append(' ');
        }

        Line($"ld.{Space(read.From)}{Vector(read.Results.Count)}.{type} {Group(read.Results.Select(Name))}, {Address(read.From, read.Offset)};");
    }

    private void Write(Write write)
    {
        // A vector's parts are registers.
        string[] values = [.. write.Values.Select(Text)];
        for (var i = 0; i < values.Length && values.Length > 1; i++)
        {
            if (!write.Values[i].IsConstant)
                continue;
            Line(Invariant($"mov.b32 %v{i}, {values[i]};"));
            values[i] = Invariant($"%v{i}");
        }

        if (write.Condition is { } condition)
            _text.Append('@').Append(Text(condition)).Append(' ');
        var type = write.Values[0].Type == RegisterType.Float ? "f32" : "b32";
        Line($"st.{Space(write.To)}{Vector(write.Values.Count)}.{type} {Address(write.To, write.Offset)}, {Group(values)};");
    }

    private void Repeat(Repeat repeat)
    {
        var (counter, label) = (Name(repeat.Counter), Label());
        Line($"mov.b32 {counter}, {Text(repeat.First)};");
        Line($"FOR{label}:");
        Line($"setp.ge.s32 %q, {counter}, {Text(repeat.End)};");
        Line($"@%q bra END{label};");
        Body(repeat.Body);
        Line(Invariant($"add.s32 {counter}, {counter}, {repeat.Step};"));
        Line($"bra.uni FOR{label};");
        Line($"END{label}:");
    }

    private void Branch(Branch branch)
    {
        var label = Label();
        Line($"@!{Text(branch.Condition)} bra ELSE{label};");
        Body(branch.Body);
        if (branch.Otherwise.Count > 0)
            Line($"bra FI{label};");
        Line($"ELSE{label}:");
        if (branch.Otherwise.Count == 0)
            return;
        Body(branch.Otherwise);
        Line($"FI{label}:");
    }

    private string Label() => _labels++.ToString(CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');

    private static string Space(Register place) => place.Type == RegisterType.Pointer ? "global" : "shared";

    private static string Vector(int count) => count == 1 ? "" : Invariant($".v{count}");

    private static string Group(IEnumerable<string> names) => names.Skip(1).Any() ? "{" + string.Join(", ", names) + "}" : names.First();

    private static string Address(Register place, int offset) => offset == 0 ? $"[{Name(place)}]" : Invariant($"[{Name(place)}{(offset < 0 ? "" : "+")}{4L * offset}]");

    private static string Text(Operand operand) => operand.Register is { } register ? Name(register)
        : operand.Type == RegisterType.Float ? "0f" + operand.Bits.ToString("X8", CultureInfo.InvariantCulture)
        : operand.Bits.ToString(CultureInfo.InvariantCulture);

    private static bool IsUnsigned(Operation operation) => operation is Operation.MultiplyHigh or Operation.LessUnsigned;

    private static string Unsigned(Operand operand) => operand.IsConstant ? unchecked((uint)operand.Bits).ToString(CultureInfo.InvariantCulture) : Text(operand);

    private static string Name(Register register) => Invariant($"%{Prefix(register.Type)}{register.Number}");

    private static string Prefix(RegisterType type) => type switch
    {
        RegisterType.Bool => "p",
        RegisterType.Int => "r",
        RegisterType.Float => "f",
        RegisterType.Pointer => "d",
        _ => "a",
    };

    private static string Declared(RegisterType type) => type switch
    {
        RegisterType.Bool => "pred",
        RegisterType.Float => "f32",
        RegisterType.Pointer => "b64",
        _ => "b32",
    };

    /// <summary>Instructions that take their operands in order, and how many.</summary>
    private static readonly Dictionary<Operation, (string Name, int Operands)> _names = new()
    {
        [Operation.AddInt] = ("add.s32", 2),
        [Operation.SubtractInt] = ("sub.s32", 2),
        [Operation.MultiplyInt] = ("mul.lo.s32", 2),
        [Operation.MultiplyHigh] = ("mul.hi.u32", 2),
        [Operation.And] = ("and.b32", 2),
        [Operation.Or] = ("or.b32", 2),
        [Operation.Xor] = ("xor.b32", 2),
        [Operation.ShiftLeft] = ("shl.b32", 2),
        [Operation.ShiftRight] = ("shr.s32", 2),
        [Operation.ShiftRightUnsigned] = ("shr.u32", 2),
        [Operation.MinimumInt] = ("min.s32", 2),
        [Operation.MaximumInt] = ("max.s32", 2),
        [Operation.Add] = ("add.rn.f32", 2),
        [Operation.Subtract] = ("sub.rn.f32", 2),
        [Operation.Multiply] = ("mul.rn.f32", 2),
        [Operation.Divide] = ("div.rn.f32", 2),
        [Operation.SquareRoot] = ("sqrt.rn.f32", 1),
        [Operation.Absolute] = ("abs.f32", 1),
        [Operation.Negate] = ("neg.f32", 1),
        [Operation.IntToFloat] = ("cvt.rn.f32.s32", 1),
        [Operation.BitsToFloat] = ("mov.b32", 1),
        [Operation.FloatToBits] = ("mov.b32", 1),
        [Operation.LessInt] = ("setp.lt.s32", 2),
        [Operation.LessOrEqualInt] = ("setp.le.s32", 2),
        [Operation.EqualInt] = ("setp.eq.s32", 2),
        [Operation.LessUnsigned] = ("setp.lt.u32", 2),
        [Operation.Less] = ("setp.lt.f32", 2),
        [Operation.LessOrEqual] = ("setp.le.f32", 2),
        [Operation.Equal] = ("setp.eq.f32", 2),
        [Operation.Unordered] = ("setp.nan.f32", 2),
        [Operation.AndBool] = ("and.pred", 2),
        [Operation.OrBool] = ("or.pred", 2),
        [Operation.NotBool] = ("not.pred", 1),
        [Operation.ThreadIndex] = ("mov.u32", 0),
        [Operation.BlockX] = ("mov.u32", 0),
        [Operation.BlockY] = ("mov.u32", 0),
        [Operation.BlockZ] = ("mov.u32", 0),
    };
}
