using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;

namespace ConvGen.Generator.Backends.Gpu.Printing;

/// <summary>
/// Prints kernels as PTX, NVIDIA's virtual assembly, which every driver compiles ("Parallel Thread Execution ISA"). Version and target are the lowest that have the
/// instructions: a text that is newer than the driver is refused.
/// </summary>
internal sealed class PtxPrinter
{
    /// <summary>What stands before the kernels of a text.</summary>
    public const string Header = ".version 6.3\n.target sm_75\n.address_size 64\n";

    /// <summary>The same for texts with copies to shared memory and tensor cores.</summary>
    public const string TensorHeader = ".version 7.0\n.target sm_80\n.address_size 64\n";

    private readonly KernelText _text = new(Constant);
    private int _labels;

    /// <summary>Of which arithmetics lines are; none where they are of all.</summary>
    private TensorArithmetic _arithmetic;

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
        _text.Line($"// {string.Concat(kernel.Comment.Select(letter => letter < 128 ? letter : '*'))}");
        _text.Add($".visible .entry {name}(");
        for (var place = 0; place < kernel.Places; place++)
            _text.Add($".param .u64 b{place},");
        _text.Add($".param .u32 batch{(kernel.TakesParts ? ",.param .u32 parts" : "")}");
        for (var size = 0; size < kernel.Sizes.Count; size++)
            _text.Add($",.param .u32 n{size}");
        _text.Line($") .maxntid {kernel.Threads},1,1");
        _text.Line("{");
        foreach (var type in new[] { RegisterType.Bool, RegisterType.Int, RegisterType.Float, RegisterType.Pointer, RegisterType.SharedPointer })
            if (kernel.Registers.TryGetValue(type, out var count))
                _text.Line($".reg .{Declared(type)} {type}<{count}>;");
        _text.Line(".reg .pred q;");
        _text.Line(".reg .b64 t;");
        _text.Line(".reg .b32 v<4>;");
        for (var array = 0; array < kernel.SharedFloats.Count; array++)
            _text.Line($".shared .align 16 .b8 s{array}[{4 * kernel.SharedFloats[array]}];");
        Body(kernel.Body);
        _text.Line("ret;");
        _text.Line("}");
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
                _text.Line("bar.sync 0;");
                break;
            case CopyAsync copy:
                Copy(copy);
                break;
            case CommitCopies:
                _text.Line("cp.async.commit_group;");
                break;
            case WaitForCopies wait:
                _text.Line($"cp.async.wait_group {wait.Groups};");
                break;
            case ReadMatrices read:
                _text.Add($"ldmatrix.sync.aligned.m8n8.x4.shared.b16 ");
                Group([.. read.Results.Select(Operand.Of)]);
                _text.Add($",");
                Address(read.From, read.Offset);
                _text.Line(";");
                break;
            case MultiplyMatrices multiply:
                Multiply(multiply);
                break;
            case Alternatives alternatives:
                Choose(alternatives);
                break;
            default:
                throw new InvalidOperationException("no PTX for " + instruction.GetType().Name);
        }
    }

    /// <summary>Operands that are unsigned are written without a sign.</summary>
    private void Compute(Compute compute)
    {
        if (compute.Operation is Operation.MultiplyHigh or Operation.LessUnsigned && compute.B.IsConstant)
            _text.Add(compute.Operation == Operation.MultiplyHigh ? "mul.hi.u32 $r,$a," : "setp.lt.u32 $r,$a,", compute).Line($"{unchecked((uint)compute.B.Bits)};");
        else
            _text.Add(Template(compute), compute).Line(";");
    }

    private static string Template(Compute compute) => (compute.Operation, compute.Result.Type) switch
    {
        (Operation.Advance, RegisterType.Pointer) => compute.C.IsConstant ? "mad.wide.s32 $r,$b,$4,$a" : "mul.wide.s32 t,$b,$c;\nshl.b64 t,t,2;\nadd.s64 $r,$a,t",
        (Operation.Move, RegisterType.Float) => "mov.f32 $r,$a",
        _ => _templates[compute.Operation],
    };

    private void Read(Read read)
    {
        var type = Bits(read.Results[0].Type);
        if (read.Condition is { } condition)
        {
            foreach (var result in read.Results)
            {
                if (result.Type == RegisterType.Float)
                    _text.Line($"mov.f32 {result},0f00000000;");
                else
                    _text.Line($"mov.b32 {result},0;");
            }
            _text.Add($"@{condition} ");
        }

        _text.Add($"ld.{Space(read.From)}{Vector(read.Results.Count)}.{type} ");
        Group([.. read.Results.Select(Operand.Of)]);
        _text.Add($",");
        Address(read.From, read.Offset);
        _text.Line(";");
    }

    private void Write(Write write)
    {
        // A vector's parts are registers.
        var isVector = write.Values.Count > 1;
        for (var i = 0; i < write.Values.Count && isVector; i++)
            if (write.Values[i].IsConstant)
                _text.Line($"mov.b32 v{i},{write.Values[i]};");
        if (write.Condition is { } condition)
            _text.Add($"@{condition} ");
        _text.Add($"st.{Space(write.To)}{Vector(write.Values.Count)}.{Bits(write.Values[0].Type)} ");
        Address(write.To, write.Offset);
        _text.Add($",");
        Group(write.Values);
        _text.Line(";");
    }

    /// <summary>Past the first cache where a copy is large enough.</summary>
    private void Copy(CopyAsync copy)
    {
        _text.Add($"cp.async.{(copy.Bytes == 16 ? "cg" : "ca")}.shared.global ");
        Address(copy.To, copy.ToOffset);
        _text.Add($",");
        Address(copy.From, copy.FromOffset);
        _text.Add($",{copy.Bytes}");
        if (copy.Read is { } read)
            _text.Add($",{read}");
        _text.Line(";");
    }

    private void Multiply(MultiplyMatrices multiply)
    {
        _text.Add($"mma.sync.aligned.{(multiply.Kind == MatrixKind.Tf32 ? "m16n8k8.row.col.f32.tf32.tf32.f32" : "m16n8k16.row.col.f32.bf16.bf16.f32")} ");
        Operand[] sums = [.. multiply.Sums.Select(Operand.Of)];
        Group(sums);
        foreach (var operands in new[] { multiply.A, multiply.B, sums })
        {
            _text.Add($",");
            Group(operands);
        }

        _text.Line(";");
    }

    /// <summary>Each body between two lines that say of which arithmetic it is; whoever loads the text leaves out the others. Labels go on counting, so that all may stay.</summary>
    private void Choose(Alternatives alternatives)
    {
        var around = _arithmetic;
        foreach (var (arithmetic, body) in alternatives.Bodies)
        {
            Choose(arithmetic);
            Body(body);
        }

        Choose(around);
    }

    private void Choose(TensorArithmetic arithmetic)
    {
        _arithmetic = arithmetic;
        _text.Line(arithmetic == TensorArithmetic.None ? "//" : $"//{arithmetic.ToString().Replace(", ", " ")}");
    }

    /// <summary>
    /// Lines that make the loop are of the other arithmetics; for the one it is written out for, whoever loads the text repeats what is between the brackets.
    /// </summary>
    private void Twice(Repeat repeat)
    {
        var (counter, label, around) = (repeat.Counter, _labels++, _arithmetic);
        if ((around & repeat.WrittenOutFor) == TensorArithmetic.None || (around & ~repeat.WrittenOutFor) == TensorArithmetic.None || repeat.Body.Any(instruction => instruction is Language.Repeat or Language.Branch))
            throw new InvalidOperationException("A loop is written out for some arithmetics of several, without labels.");
        _text.Line($"mov.b32 {counter},{repeat.First};");
        Choose(around & ~repeat.WrittenOutFor);
        Begin(repeat, label);
        Choose(around);
        _text.Line("//{");
        Body(repeat.Body);
        _text.Line($"add.s32 {counter},{counter},{repeat.Step};");
        Choose(around & ~repeat.WrittenOutFor);
        End(label);
        Choose(repeat.WrittenOutFor);
        _text.Line("//}");
        Choose(around);
    }

    private void Repeat(Repeat repeat)
    {
        if (repeat.WrittenOutFor != TensorArithmetic.None)
        {
            Twice(repeat);
            return;
        }

        var (counter, label) = (repeat.Counter, _labels++);
        _text.Line($"mov.b32 {counter},{repeat.First};");
        Begin(repeat, label);
        Body(repeat.Body);
        _text.Line($"add.s32 {counter},{counter},{repeat.Step};");
        End(label);
    }

    private void Begin(Repeat repeat, int label)
    {
        _text.Line($"FOR{label}:");
        _text.Line($"setp.ge.s32 q,{repeat.Counter},{repeat.End};");
        _text.Line($"@q bra END{label};");
    }

    private void End(int label)
    {
        _text.Line($"bra.uni FOR{label};");
        _text.Line($"END{label}:");
    }

    private void Branch(Branch branch)
    {
        var label = _labels++;
        _text.Line($"@!{branch.Condition} bra ELSE{label};");
        Body(branch.Body);
        if (branch.Otherwise.Count > 0)
            _text.Line($"bra FI{label};");
        _text.Line($"ELSE{label}:");
        if (branch.Otherwise.Count == 0)
            return;
        Body(branch.Otherwise);
        _text.Line($"FI{label}:");
    }

    /// <summary>One register or constant, or several in braces; constants among several have been put into registers.</summary>
    private void Group(IReadOnlyList<Operand> values)
    {
        if (values.Count == 1)
        {
            _text.Add($"{values[0]}");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            _text.Add($"{(i == 0 ? "{" : ",")}");
            if (values[i].IsConstant)
                _text.Add($"v{i}");
            else
                _text.Add($"{values[i]}");
        }

        _text.Add($"}}");
    }

    private void Address(Register place, int offset)
    {
        _text.Add($"[{place}");
        if (offset != 0)
            _text.Add($"{(offset < 0 ? "" : "+")}{4L * offset}");
        _text.Add($"]");
    }

    private static string Bits(RegisterType type) => type == RegisterType.Float ? "f32" : "b32";

    private static string Space(Register place) => place.Type == RegisterType.Pointer ? "global" : "shared";

    private static string Vector(int count) => count switch
    {
        1 => "",
        2 => ".v2",
        _ => ".v4",
    };

    private static string Constant(Operand operand) => operand.Type == RegisterType.Float
        ? "0f" + operand.Bits.ToString("X8", CultureInfo.InvariantCulture)
        : operand.Bits.ToString(CultureInfo.InvariantCulture);

    private static string Declared(RegisterType type) => type switch
    {
        RegisterType.Bool => "pred",
        RegisterType.Float => "f32",
        RegisterType.Pointer => "b64",
        _ => "b32",
    };

    /// <summary>What each operation is; of a few it depends on its operands.</summary>
    private static readonly Dictionary<Operation, string> _templates = new()
    {
        [Operation.Move] = "mov.b32 $r,$a",
        [Operation.AddInt] = "add.s32 $r,$a,$b",
        [Operation.SubtractInt] = "sub.s32 $r,$a,$b",
        [Operation.MultiplyInt] = "mul.lo.s32 $r,$a,$b",
        [Operation.MultiplyAddInt] = "mad.lo.s32 $r,$a,$b,$c",
        [Operation.MultiplyHigh] = "mul.hi.u32 $r,$a,$b",
        [Operation.And] = "and.b32 $r,$a,$b",
        [Operation.Or] = "or.b32 $r,$a,$b",
        [Operation.Xor] = "xor.b32 $r,$a,$b",
        [Operation.ShiftLeft] = "shl.b32 $r,$a,$b",
        [Operation.ShiftRight] = "shr.s32 $r,$a,$b",
        [Operation.ShiftRightUnsigned] = "shr.u32 $r,$a,$b",
        [Operation.MinimumInt] = "min.s32 $r,$a,$b",
        [Operation.MaximumInt] = "max.s32 $r,$a,$b",
        [Operation.Add] = "add.rn.f32 $r,$a,$b",
        [Operation.Subtract] = "sub.rn.f32 $r,$a,$b",
        [Operation.Multiply] = "mul.rn.f32 $r,$a,$b",
        [Operation.Divide] = "div.rn.f32 $r,$a,$b",
        [Operation.SquareRoot] = "sqrt.rn.f32 $r,$a",
        [Operation.Absolute] = "abs.f32 $r,$a",
        [Operation.Negate] = "neg.f32 $r,$a",
        [Operation.IntToFloat] = "cvt.rn.f32.s32 $r,$a",
        [Operation.BitsToFloat] = "mov.b32 $r,$a",
        [Operation.FloatToBits] = "mov.b32 $r,$a",
        [Operation.RoundTf32] = "cvt.rna.tf32.f32 $r,$a",
        [Operation.PackBf16] = "cvt.rn.bf16x2.f32 $r,$a,$b",
        [Operation.LessInt] = "setp.lt.s32 $r,$a,$b",
        [Operation.LessOrEqualInt] = "setp.le.s32 $r,$a,$b",
        [Operation.EqualInt] = "setp.eq.s32 $r,$a,$b",
        [Operation.LessUnsigned] = "setp.lt.u32 $r,$a,$b",
        [Operation.Less] = "setp.lt.f32 $r,$a,$b",
        [Operation.LessOrEqual] = "setp.le.f32 $r,$a,$b",
        [Operation.Equal] = "setp.eq.f32 $r,$a,$b",
        [Operation.Unordered] = "setp.nan.f32 $r,$a,$b",
        [Operation.AndBool] = "and.pred $r,$a,$b",
        [Operation.OrBool] = "or.pred $r,$a,$b",
        [Operation.NotBool] = "not.pred $r,$a",
        [Operation.MultiplyAdd] = "fma.rn.f32 $r,$a,$b,$c",
        [Operation.SelectFloat] = "selp.f32 $r,$b,$c,$a",
        [Operation.SelectInt] = "selp.b32 $r,$b,$c,$a",
        [Operation.Advance] = "mad.lo.s32 $r,$b,$4,$a",
        [Operation.ThreadIndex] = "mov.u32 $r,%tid.x",
        [Operation.BlockX] = "mov.u32 $r,%ctaid.x",
        [Operation.BlockY] = "mov.u32 $r,%ctaid.y",
        [Operation.BlockZ] = "mov.u32 $r,%ctaid.z",
        [Operation.Batch] = "ld.param.u32 $r,[batch]",
        [Operation.Parts] = "ld.param.u32 $r,[parts]",
        [Operation.DivideInt] = "div.u32 $r,$a,$b",
        [Operation.Size] = "ld.param.u32 $r,[n$n]",
        [Operation.Parameter] = "ld.param.u64 $r,[b$n];\ncvta.to.global.u64 $r,$r",
        [Operation.SharedArray] = "mov.u32 $r,s$n",
    };
}
