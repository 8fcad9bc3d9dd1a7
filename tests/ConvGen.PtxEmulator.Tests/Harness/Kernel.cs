using System.Text;

namespace ConvGen.Tests.Ptx;

/// <summary>Writes the frame of a kernel around a few instructions.</summary>
internal static class Kernel
{
    /// <summary>
    /// A kernel "k" with parameters p0, p1, ... of 64 bits, whose values lie in %rd0, %rd1, ..., and with its thread's number in %r0. There are registers
    /// %r0 to %r39, %rd0 to %rd39, %f0 to %f39, %fd0 to %fd9, %h0 to %h9 and predicates %p0 to %p9.
    /// </summary>
    public static PtxKernel Of(int parameters, string body, string declarations = "") => PtxModule.Parse(Text(parameters, body, declarations))["k"];

    public static string Text(int parameters, string body, string declarations = "", string module = "", string version = "7.0", string target = "sm_80")
    {
        var text = new StringBuilder();
        text.Append(".version ").Append(version).Append("\n.target ").Append(target).Append("\n.address_size 64\n").Append(module).Append("\n.visible .entry k(\n");
        text.AppendJoin(",\n", Enumerable.Range(0, parameters).Select(i => $"    .param .u64 p{i}"));
        text.Append("\n)\n{\n    .reg .pred %p<10>;\n    .reg .b16 %h<10>;\n    .reg .b32 %r<40>;\n    .reg .b64 %rd<40>;\n    .reg .f32 %f<40>;\n    .reg .f64 %fd<10>;\n");
        text.Append(declarations).Append('\n');
        for (var i = 0; i < parameters; i++)
            text.Append("    ld.param.u64 %rd").Append(i).Append(", [p").Append(i).Append("];\n");
        text.Append("    mov.u32 %r0, %tid.x;\n");
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            text.Append("    ").Append(line).Append('\n');
        return text.Append("    ret;\n}\n").ToString();
    }
}
