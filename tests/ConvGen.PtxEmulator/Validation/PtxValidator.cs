namespace ConvGen.Tests.Ptx;

/// <summary>
/// Stands in for NVIDIA's compiler where there is none: takes only instructions in the forms that the ISA gives, with operands of the right classes, that the
/// stated version and target have. What the emulator can run is no part of it.
/// </summary>
public static class PtxValidator
{
    private const int MaxRegisters = 255;
    private const int MaxParameterBytes = 4352;

    /// <summary>Looks for everything that a compiler would refuse.</summary>
    public static PtxValidation Validate(string ptx)
    {
        var problems = new List<PtxProblem>();
        var registers = new Dictionary<string, int>(StringComparer.Ordinal);
        PtxModule module;
        try
        {
            module = PtxModule.Parse(ptx);
        }
        catch (PtxFormatException e)
        {
            return new PtxValidation([new PtxProblem(e.Line, e.Text, e.Reason)], registers);
        }

        var target = CheckHeader(module, ptx, problems);
        foreach (var kernel in module.Kernels)
            Check(kernel, module.Version, target, problems, registers);
        return new PtxValidation(problems, registers);
    }

    /// <summary>Checks what stands at the head; what kind of processor is meant is returned.</summary>
    private static int CheckHeader(PtxModule module, string ptx, List<PtxProblem> problems)
    {
        void Refuse(string text, string message) => problems.Add(new PtxProblem(1, text, message));
        var head = ptx.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)).Take(3).ToArray();
        if (head.Length < 3 || !head[0].StartsWith(".version", StringComparison.Ordinal) || !head[1].StartsWith(".target", StringComparison.Ordinal) || !head[2].StartsWith(".address_size", StringComparison.Ordinal))
            Refuse(head.Length > 0 ? head[0] : "", ".version, .target and .address_size should stand first, in this order");
        var (number, since) = module.Target switch
        {
            "sm_50" or "sm_52" or "sm_53" => (50, 43),
            "sm_60" or "sm_61" or "sm_62" => (60, 50),
            "sm_70" => (70, 60),
            "sm_72" => (72, 61),
            "sm_75" => (75, 63),
            "sm_80" => (80, 70),
            "sm_86" => (86, 71),
            "sm_87" => (87, 74),
            "sm_89" => (89, 78),
            "sm_90" => (90, 78),
            "sm_90a" => (90, 80),
            _ => (0, 0),
        };
        if (number == 0)
            Refuse(module.Target, "no known target");
        else if (module.Version < since)
            Refuse(module.Target, $"this target needs version {since / 10}.{since % 10}");
        if (module.Version is < 60 or > 90)
            Refuse(".version", "no known version");
        if (module.AddressSize != 64)
            Refuse(".address_size", "addresses of 64 bits are all there is today");
        return number;
    }

    private static void Check(PtxKernel kernel, int version, int target, List<PtxProblem> problems, Dictionary<string, int> registers)
    {
        void Refuse(int line, string text, string message) => problems.Add(new PtxProblem(line, text, message));
        var (max, required) = (kernel.MaxThreads, kernel.RequiredThreads);
        if (Math.Max((long)max.X * max.Y * max.Z, (long)required.X * required.Y * required.Z) > 1024)
            Refuse(kernel.Line, kernel.Name, "more than 1024 threads in a block");
        if (kernel.StaticSharedBytes > AddressMap.StaticSharedLimit)
            Refuse(kernel.Line, kernel.Name, $"{kernel.StaticSharedBytes} bytes of static shared memory, of which there are {AddressMap.StaticSharedLimit}");
        if (kernel.ParameterBytes > MaxParameterBytes)
            Refuse(kernel.Line, kernel.Name, $"{kernel.ParameterBytes} bytes of parameters, of which there may be {MaxParameterBytes}");
        foreach (var variable in kernel.Variables.Where(variable => (variable.Alignment & (variable.Alignment - 1)) != 0 || variable.Alignment < variable.Type.Bytes()))
            Refuse(variable.Line, variable.Name, $"an alignment of {variable.Alignment}");
        if (kernel.Instructions.Count == 0 || kernel.Instructions[^1] is not { Guard: null, Opcode: "ret" or "exit" or "bra" or "trap" })
            Refuse(kernel.Line, kernel.Name, "the kernel has no end");

        var rules = new OperandRules(kernel);
        var forms = new PtxForm?[kernel.Instructions.Count];
        foreach (var instruction in kernel.Instructions)
            if (Check(instruction, rules, version, target, out forms[instruction.Index]) is { } problem)
                Refuse(instruction.Line, instruction.Text, problem);

        CheckDefinitions(kernel, forms, Refuse);
        var most = kernel.Instructions.Count == 0 ? 0 : new RegisterPressure(kernel, instruction => Touched(instruction, forms[instruction.Index])).Most();
        registers[kernel.Name] = most;
        if (most > MaxRegisters)
            Refuse(kernel.Line, kernel.Name, $"{most} registers live at once, of which there are {MaxRegisters}");
    }

    private static string? Check(PtxInstruction instruction, OperandRules rules, int version, int target, out PtxForm? form)
    {
        form = null;
        var forms = PtxForms.Of(instruction.Opcode);
        if (forms.Count == 0)
            return "no known instruction";
        var matching = forms.Where(known => known.Matches(instruction.Modifiers)).ToArray();
        if (matching.Length == 0)
            return "no known form of this instruction";
        form = matching[0];
        var needed = (Version: matching.Min(known => known.Version), Target: matching.Min(known => known.Target));
        if (version < needed.Version || target < needed.Target)
            return $"needs version {needed.Version / 10}.{needed.Version % 10} and sm_{needed.Target}";
        if (instruction.Modifiers.Any(modifier => modifier.StartsWith("shared::", StringComparison.Ordinal)) && version < 78)
            return "needs version 7.8";
        if (rules.Check(instruction, form) is { } problem)
            return problem;
        return instruction.Opcode switch
        {
            "cvt" => ConversionRules.Check(instruction),
            "cp" when instruction.Has("cg") && instruction.Operands[2].Bits != 16 => ".cg copies 16 bytes",
            "cp" when instruction.Has("ca") && instruction.Operands[2].Bits is not (4 or 8 or 16) => ".ca copies 4, 8 or 16 bytes",
            "lop3" when instruction.Operands[4].Bits > 255 => "a table of more than eight bits",
            "bar" or "barrier" when instruction.Operands[0] is { Kind: OperandKind.Integer, Bits: > 15 } => "there are 16 barriers",
            "bar" or "barrier" when instruction.Operands.Count == 2 && instruction.Operands[1] is { Kind: OperandKind.Integer } count && count.Bits % 32 != 0 => "whole warps meet at a barrier",
            _ => null,
        };
    }

    /// <summary>Registers that are read and never written: a compiler takes them, and what they hold is anybody's guess.</summary>
    private static void CheckDefinitions(PtxKernel kernel, PtxForm?[] forms, Action<int, string, string> refuse)
    {
        var written = kernel.Instructions.SelectMany(instruction => Touched(instruction, forms[instruction.Index]).Writes).ToHashSet();
        foreach (var instruction in kernel.Instructions)
            foreach (var register in Touched(instruction, forms[instruction.Index]).Reads)
                if (!written.Contains(register))
                    refuse(instruction.Line, instruction.Text, $"nothing writes {kernel.Registers[register].Name}");
    }

    /// <summary>The registers that an instruction reads and writes, by number.</summary>
    internal static (int[] Reads, int[] Writes) Touched(PtxInstruction instruction, PtxForm? form)
    {
        var (reads, writes) = (new List<int>(), new List<int>());
        if (instruction.Guard?.Register is { } guard)
            reads.Add(guard.Index);
        for (var i = 0; i < instruction.Operands.Count; i++)
        {
            var result = form is not null ? i < form.Operands.Length && OperandRules.IsResult(form.Operands[i]) : i == 0;
            (result ? writes : reads).AddRange(instruction.Operands[i].Registers().Select(register => register.Index));
        }

        return ([.. reads.Distinct()], [.. writes.Distinct()]);
    }
}
