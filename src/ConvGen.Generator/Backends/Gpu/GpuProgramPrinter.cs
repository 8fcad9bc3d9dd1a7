using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Program;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu;

/// <summary>
/// Prints a program's segments as schedules of launches, and the kernels that they launch in both languages; kernels of one text are one kernel.
/// </summary>
internal sealed class GpuProgramPrinter
{
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly StringBuilder _openCl = new(OpenClPrinter.Header);
    private readonly CodeWriter _schedules = new();
    private readonly ContractionCodes _codes = new();

    public GpuProgramPrinter()
    {
        Kernels = new KernelTable(PtxPrinter.Header, _kinds);
        Contractions = new KernelTable(PtxPrinter.Header, _kinds);
        TensorContractions = new KernelTable(PtxPrinter.TensorHeader, _kinds);
    }

    /// <summary>Kernels that run on every device.</summary>
    public KernelTable Kernels { get; }

    /// <summary>Products, for devices without tensor cores.</summary>
    public KernelTable Contractions { get; }

    /// <summary>The same for tensor cores.</summary>
    public KernelTable TensorContractions { get; }

    /// <summary>All but those for tensor cores in OpenCL C.</summary>
    public string OpenCl => _openCl.ToString();

    /// <summary>The methods that make the schedules.</summary>
    public string Schedules => _schedules.ToString();

    /// <summary>The scratch memory that any form needs.</summary>
    public long ScratchFloats { get; private set; }

    /// <summary>Prints the segment's schedule and gives the name of the method that makes it; null where there is nothing to do.</summary>
    public string? Schedule(KernelProgram program, Segment segment)
    {
        if (segment.Kernels.Count == 0)
            return null;
        var name = program.Mode + segment.Name;
        Schedule(name, program, segment.Kernels.SelectMany(kernel => GpuKernels.Of(kernel, _codes).Select(launch => (kernel.Name, launch.Work ?? Workload.Of(kernel), launch))));
        return name;
    }

    /// <summary>Prints the steps of all optimisers, and gives the names of the methods that make their schedules, which are their segments' names.</summary>
    /// <param name="program">The training program.</param>
    /// <param name="floats">All parameters, with padding.</param>
    public IEnumerable<string> Optimizers(KernelProgram program, long floats)
    {
        foreach (var (segment, launch) in OptimizerKernels.Of(floats))
        {
            Schedule(segment, program, [(segment, launch.Work ?? default, launch)]);
            yield return segment;
        }
    }

    private void Schedule(string name, KernelProgram program, IEnumerable<(string Name, Workload Work, Launch Launch)> launches)
    {
        _schedules.Open($"private static GpuSchedule {name}()");
        _schedules.Line("var s = new GpuSchedule();");
        foreach (var (kernel, work, launch) in launches)
        {
            _schedules.Line($"s.{Call(launch.Step is { } step ? $"{kernel} {step}" : kernel, work, launch, program)};");
            if (launch.Split is { } split)
                _schedules.Line(Invariant($"s.Split(GpuPart.{split.Role}, {split.Most}, {Split.EnoughBlocks}, {Text(split.Product)}{(split.BytesOfPart > 0 ? Invariant($", {split.BytesOfPart}") : "")});"));
            ScratchFloats = Math.Max(ScratchFloats, launch.ScratchFloats);
        }

        _schedules.Line("return s;");
        _schedules.Close();
        _schedules.Line();
    }

    private string Call(string name, Workload work, Launch launch, KernelProgram program)
    {
        var first = Invariant($"\"{name}\", new(KernelKind.{work.Kind}, {work.Operations}, {work.BytesOfImage}, {work.BytesOfCall})");
        var blocks = Text(launch.Blocks);
        var places = $"new[] {{ {string.Join(", ", launch.Places.Select(place => Operand(program, place)))} }}";
        if (launch.Tensor is not { } tensor)
            return Invariant($"Launch({first}, {Kernels.Number(launch.Code, openCl: _openCl)}, {blocks}, {places}{string.Concat(launch.Code.Sizes.Select(size => Invariant($", {size}")))})");
        var numbers = Invariant($"{Contractions.Number(launch.Code, openCl: _openCl)}, {TensorContractions.Number(tensor, launch.IsConvolution ? "//convolution\n" : "//matrix\n")}");
        return $"Contract({first}, {numbers}, {blocks}, {places}, {Sizes(launch.Code)}, {Sizes(tensor)})";
    }

    private static string Text(Blocks blocks) => Invariant($"new({blocks.PerImage}, {blocks.Fixed}, {blocks.Share}, {blocks.Y}, {blocks.Z})");

    private static string Sizes(KernelCode code) => $"new int[] {{ {string.Join(", ", code.Sizes.Select(size => Invariant($"{size}")))} }}";

    private static string Operand(KernelProgram program, Place place)
    {
        return place.Space switch
        {
            GpuSpace.Region => OfRegion(place.Region!),
            _ => Text(place.Space.ToString(), 0, 0, place.Offset),
        };

        string OfRegion(Region region) => region.Space switch
        {
            Space.PerImage => Text("Arena", region.Offset, 0, place.Offset),
            Space.Fixed => Text("Arena", program.PerImageFloats, 0, region.Offset + place.Offset),
            Space.Input => Text("Input", 0, region.Offset, place.Offset),
            Space.Prepared or Space.Parameters or Space.Gradients => Text(region.Space.ToString(), 0, 0, region.Offset + place.Offset),
            _ => Text(region.Space.ToString(), 0, 0, place.Offset),
        };

        static string Text(string space, long perCapacity, long perBatch, long offset) => Invariant($"At(GpuSpace.{space}, {perCapacity}, {perBatch}, {offset})");
    }
}
