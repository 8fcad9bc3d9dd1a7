using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Gives networks of small maps and few channels a second form of their passes, for batches that fill groups of sixteen images: there maps lie side by side, an image in each lane
/// (<see cref="Interleaved"/>), and convolutions neither pack nor transpose, nor compute what no one wants.
/// <code>
/// before: Forward: a = conv(x)  b = pool(a)  c = dense(b)
/// after:  Forward: as before
///         ForwardInterleaved: x' = side by side(x)  a' = conv(x')  b' = pool(a')  b = apart(b')  c = dense(b)
/// </code>
/// Who runs chooses by the number of images. Segments that both forms need (losses, reading) are the same for both, over the same regions; others' regions are their own, but lie in the same memory.
/// What is computed of an image is the same bit for bit in both.
/// </summary>
internal sealed class InterleaveImages
{
    /// <summary>Floats of an image that a convolution reads and writes: sixteen such images stay in the second cache.</summary>
    private const int MostFloats = 12 * 1024;

    /// <summary>A number that is laid side by side or taken apart between layers takes as long as so many products of convolutions.</summary>
    private const int ProductsOfCopy = 8;

    private static readonly string[] _passes = [LowerNetwork.Forward, LowerNetwork.Backward, LowerNetwork.BackwardInput];

    private readonly KernelProgram _program;

    /// <summary>Regions of the passes that no other segment touches, and what stands for them in the second form.</summary>
    private readonly Dictionary<Region, Region> _others = [];

    /// <summary>Maps that lie side by side in the second form.</summary>
    private readonly HashSet<Region> _maps = [];

    /// <summary>What stands for them there.</summary>
    private readonly Dictionary<Region, Region> _interleaved = [];

    /// <summary>Channels of a pixel of those maps that are not whole vectors, where all kernels have the same.</summary>
    private readonly Dictionary<Region, int> _channels = [];

    /// <summary>Where the caller's images lie each by itself.</summary>
    private readonly HashSet<Region> _images = [];

    /// <summary>True where the forward pass lays a layer's map side by side: where some layers in between have one form alone, maps would go to and fro.</summary>
    private bool _returns;

    /// <summary>Where a map's numbers are at the moment.</summary>
    private readonly HashSet<Region> _isApart = [], _isSideBySide = [];

    private InterleaveImages(KernelProgram program) => _program = program;

    public static KernelProgram Run(KernelProgram program) => new InterleaveImages(program).Rewrite() ?? program;

    /// <summary>True for a program that has a second form.</summary>
    public static bool AreIn(KernelProgram program) => program.Find(LowerNetwork.Forward + Segment.SecondForm) is not null;

    private KernelProgram? Rewrite()
    {
        if (!Choose())
            return null;
        var others = _program.Segments.Where(segment => !_passes.Contains(segment.Name)).ToList();
        var shared = new HashSet<Region>(others.SelectMany(segment => segment.Kernels).SelectMany(Touched));
        foreach (var region in _program.Kernels.SelectMany(Touched).Where(region => region.IsPlanned && region.Space != Space.Prepared && !shared.Contains(region)).Distinct())
            _others[region] = region.Like(region.Name);

        var segments = new List<Segment>();
        foreach (var segment in _program.Segments)
        {
            segments.Add(segment);
            if (_passes.Contains(segment.Name))
                segments.Add(segment with { Name = segment.Name + Segment.SecondForm, Kernels = Rewritten(segment, shared) });
            else
                foreach (var region in segment.Kernels.SelectMany(kernel => kernel.Writes))
                    Write(region, sideBySide: false);
        }

        return !_returns && IsWorthwhile(segments) ? _program.With(segments) : null;
    }

