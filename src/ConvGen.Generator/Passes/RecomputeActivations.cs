using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Makes cheap tensors a second time for the backward pass instead of keeping them: what formulas over elements and windows made of values that are kept
/// anyway. The same kernels write the same bits, into memory that is wanted for a few kernels only.
/// <code>
/// before: Forward: x = conv(…);  y = max(x·s + t, 0);  z = conv(y)    Backward: …  dw = dz ⊗ y;  dy = …         x and y live all the time
/// after:  Forward: x = conv(…);  y = max(x·s + t, 0);  z = conv(y)    Backward: …  y' = max(x·s + t, 0);  dw = dz ⊗ y';  dy = …
/// </code>
/// Nothing is made more than twice: of a chain of such tensors (sums around residual branches) every third is kept, and those between are made in one go.
/// What users can read stays, and so does what is idle only while memory is not short, or shorter when it is wanted again (docs/decisions/0020).
/// </summary>
internal sealed class RecomputeActivations
{
    /// <summary>Tensors of a chain that are made together, each of the one before.</summary>
    private const int MostSteps = 2;

    /// <summary>Where less than this share of the fullest moment is in use while a tensor is idle, not keeping it would not help.</summary>
    private const double FullEnough = 0.6;

    /// <summary>Of so many tensors of a size none is worth a kernel.</summary>
    private const int MostOfSize = 1024;

    /// <summary>What all images share may be kept for a tensor that is so many times as large.</summary>
    private const int TimesOperand = 8;

    private readonly IReadOnlyList<Kernel> _kernels;

    /// <summary>The numbers of the first kernels of Backward and of BackwardInput, and of the first after those.</summary>
    private readonly int _backward, _input, _reads;
    private readonly Dictionary<Region, List<int>> _writers = [];
    private readonly Dictionary<Region, List<int>> _readers = [];

    /// <summary>What is made again: before which kernel, and after how many others of its chain.</summary>
    private readonly Dictionary<Region, (int Place, int Steps)> _again = [];

    private RecomputeActivations(KernelProgram program)
    {
        _kernels = [.. program.Kernels];
        _backward = program.Segments.TakeWhile(segment => segment.Name != LowerNetwork.Backward).Sum(segment => segment.Kernels.Count);
        _input = _backward + program.Find(LowerNetwork.Backward)!.Kernels.Count;
        _reads = _input + (program.Find(LowerNetwork.BackwardInput)?.Kernels.Count ?? 0);
        for (var i = 0; i < _kernels.Count; i++)
        {
            foreach (var region in _kernels[i].Writes.Distinct())
                Add(_writers, region, i);
            foreach (var region in _kernels[i].Reads.Distinct())
                Add(_readers, region, i);
        }

        static void Add(Dictionary<Region, List<int>> places, Region region, int place)
        {
            if (!places.TryGetValue(region, out var list))
                places[region] = list = [];
            list.Add(place);
        }
    }

    /// <param name="program">With Backward and BackwardInput one after the other, where it has them.</param>
    public static KernelProgram Run(KernelProgram program)
    {
        if (program.Find(LowerNetwork.Backward) is null)
            return program;
        var pass = new RecomputeActivations(program);
        pass.Choose();
        return pass._again.Count == 0 ? program : pass.Rewrite(program);
    }

    /// <summary>In the order of the forward pass, so that operands are decided on before what is made of them.</summary>
    private void Choose()
    {
        var load = Load();
        var most = load.Max();
        foreach (var region in _writers.Keys.Where(region => region.Space == Space.PerImage && MostOfSize * (long)region.Floats >= most).OrderBy(region => _writers[region].Last()).ToList())
        {
            if (Idle(region) is not var (last, first) || StepsTo(region, first) is not { } steps)
                continue;
            if (Enumerable.Range(last, first - last).Any(i => load[i] >= FullEnough * most && load[i] > load[first]))
                MakeAgain(region, first, steps);
        }
    }

