using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ConvGen.Generator.Backends.CSharp;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Program;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu;

/// <summary>
/// Prints a program's segments as schedules of launches, and the kernels that they launch in both languages; kernels of one text are one kernel.
/// </summary>
internal sealed class GpuProgramPrinter
{
    /// <summary>Stands where a kernel's name goes, so that texts can be compared before there is one.</summary>
    private const string Unnamed = "\u0001";

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(string Name, int Threads)> _kernels = [];
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly StringBuilder _ptx = new(PtxPrinter.Header), _openCl = new(OpenClPrinter.Header);
    private readonly CodeWriter _schedules = new();

    /// <summary>The kernels' names and threads of a block, in the order of their numbers.</summary>
    public IReadOnlyList<(string Name, int Threads)> Kernels => _kernels;

    /// <summary>All kernels in PTX.</summary>
    public string Ptx => _ptx.ToString();

    /// <summary>All kernels in OpenCL C.</summary>
    public string OpenCl => _openCl.ToString();

    /// <summary>The methods that make the schedules.</summary>
    public string Schedules => _schedules.ToString();

    /// <summary>The scratch memory that any form needs.</summary>
    public long ScratchFloats { get; private set; }

    /// <summary>Prints the segment's schedule and gives the name of the method that makes it; null where there is nothing to do.</summary>
    public string? Schedule(KernelProgram program, Segment segment)
    {
        var launches = segment.Kernels.SelectMany(kernel => GpuKernels.Of(kernel).Select(launch => (kernel.Name, Launch: launch))).ToList();
        if (launches.Count == 0)
            return null;
        var name = program.Mode + segment.Name;
        Schedule(name, program, launches);
        return name;
    }

    /// <summary>Prints the steps of all optimisers, and gives the names of the methods that make their schedules, which are their segments' names.</summary>
    /// <param name="program">The training program.</param>
    /// <param name="floats">All parameters, with padding.</param>
    public IEnumerable<string> Optimizers(KernelProgram program, long floats)
    {
        foreach (var (segment, launch) in OptimizerKernels.Of(floats))
        {
            Schedule(segment, program, [(segment, launch)]);
            yield return segment;
        }
    }

    private void Schedule(string name, KernelProgram program, IReadOnlyList<(string Name, Launch Launch)> launches)
    {
        _schedules.Open($"private static GpuSchedule {name}()");
        _schedules.Line("var s = new GpuSchedule();");
        foreach (var (kernel, launch) in launches)
        {
            var blocks = launch.Blocks;
            _schedules.Line(Invariant($"s.Launch(\"{kernel}\", {Number(launch)}, new({blocks.PerImage}, {blocks.Fixed}, {blocks.Share}, {blocks.Y}, {blocks.Z}), new[] {{ {string.Join(", ", launch.Places.Select(place => Operand(program, place)))} }}{string.Concat(launch.Code.Sizes.Select(size => Invariant($", {size}")))});"));
            ScratchFloats = Math.Max(ScratchFloats, launch.ScratchFloats);
        }

        _schedules.Line("return s;");
        _schedules.Close();
        _schedules.Line();
    }

    /// <summary>The kernel's number; new ones are printed.</summary>
    private int Number(Launch launch)
    {
        var text = PtxPrinter.Print(launch.Code, Unnamed);
        if (_numbers.TryGetValue(text, out var number))
            return number;
        number = _kernels.Count;
        _kinds[launch.Code.Kind] = _kinds.TryGetValue(launch.Code.Kind, out var count) ? count + 1 : 1;
        var name = Invariant($"{launch.Code.Kind}{_kinds[launch.Code.Kind]}");
        _numbers.Add(text, number);
        _kernels.Add((name, launch.Code.Threads));
        _ptx.Append('\n').Append(text.Replace(Unnamed, name));
        _openCl.Append('\n').Append(OpenClPrinter.Print(launch.Code, name));
        return number;
    }

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
