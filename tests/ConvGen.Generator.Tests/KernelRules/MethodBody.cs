using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ConvGen.Tests.KernelRules;

/// <summary>How much a compiled method gives the JIT to do (ECMA-335, partitions II and III).</summary>
/// <param name="Name">Type and method.</param>
/// <param name="Bytes">Of IL.</param>
/// <param name="Instructions">Of IL.</param>
/// <param name="Locals">Arguments not counted.</param>
/// <param name="Blocks">Basic blocks: pieces that branches neither leave nor enter midway.</param>
/// <param name="RunsOnce">True for what makes a network's schedules and description, which grows with its layers.</param>
internal sealed record MethodBody(string Name, int Bytes, int Instructions, int Locals, int Blocks, bool RunsOnce)
{
    private static readonly Dictionary<int, OpCode> _codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    /// <summary>All methods of an assembly that have one.</summary>
    public static IReadOnlyList<MethodBody> Of(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in metadata.MethodDefinitions
               let method = metadata.GetMethodDefinition(handle)
               where method.RelativeVirtualAddress != 0
               let type = metadata.GetTypeDefinition(method.GetDeclaringType())
               let name = metadata.GetString(type.Name) + "." + metadata.GetString(method.Name)
               select Read(name, file.GetMethodBody(method.RelativeVirtualAddress), metadata, MakesAnObject(method, metadata)),
        ];
    }

    private static MethodBody Read(string name, MethodBodyBlock body, MetadataReader metadata, bool runsOnce)
    {
        var code = body.GetILBytes()!;
        var starts = new HashSet<int> { 0 };
        var instructions = 0;
        for (var at = 0; at < code.Length; instructions++)
        {
            var first = code[at++];
            var operation = _codes[first == 0xFE ? 0xFE00 | code[at++] : first];
            var operand = at;
            at += OperandBytes(operation.OperandType, code, at);
            foreach (var target in Targets(operation.OperandType, code, operand, at))
                starts.Add(target);
            if (operation.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw && at < code.Length)
                starts.Add(at);
        }

        return new MethodBody(name, code.Length, instructions, CountLocals(body, metadata), starts.Count, runsOnce);
    }

    /// <summary>A static method without parameters that returns an object: a schedule's or the description's.</summary>
    private static bool MakesAnObject(MethodDefinition method, MetadataReader metadata)
    {
        var signature = metadata.GetBlobReader(method.Signature);
        return !signature.ReadSignatureHeader().IsInstance && signature.ReadCompressedInteger() == 0 && signature.ReadSignatureTypeCode() == SignatureTypeCode.TypeHandle;
    }

    private static int CountLocals(MethodBodyBlock body, MetadataReader metadata)
    {
        if (body.LocalSignature.IsNil)
            return 0;
        var signature = metadata.GetBlobReader(metadata.GetStandaloneSignature(body.LocalSignature).Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static IEnumerable<int> Targets(OperandType type, byte[] code, int operand, int next) => type switch
    {
        OperandType.ShortInlineBrTarget => [next + (sbyte)code[operand]],
        OperandType.InlineBrTarget => [next + BitConverter.ToInt32(code, operand)],
        OperandType.InlineSwitch => Enumerable.Range(1, BitConverter.ToInt32(code, operand)).Select(i => next + BitConverter.ToInt32(code, operand + (4 * i))),
        _ => [],
    };

    private static int OperandBytes(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 * (1 + BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