    /// <summary>Floats of an image that are alive at each kernel.</summary>
    private long[] Load()
    {
        var load = new long[_kernels.Count];
        foreach (var region in _writers.Keys.Where(region => region.Space == Space.PerImage))
            for (var i = _writers[region][0]; i <= Last(region); i++)
                load[i] += region.Floats;
        return load;
    }

    private int Last(Region region) => Math.Max(_writers[region].Last(), _readers.TryGetValue(region, out var readers) ? readers.Last() : 0);

    /// <summary>The last kernel before the backward pass that touches the region, and the first of the backward pass; null where there is none, or where users read it.</summary>
    private (int Last, int First)? Idle(Region region)
    {
        if (_writers[region].Last() >= _backward || !_readers.TryGetValue(region, out var readers) || readers.Last() >= _reads)
            return null;
        var first = readers.FirstOrDefault(reader => reader >= _backward);
        return first < _backward || first >= _input ? null : (_writers[region].Concat(readers).Where(place => place < _backward).Max(), first);
    }

    /// <summary>After how many steps the region can be made before kernel <paramref name="place"/> by what made it before; null where that is not cheap, or not there.</summary>
    private int? StepsTo(Region region, int place)
    {
        var most = 0;
        foreach (var writer in _writers[region])
        {
            if (!IsCheap(_kernels[writer]) || _kernels[writer].Writes.Any(written => written != region))
                return null;
            foreach (var operand in _kernels[writer].Reads.Where(operand => operand != region))
            {
                if (StepsToOperand(operand, region, writer, place) is not { } steps)
                    return null;
                most = Math.Max(most, steps);
            }
        }

        return most < MostSteps ? most + 1 : null;
    }

    private static bool IsCheap(Kernel kernel) => kernel is Pointwise { PerImage: true } or Window { Gradient: false } or Surround or Move { OverImages: true };

    /// <summary>
    /// 0 where the operand still has its value and lives on for others, or costs little to keep; else as many as it takes to make that again, where the backward pass has no other use for it
    /// or makes it again anyway. Parameters are no operands of what is cheap: a formula over those is a filter.
    /// </summary>
    private int? StepsToOperand(Region operand, Region region, int writer, int place)
    {
        if (!operand.IsPlanned || _writers[operand].Any(other => other > writer && other < place))
            return null;
        if (_again.TryGetValue(operand, out var again))
            return again.Steps;
        if (Last(operand) >= place || operand.Space == Space.Prepared || (operand.Space == Space.Fixed && TimesOperand * (long)operand.Floats <= region.Floats))
            return 0;
        return operand.Space == Space.PerImage && Last(operand) < _backward ? StepsTo(operand, place) : null;
    }

    /// <summary>Notes the region and whatever of its operands must be made with it.</summary>
    private void MakeAgain(Region region, int place, int steps)
    {
        _again[region] = (Math.Min(place, _again.TryGetValue(region, out var known) ? known.Place : place), steps);
        foreach (var writer in _writers[region])
            foreach (var operand in _kernels[writer].Reads.Where(operand => operand != region && operand.IsPlanned))
                if (_again.TryGetValue(operand, out var again))
                    MakeAgain(operand, place, again.Steps);
                else if (StepsToOperand(operand, region, writer, place) is > 0 and var more)
                    MakeAgain(operand, place, more);
    }

    private KernelProgram Rewrite(KernelProgram program)
    {
        var others = _again.Keys.ToDictionary(region => region, region => region.Like(region.Name + " again"));
        var makers = _again.SelectMany(made => _writers[made.Key].Select(writer => (made.Value.Place, Writer: writer))).OrderBy(made => made.Writer).ToLookup(made => made.Place, made => Again(_kernels[made.Writer]));
        return program.With([.. program.Segments.Select(segment => segment.Name switch
        {
            LowerNetwork.Backward => segment with { Kernels = [.. segment.Kernels.SelectMany((kernel, i) => makers[_backward + i].Append(kernel.Over(others)))] },
            LowerNetwork.BackwardInput => segment with { Kernels = [.. segment.Kernels.Select(kernel => kernel.Over(others))] },
            _ => segment,
        })]);

        Kernel Again(Kernel kernel) => kernel.Over(others) with { Name = kernel.Name + " again" };
    }
}
