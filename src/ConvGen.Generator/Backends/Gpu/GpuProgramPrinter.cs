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
    /// <summary>Kernels and their numbers, by the hash of their text.</summary>
    private readonly Dictionary<int, List<(KernelCode Code, int Number)>> _known = [];
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
        if (segment.Kernels.Count == 0)
            return null;
        var name = program.Mode + segment.Name;
        Schedule(name, program, segment.Kernels.SelectMany(kernel => GpuKernels.Of(kernel).Select(launch => (kernel.Name, launch))));
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

    private void Schedule(string name, KernelProgram program, IEnumerable<(string Name, Launch Launch)> launches)
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
        var code = launch.Code;
        var hash = code.TextHash();
        if (!_known.TryGetValue(hash, out var candidates))
            _known.Add(hash, candidates = []);
        foreach (var (known, number) in candidates)
            if (code.HasTextOf(known))
                return number;
        candidates.Add((code, _kernels.Count));
        _kinds[code.Kind] = _kinds.TryGetValue(code.Kind, out var count) ? count + 1 : 1;
        var name = Invariant($"{code.Kind}{_kinds[code.Kind]}");
        _kernels.Add((name, code.Threads));
        _ptx.Append('\n').Append(PtxPrinter.Print(code, name));
        _openCl.Append('\n').Append(OpenClPrinter.Print(code, name));
        return _kernels.Count - 1;
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
