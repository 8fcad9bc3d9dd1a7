using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ConvGen.Generator.Program;

/// <summary>Straight-line kernels run together: forward, loss, backward …</summary>
/// <param name="Name">Unique in its program.</param>
/// <param name="Kernels">In order of execution.</param>
internal sealed record Segment(string Name, IReadOnlyList<Kernel> Kernels)
{
    /// <summary>What stands behind the name of a segment that is another's second form: the same for batches whose images lie side by side.</summary>
    public const string SecondForm = "Interleaved";

    public bool IsSecondForm => Name.EndsWith(SecondForm, System.StringComparison.Ordinal);
}

/// <summary>
/// What one mode of a network (inference or training) does, as kernels over planned regions. Segments run in the order they stand in;
/// a region's value must survive from its writer to its last reader, across segments.
/// </summary>
internal sealed class KernelProgram(string mode, IReadOnlyList<Segment> segments)
{
    public string Mode { get; } = mode;

    public IReadOnlyList<Segment> Segments { get; } = segments;

    /// <summary>True where each kernel runs over all images before the next: on devices. Else kernels go by <see cref="Sweep"/>.</summary>
    public bool IsKernelByKernel { get; init; }

    /// <summary>Arena floats for each image; set by PlanMemory.</summary>
    public long PerImageFloats { get; set; }

    /// <summary>Floats for each image that a thread takes through a sweep together; set by PlanMemory.</summary>
    public long SweepFloats { get; set; }

    /// <summary>Arena floats whatever the batch; set by PlanMemory.</summary>
    public long FixedFloats { get; set; }

    /// <summary>Floats that outlive a pass; set by PlanMemory.</summary>
    public long PreparedFloats { get; set; }

    /// <summary>Floats that each thread works in.</summary>
    public int ThreadFloats => Kernels.Max(kernel => kernel.ThreadFloats);

    /// <summary>Floats of what each thread keeps between the kernels of a sweep, for as many images as go through together and for one.</summary>
    public (long Most, long OfImage) ThreadSweepFloats
    {
        get
        {
            var sweeps = Segments.SelectMany(Runs).Select(run => (Images: Sweep.Images(run), Kept: Sweep.KeptFloats(run))).Where(sweep => sweep.Kept > 0).ToList();
            return sweeps.Count == 0 ? default : (sweeps.Max(sweep => sweep.Images * sweep.Kept), sweeps.Max(sweep => sweep.Kept));
        }
    }

    /// <summary>The segments of a pass in order: all, or where some have a second form those with the first and those with the second.</summary>
    public IReadOnlyList<IReadOnlyList<Segment>> Forms => Segments.Any(segment => segment.IsSecondForm)
        ? [[.. Segments.Where(segment => !segment.IsSecondForm)], [.. Segments.Where(segment => Find(segment.Name + Segment.SecondForm) is null)]]
        : [Segments];

    public IEnumerable<Kernel> Kernels => Segments.SelectMany(segment => segment.Kernels);

    /// <summary>The kernels of a segment in order, those that are at different images at the same time in one list.</summary>
    public IEnumerable<IReadOnlyList<Kernel>> Runs(Segment segment) => IsKernelByKernel ? segment.Kernels.Select(kernel => (IReadOnlyList<Kernel>)[kernel]) : Sweep.Runs(segment.Kernels);

    public KernelProgram With(IReadOnlyList<Segment> segments) => new(Mode, segments) { IsKernelByKernel = IsKernelByKernel, PerImageFloats = PerImageFloats, SweepFloats = SweepFloats, FixedFloats = FixedFloats, PreparedFloats = PreparedFloats };

    public Segment? Find(string name) => Segments.FirstOrDefault(segment => segment.Name == name);

    /// <summary>A kernel a line, with what it reads and writes; regions with their places.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(Mode).Append(": ").Append(PerImageFloats).Append(" floats an image + ").Append(FixedFloats).Append(", in sweeps ").Append(SweepFloats).Append(", prepared ").Append(PreparedFloats).Append('\n');
        foreach (var segment in Segments)
        {
            text.Append(segment.Name).Append(":\n");
            foreach (var kernel in segment.Kernels)
                text.Append("  ").Append(kernel.GetType().Name).Append(" '").Append(kernel.Name).Append("' ")
                    .Append(string.Join(", ", kernel.Reads.Select(Describe))).Append(" -> ").Append(string.Join(", ", kernel.Writes.Select(Describe)))
                    .Append(Body(kernel)).Append('\n');
        }

        return text.ToString();
    }

    private static string Describe(Region region) =>
        System.FormattableString.Invariant($"{region.Name}@{region.Space}{(region.Offset >= 0 ? "+" + region.Offset : "")}[{region.Floats}]");

    private static string Body(Kernel kernel) => kernel switch
    {
        Contraction contraction => $" : {string.Join(" ", contraction.Rows)} | {string.Join(" ", contraction.Depth)} | {contraction.Columns} : {contraction.Epilogue}"
            + (contraction.Finish is null ? "" : $" then {contraction.Finish}")
            + (contraction.Statistics is { } statistics ? " : " + string.Join("; ", statistics.Results.Select(result => result.Body)) : ""),
        Pointwise pointwise => " : " + string.Join("; ", pointwise.Results.Select(result => result.Body)),
        ColumnReduction reduction => $" : {string.Join("; ", reduction.Terms)} : {string.Join("; ", reduction.Results.Select(result => result.Body))}",
        Winograd winograd => $" : F({winograd.Transform.Tile}, {winograd.Transform.FilterSize}){(winograd.Transform.Stride > 1 ? $" of stride {winograd.Transform.Stride}" : "")} {winograd.Height}x{winograd.Width}x{winograd.Channels} -> {winograd.Columns} : {winograd.Epilogue}",
        _ => "",
    };
}
