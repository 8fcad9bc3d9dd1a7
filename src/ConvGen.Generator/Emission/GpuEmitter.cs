using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Reading;

namespace ConvGen.Generator.Emission;

/// <summary>The generated part that runs on graphics processors: the kernels' text, and what is launched when.</summary>
internal static class GpuEmitter
{
    private static readonly string[] Usings = ["System", "System.Collections.Generic", "ConvGen"];

    public static string Emit(NetworkDeclaration declaration, LoweredNetwork network, GpuTargets targets)
    {
        var file = new KernelFile(declaration);
        return file.Write(
            Usings,
            code => code.Line($"static partial void ConvGenCompileGpu(ref global::ConvGen.GpuProgram program) => program = new global::{file.Namespace}.{file.Name}GpuProgram();"),
            code => Program(code, file.Name, network, targets));
    }

    private static void Program(CodeWriter code, string name, LoweredNetwork network, GpuTargets targets)
    {
        var printer = new GpuProgramPrinter();
        var schedules = new List<(string Segment, string Method)>();
        foreach (var program in new[] { network.Inference, network.Training })
            foreach (var segment in program.Segments)
                if (printer.Schedule(program, segment) is { } method)
                    schedules.Add((Canonical(network, program.Mode + segment.Name), method));
        schedules.AddRange(printer.Optimizers(network.Training, network.Parameters.Floats).Select(method => (method, method)));

        code.Line($"/// <summary>What {name} does when on a graphics processor, and its kernels in the languages of their drivers.</summary>");
        code.Open($"internal sealed class {name}GpuProgram : GpuProgram");
        Text(code, "Ptx", targets.Cuda ? printer.Kernels.Ptx : null);
        Text(code, "PtxContractions", targets.Cuda ? printer.Contractions.Ptx : null);
        Text(code, "PtxTensor", targets.Cuda ? printer.TensorContractions.Ptx : null);
        Text(code, "OpenCl", targets.OpenCl ? printer.OpenCl : null);
        Table(code, "Kernels", printer.Kernels);
        Table(code, "Contractions", printer.Contractions);
        Table(code, "TensorContractions", printer.TensorContractions);
        var (inference, training) = (network.Inference, network.Training);
        code.Line($"public override GpuMemory Memory => new({Number(inference.PerImageFloats)}, {Number(inference.FixedFloats)}, {Number(training.PerImageFloats)}, {Number(training.FixedFloats)}, "
            + $"{Number(inference.PreparedFloats)}, {Number(training.PreparedFloats)}, {Number(printer.ScratchFloats)});");
        code.Line();
        code.Open("public override GpuSchedule Schedule(string segment) => segment switch");
        foreach (var (segment, method) in schedules)
            code.Line($"\"{segment}\" => {method}(),");
        code.Line("_ => null,");
        code.Close(";");
        code.Line();
        code.Lines(printer.Schedules);
        code.Close();
    }

    /// <summary>Programs call inputs' gradients by the input's node; users count inputs.</summary>
    private static string Canonical(LoweredNetwork network, string segment)
    {
        for (var input = 0; input < network.Graph.Inputs.Count; input++)
            if (segment == network.Training.Mode + LowerNetwork.ReadInputGradient(network.Graph.Inputs[input].Id))
                return network.Training.Mode + LowerNetwork.ReadInputGradient(input);
        return segment;
    }

    private static void Table(CodeWriter code, string property, KernelTable table)
    {
        code.Open($"public override IReadOnlyList<(string Name, int Threads)> {property} {{ get; }} = new (string, int)[]");
        foreach (var (kernel, threads) in table.Kernels)
            code.Line($"(\"{kernel}\", {Number(threads)}),");
        code.Close(";");
        code.Line();
    }

    /// <summary>A text that the driver reads to the zero byte behind it; none where the project does not want it.</summary>
    private static void Text(CodeWriter code, string property, string? text)
    {
        if (text is null)
        {
            code.Line($"public override ReadOnlySpan<byte> {property} => default;");
            code.Line();
            return;
        }

        code.Line($"public override ReadOnlySpan<byte> {property} => \"\"\"");
        code.Verbatim(text);
        code.Verbatim("\"\"\"u8 + \"\\n\\0\"u8;");
        code.Line();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