    /// <summary>Which maps are interleaved: those of all convolutions, and of what stands between these. False where there is a convolution that cannot be, or all fill vectors with their filters.</summary>
    private bool Choose()
    {
        // Who asks for the inputs' gradient may wait.
        var kernels = new[] { LowerNetwork.Forward, LowerNetwork.Backward }.SelectMany(name => _program.Find(name)?.Kernels ?? []).ToList();
        var convolutions = kernels.OfType<Contraction>().Where(kernel => kernel.IsConvolution).ToList();
        if (convolutions.Count == 0 || _program.Find(LowerNetwork.Prepare) is not null || kernels.Any(kernel => kernel is Winograd or WinogradGradient) || !convolutions.All(IsSuited))
            return false;
        if (!convolutions.Any(kernel => kernel.Columns < Packing.Width))
            return false;
        foreach (var convolution in convolutions)
        {
            var isGradient = convolution.Depth[0].IsBatch;
            Add(convolution.A.Region, isGradient ? convolution.Rows[3].Extent : convolution.Depth[2].Extent);
            foreach (var operand in convolution.Extra.Append(convolution.B).Append(convolution.Output))
                Add(operand.Region, convolution.Columns);
        }

        var before = -1;
        while (before < _maps.Count)
        {
            before = _maps.Count;
            foreach (var kernel in kernels.Where(kernel => kernel is Pointwise or Window && Joins(kernel)))
                foreach (var region in Maps(kernel).ToList())
                    Add(region, Channels(kernel));
        }

        // Of the caller's images all numbers are copied.
        foreach (var copy in kernels.OfType<Move>())
        {
            _channels[copy.Target] = 0;
            if (copy.Source is { Space: Space.Input })
                _images.Add(copy.Target);
        }

        foreach (var region in _maps)
            _interleaved[region] = SideBySide.Of(region, _channels[region] > 0 && Packing.Pad(_channels[region]) == region.PixelFloats ? _channels[region] : 0);
        return true;

        void Add(Region region, int channels)
        {
            if (!region.GrowsWithBatch)
                return;
            _maps.Add(region);
            _channels[region] = _channels.TryGetValue(region, out var known) && known != channels ? 0 : channels;
        }
    }

    /// <summary>Of a pointwise kernel's or a window's lanes those that are channels: as many as a map's of theirs.</summary>
    private int Channels(Kernel kernel)
    {
        var lanes = kernel switch { Pointwise formula => formula.Lanes, Window window => window.Lanes, _ => 0 };
        return Maps(kernel).Select(region => _channels.TryGetValue(region, out var channels) ? channels : 0).Where(channels => channels > 0 && Packing.Pad(channels) == lanes).Append(lanes).Min();
    }

    private static bool IsSuited(Contraction kernel) => Interleaved.HasForm(kernel) && Maps(kernel).Sum(region => region.Floats) <= MostFloats;

    private static IEnumerable<Region> Touched(Kernel kernel) => kernel.Reads.Concat(kernel.Writes);

    private static IEnumerable<Region> Maps(Kernel kernel) => Touched(kernel).Where(region => region.GrowsWithBatch).Distinct();

    /// <summary>True where one of the kernel's maps is interleaved, and all can be.</summary>
    private bool Joins(Kernel kernel) => Interleaved.HasForm(kernel) && Maps(kernel).Any(_maps.Contains) && Maps(kernel).All(region => SideBySide.CanBe(region) && region.Floats <= MostFloats);

    /// <summary>True for kernels that are done over interleaved maps.</summary>
    private bool IsTaken(Kernel kernel) => Interleaved.HasForm(kernel) && Maps(kernel).Any() && Maps(kernel).All(_maps.Contains);

    /// <summary>The kernel that lays images side by side where this one takes them in; null where it does not, or not as they lie.</summary>
    private Interleave? Laid(Kernel kernel) => kernel is Move { Source.Space: Space.Input } copy && _interleaved.TryGetValue(copy.Target, out var target) ? Interleave.Of(copy, target) : null;

