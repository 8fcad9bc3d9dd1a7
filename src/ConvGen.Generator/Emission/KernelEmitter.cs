using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Emission;

/// <summary>The generated half that runs: the description, and a program over any instruction set.</summary>
internal static class KernelEmitter
{
    private static readonly string[] Usings =
    [
        "System", "System.Runtime.CompilerServices", "ConvGen",
    ];

    public static string Emit(NetworkDeclaration declaration, LoweredNetwork network)
    {
        var file = new KernelFile(declaration);
        return file.Write(Usings, code => Members(code, file), code =>
        {
            DescriptionEmitter.Emit(code, file.Name, network);
            code.Line();
            Program(code, file.Name, network);
        });
    }

    private static void Members(CodeWriter code, KernelFile file)
    {
        code.Line($"static partial void ConvGenDescribe(ref global::ConvGen.NetworkDescription description) => description = global::{file.Namespace}.{file.Name}Description.Create();");
        code.Line();
        code.Line("static partial void ConvGenCompile(global::ConvGen.InstructionSet instructions, ref global::ConvGen.NetworkProgram program) =>");
        var program = $"global::{file.Namespace}.{file.Name}Program";
        const string vector128 = "global::ConvGen.Vector128Lanes, global::ConvGen.Vector128Pair", avx2 = "global::ConvGen.Avx2Lanes, global::System.Runtime.Intrinsics.Vector256<float>";
        const string vector512 = "global::ConvGen.Vector512Lanes, global::System.Runtime.Intrinsics.Vector512<float>";
        code.Line($"    program = instructions switch");
        code.Line("    {");
        code.Line($"        global::ConvGen.InstructionSet.Vector512 => new {program}<{avx2}, {vector512}>(),");
        code.Line($"        global::ConvGen.InstructionSet.Avx2 => new {program}<{avx2}, {avx2}>(),");
        code.Line($"        _ => new {program}<{vector128}, {vector128}>(),");
        code.Line("    };");
    }

    private static void Program(CodeWriter code, string name, LoweredNetwork network)
    {
        var printer = new ProgramPrinter();
        code.Line($"/// <summary>What {name} does when, and its kernels: for an instruction set T, whose vectors V hold eight floats, and its widest vectors W, of P.</summary>");
        code.Open($"internal sealed unsafe class {name}Program<T, V, P, W> : NetworkProgram where T : struct, ILanes<V> where V : struct where P : struct, ILanes<W> where W : struct");
        if (new[] { network.Inference, network.Training }.Any(mode => mode.Find(LowerNetwork.Prepare) is not null))
            Choose("Prepare", ", bool training", [("training", network.Training, LowerNetwork.Prepare), ("!training", network.Inference, LowerNetwork.Prepare)]);
        Run("Infer", network.Inference, LowerNetwork.Forward);
        Run("Forward", network.Training, LowerNetwork.Forward);
        Choose("Loss", ", bool training", [("training", network.Training, LowerNetwork.Loss), ("!training", network.Inference, LowerNetwork.Loss)]);
        Run("Backward", network.Training, LowerNetwork.Backward);
        Run("BackwardInput", network.Training, LowerNetwork.BackwardInput);
        if (WriteGradients.Of(network.Training) is { Count: > 0 } written)
        {
            code.Line($"public override ReadOnlySpan<long> WrittenGradients => [{string.Join(", ", written.Select(region => $"{Number(region.Offset)}, {Number(region.Floats)}"))}];");
            code.Line();
        }

        var views = Views(network);
        Choose("Read", ", int view, bool training", [.. views.Where(view => view.IsCopied).Select(view => (view.Condition, view.Program, view.Segment))]);
        View(code, views);
        Choose("Write", ", int view", [.. network.Graph.Outputs.Select((_, view) => ($"view == {Number(view)}", network.Training, LowerNetwork.Write(view)))]);
        code.Lines(printer.Schedules());
        code.Lines(printer.Kernels());
        code.Close();

        // Some passes have a second form, for batches that come in groups.
        void Run(string method, KernelProgram program, string segment) => Choose(method, "", program.Find(segment + Segment.SecondForm) is null
            ? [("", program, segment)]
            : [("f->ComesInGroups", program, segment + Segment.SecondForm), ("!f->ComesInGroups", program, segment)]);

        // Schedules are made when they are first run: who only predicts pays for no other.
        void Choose(string method, string parameters, IReadOnlyList<(string Condition, KernelProgram Program, string Segment)> cases)
        {
            var runs = new List<string>();
            foreach (var (condition, program, segmentName) in cases)
                if (program.Find(segmentName) is { } segment && printer.Schedule(program, segment) is { } schedule)
                {
                    code.Line($"private KernelSchedule _{schedule};");
                    runs.Add($"{(condition.Length > 0 ? $"if ({condition}) " : "")}(_{schedule} ??= {schedule}()).Run(pool, f);");
                }

            code.Open($"public override void {method}(WorkerPool pool, Frame* f{parameters})");
            foreach (var run in runs)
                code.Line(run);
            code.Close();
            code.Line();
        }
    }

    /// <summary>
    /// How each readable tensor is reached in each mode. Where reading would copy it as it lies, users get the place itself; outputs are copied all the
    /// same, into the caller's memory.
    /// </summary>
    private static List<ReadableView> Views(LoweredNetwork network)
    {
        var views = new List<ReadableView>();
        for (var view = 0; view < network.Graph.Views.Count; view++)
            foreach (var (mode, program) in new[] { ("training", network.Training), ("!training", network.Inference) })
                Add($"view == {Number(view)} && {mode}", program, LowerNetwork.Read(view), view < network.Graph.Outputs.Count);
        for (var input = 0; input < network.Graph.Inputs.Count; input++)
            Add(input == 0 ? "view == InputGradientView" : $"view == InputGradientView - {Number(input)}", network.Training, LowerNetwork.ReadInputGradient(input), false);
        return views;

        void Add(string condition, KernelProgram program, string segment, bool isOutput)
        {
            var place = program.Find(segment)!.Kernels.Single() is Move move ? move.Dense : null;
            views.Add(new ReadableView(condition, program, segment, place, isOutput || place is null));
        }
    }

    private static void View(CodeWriter code, List<ReadableView> views)
    {
        code.Line("public override float* View(Frame* f, int view, bool training) =>");
        foreach (var view in views.Where(view => view.Place is not null))
            code.Line($"    {view.Condition} ? f->Arena + {Number(view.Place!.Offset)}L * f->Capacity :");
        code.Line("    null;");
        code.Line();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A tensor that can be read, in one mode.</summary>
    /// <param name="Condition">When it is meant.</param>
    /// <param name="Program">The mode.</param>
    /// <param name="Segment">What copies it.</param>
    /// <param name="Place">Where it lies as users see it; null where it does not.</param>
    /// <param name="IsCopied">True where the copying is needed.</param>
    private sealed record ReadableView(string Condition, KernelProgram Program, string Segment, Region? Place, bool IsCopied);
}