    private List<Kernel> Rewritten(Segment segment, HashSet<Region> shared)
    {
        var (kernels, late) = (new List<Kernel>(), new List<Kernel>());
        var isForward = segment.Name == LowerNetwork.Forward;

        // Zeros go where what they surround is made.
        var madeApart = new HashSet<Region>(segment.Kernels.Where(kernel => kernel is not Surround && !IsTaken(kernel) && Laid(kernel) is null).SelectMany(kernel => kernel.Writes));
        foreach (var kernel in segment.Kernels)
        {
            if (Laid(kernel) is { } laid)
            {
                kernels.Add(laid);
                Write(((Move)kernel).Target, sideBySide: true);
                continue;
            }

            var taken = IsTaken(kernel) && !(kernel is Surround zeros && madeApart.Contains(zeros.Target));
            foreach (var region in Maps(kernel))
                Bring(region, taken);
            foreach (var region in kernel.Writes.Distinct())
                Write(region, taken);
            if (taken)
                AddInterleaved(kernel, kernel.Over(_interleaved).Over(_others));
            else
                kernels.Add(kernel.Over(_others));
        }

        foreach (var region in shared.Where(_isSideBySide.Contains).OrderBy(region => region.Name, System.StringComparer.Ordinal).ToList())
            Bring(region, sideBySide: false);

        // Behind the others, which go image by image.
        kernels.AddRange(late);
        return kernels;

        void AddInterleaved(Kernel kernel, Kernel over)
        {
            switch (over)
            {
                case Contraction sum when InterleavedGradient.IsGradient((Contraction)kernel):
                    var sums = AddGroups.SumsFor(sum.Name, InterleavedGradient.SumsOf(sum));
                    kernels.Add(new InterleavedGradient(sum, sums));
                    late.Add(new AddGroups(sum.Name + " sum", sums, sum.Output.Region, sum.Output.Offset, InterleavedGradient.SumsOf(sum) / sum.Columns, sum.Columns, sum.Extra.Count > 0));
                    break;
                case ColumnReduction sum:
                    sums = AddGroups.SumsFor(sum.Name, sum.Lanes);
                    kernels.Add(new InterleavedSum(sum, sums));
                    late.Add(new AddGroups(sum.Name + " sum", sums, sum.Results[0].Output.Region, sum.Results[0].Output.Offset, 1, sum.Lanes, true));
                    break;
                default:
                    kernels.Add(new Interleaved(over, Channels(kernel)));
                    break;
            }
        }

        // To where the kernel wants it; what was not written yet is nowhere.
        void Bring(Region region, bool sideBySide)
        {
            var (from, to) = sideBySide ? (_isApart, _isSideBySide) : (_isSideBySide, _isApart);
            if (to.Contains(region) || !from.Contains(region))
                return;
            to.Add(region);
            _returns |= sideBySide && isForward && !_images.Contains(region);
            var (apart, together) = (Plain(region), _interleaved[region]);
            kernels.Add(Interleave.Of(apart, together, !sideBySide, sideBySide && isForward));
        }
    }

    private void Write(Region region, bool sideBySide)
    {
        if (!region.GrowsWithBatch)
            return;
        (sideBySide ? _isApart : _isSideBySide).Remove(region);
        (sideBySide ? _isSideBySide : _isApart).Add(region);
    }

    private Region Plain(Region region) => _others.TryGetValue(region, out var other) ? other : region;

    /// <summary>True where less time goes into laying side by side and taking apart, the caller's images aside, than into convolutions.</summary>
    private static bool IsWorthwhile(List<Segment> segments)
    {
        var kernels = segments.Where(segment => segment.Name is not (LowerNetwork.BackwardInput + Segment.SecondForm)).SelectMany(segment => segment.Kernels).ToList();
        var copies = kernels.OfType<Interleave>().Where(copy => copy.Source.Space != Space.Input).Sum(copy => (long)copy.Rows * copy.Run);
        return ProductsOfCopy * copies <= kernels.Sum(kernel => kernel is Interleaved { Of: Contraction convolution } ? Products(convolution) : kernel is InterleavedGradient gradient ? Products(gradient.Of) : 0);

        static long Products(Contraction kernel) => kernel.Rows.Concat(kernel.Depth).Where(loop => !loop.IsBatch).Aggregate((long)kernel.Columns, (product, loop) => product * loop.Extent);
    }
}
