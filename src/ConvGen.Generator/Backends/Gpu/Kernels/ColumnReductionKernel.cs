using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Column reductions: neighbouring threads have neighbouring lanes of a pixel, so that a warp reads runs of memory, and pixels side by side, whose sums the block
/// folds in the end. Where all images are summed there are more pixels than a block is for: a fixed number of blocks has a part each, and a second launch folds
/// the parts in their order.
/// </summary>
internal sealed class ColumnReductionKernel
{
    private const int Lanes = PixelLanes.Count;

    /// <summary>Pixels of an image up to which a thread goes through them by itself.</summary>
    private const int FewPixels = 16;

    /// <summary>Groups of lanes that there should be besides those side by side: fewer lanes are more blocks, more are longer runs of memory.</summary>
    private const int EnoughGroups = 8;

    /// <summary>Blocks that fill a large processor.</summary>
    private const int EnoughBlocks = 1024;

    /// <summary>Elements that a thread should have before its block is worth a part; of as many images as a usual batch has.</summary>
    private const int EnoughElements = 8, UsualBatch = 32;

    private readonly ColumnReduction _kernel;
    private readonly int _quads, _group, _groups, _pixels, _parts;

    private ColumnReductionKernel(ColumnReduction kernel)
    {
        (_kernel, _pixels, _quads) = (kernel, kernel.Height * kernel.Width, Packing.Pad(kernel.Lanes) / Lanes);
        _group = Group(_quads, Math.Min(ColumnFold.MostGroups, ColumnFold.Threads(kernel.Terms.Count)));
        _groups = _quads / _group;

        // Where lanes are folded too, an element is four lanes of a pixel, and there is one group.
        if (kernel.AcrossLanes)
            (_pixels, _group, _groups) = (checked(_pixels * _quads), 1, 1);
        var elements = (long)UsualBatch * _pixels / (Members * EnoughElements);
        _parts = kernel.PerImage ? 1 : (int)Math.Max(1, Math.Min(elements, EnoughBlocks / _groups));
    }

    private int Terms => _kernel.Terms.Count;

    /// <summary>Threads that fold a group's elements.</summary>
    private int Members => ColumnFold.Threads(Terms) / _group;

    private List<int> Inputs => ColumnTerms.Operands(_kernel, _kernel.Terms);

    private ColumnResults Results => new(_kernel.Inputs, _kernel.Results, _kernel.Lanes);

    public static IEnumerable<Launch> Of(ColumnReduction kernel)
    {
        var lowering = new ColumnReductionKernel(kernel);
        return kernel.PerImage ? [lowering._pixels <= FewPixels ? lowering.Images() : lowering.Image()]
            : lowering._parts == 1 ? [lowering.Whole()]
            : [lowering.Part(), lowering.Parts()];
    }

    /// <summary>The largest number of groups of lanes side by side that leaves enough of them: a power of two, as blocks fold them.</summary>
    private static int Group(int quads, int most)
    {
        var group = 1;
        while (2 * group <= most && quads % (2 * group) == 0 && (group == 1 || quads / (2 * group) >= EnoughGroups))
            group *= 2;
        return group;
    }

    private KernelBuilder Builder(int places) => new(places, ColumnFold.BlockThreads(Terms)) { LiftsSizes = false };

    /// <summary>Small images: a thread for four lanes of an image.</summary>
    private Launch Images()
    {
        var k = new KernelBuilder(Inputs.Count + Results.Places.Count, ItemLoop.Threads(_quads, perImage: true)) { LiftsSizes = false };
        var blocks = ItemLoop.Write(k, _quads, perImage: true, (image, quad) =>
        {
            var lane = quad * Lanes;
            var totals = FoldImage(k, image, lane, 0, 1);
            Write(k, Inputs.Count, At(k, image, 0, lane), totals);
        });
        return new Launch(Build(k, "each image"), blocks, [.. Places(Inputs), .. Results.Places]);
    }

    /// <summary>Large images: a block for a group of lanes of an image.</summary>
    private Launch Image()
    {
        var k = Builder(Inputs.Count + Results.Places.Count);
        var fold = new ColumnFold(k, _group, Terms);
        var (image, lane) = LaneOf(k, fold);
        fold.Fold(FoldImage(k, image, lane, fold.Member, Members), ColumnTerms.Join(k, _kernel.Fold), totals => Write(k, Inputs.Count, At(k, image, 0, lane), totals));
        return new Launch(Build(k, "each image"), new Blocks(_groups, 0), [.. Places(Inputs), .. Results.Places]);
    }

    /// <summary>Few elements: a block for a group of lanes of all images.</summary>
    private Launch Whole()
    {
        var k = Builder(Inputs.Count + Results.Places.Count);
        var fold = new ColumnFold(k, _group, Terms);
        var (_, lane) = LaneOf(k, fold);
        fold.Fold(FoldImages(k, lane, fold.Member, k.Batch * Pixels(k)), ColumnTerms.Join(k, _kernel.Fold), totals => Write(k, Inputs.Count, At(k, 0, 0, lane), AcrossLanes(k, totals)));
        return new Launch(Build(k, "all images"), new Blocks(0, _groups), [.. Places(Inputs), .. Results.Places]);
    }

    /// <summary>A part of all images' elements: what its terms come to goes to scratch, term by term, part by part.</summary>
    private Launch Part()
    {
        var k = Builder(Inputs.Count + 1);
        var fold = new ColumnFold(k, _group, Terms);
        var (part, lane) = LaneOf(k, fold);
        var (elements, parts) = (k.Batch * Pixels(k), k.Divisor("parts", _parts));
        var share = k.DivideRemainder(elements + (parts.Number - 1), parts).Quotient;
        var first = part * share;
        fold.Fold(FoldImages(k, lane, first + fold.Member, k.Minimum(first + share, elements)), ColumnTerms.Join(k, _kernel.Fold), totals =>
        {
            for (var term = 0; term < Terms; term++)
                k.Store(k.Place(Inputs.Count), PartOfTerm(k, part, term) + lane, [.. totals.Skip(term * Lanes).Take(Lanes)]);
        });
        return new Launch(Build(k, "a part of all images"), new Blocks(0, _parts * _groups), [.. Places(Inputs), Place.Scratch(0)], ScratchFloats) { Work = Passing(Workload.OfSums(_kernel)) };
    }

    /// <summary>All parts, folded in their order, and the results.</summary>
    private Launch Parts()
    {
        var k = Builder(1 + Results.Places.Count);
        var fold = new ColumnFold(k, _group, Terms);
        var (_, lane) = LaneOf(k, fold);
        List<FloatVariable> sums = [.. Enumerable.Range(0, Terms * Lanes).Select(_ => k.Variable(_kernel.Fold == RowFold.Sum ? 0 : float.NegativeInfinity))];
        var join = ColumnTerms.Join(k, _kernel.Fold);
        k.For(fold.Member, k.Divisor("parts", _parts).Number, fold.Members, part =>
        {
            for (var term = 0; term < Terms; term++)
            {
                var read = k.Load(k.Place(0), PartOfTerm(k, part, term) + lane, Lanes);
                for (var i = 0; i < Lanes; i++)
                    k.Set(sums[(term * Lanes) + i], join(sums[(term * Lanes) + i].Value, read[i]));
            }
        });
        fold.Fold([.. sums.Select(sum => sum.Value)], join, totals => Write(k, 1, At(k, 0, 0, lane), AcrossLanes(k, totals)));
        return new Launch(Build(k, "all parts"), new Blocks(0, _groups), [Place.Scratch(0), .. Results.Places], ScratchFloats) { Work = Passing(Workload.OfResults(_kernel)), Step = "fold" };
    }

    /// <summary>With what the parts' totals are to one launch or the other, for profiles.</summary>
    private Workload Passing(Workload work) => work with { BytesOfCall = work.BytesOfCall + (sizeof(float) * ScratchFloats) };

    private long ScratchFloats => (long)Terms * _parts * _groups * _group * Lanes;

    private Int Pixels(KernelBuilder k) => k.Size("pixels", _pixels);

    /// <summary>Which image or part the block has, and which lanes the thread.</summary>
    private (Int Number, Int Lane) LaneOf(KernelBuilder k, ColumnFold fold)
    {
        var (number, group) = _kernel.PerImage || _parts > 1 ? k.DivideRemainder(k.BlockX, k.Divisor("groups", _groups)) : (0, k.BlockX);
        return (number, ((group * k.Size("groups side by side", _group)) + fold.Group) * Lanes);
    }

    /// <summary>Where in scratch memory a part's sums of a term begin.</summary>
    private Int PartOfTerm(KernelBuilder k, Int part, int term) => (part + (term * k.Divisor("parts", _parts).Number)) * k.Size("lanes of sums", _groups * _group * Lanes);

    private Float[] FoldImage(KernelBuilder k, Int image, Int lane, Int first, int threads) =>
        new ColumnTerms(_kernel, k).Fold(first, Pixels(k), threads, pixel => At(k, image, pixel, lane), At(k, image, 0, lane), grid => _pixels == 1 || grid is { RowStep: 0, PixelStep: 0 });

    private Float[] FoldImages(KernelBuilder k, Int lane, Int first, Int end) =>
        new ColumnTerms(_kernel, k).Fold(first, end, Members, element => Element(k, element, lane), At(k, 0, 0, lane), grid => grid is { ImageStep: 0, RowStep: 0, PixelStep: 0 } && (!_kernel.AcrossLanes || grid.LaneStep == 0));

    private void Write(KernelBuilder k, int first, PixelLanes at, Float[] totals) => Results.Write(k, first, at, totals, _kernel.AcrossLanes);

    /// <summary>Totals of all lanes in the place of the first lane's.</summary>
    private Float[] AcrossLanes(KernelBuilder k, Float[] totals)
    {
        if (!_kernel.AcrossLanes)
            return totals;
        var join = ColumnTerms.Join(k, _kernel.Fold);
        return [.. totals.Select((total, i) => i % Lanes == 0 ? join(join(total, totals[i + 1]), join(totals[i + 2], totals[i + 3])) : total)];
    }

    private PixelLanes At(KernelBuilder k, Int image, Int pixel, Int lane) => new(k, _kernel.Width, image, pixel, lane);

    /// <summary>An element among those of all images.</summary>
    private PixelLanes Element(KernelBuilder k, Int element, Int lane)
    {
        var (image, rest) = k.DivideRemainder(element, k.Divisor("pixels", _pixels));
        if (!_kernel.AcrossLanes)
            return At(k, image, rest, lane);
        var (pixel, quad) = k.DivideRemainder(rest, k.Divisor("quads", _quads));
        return At(k, image, pixel, quad * Lanes);
    }

    private IEnumerable<Place> Places(IEnumerable<int> operands) => operands.Select(operand => Place.Of(_kernel.Inputs[operand]));

    private KernelCode Build(KernelBuilder k, string what)
    {
        var numbers = new FormulaNumbers(k);
        var terms = _kernel.Terms.Select((term, i) => FormattableString.Invariant($"total{i} = {_kernel.Fold.ToString().ToLowerInvariant()} of {numbers.Lift(term)}"));
        var results = _kernel.Results.Select((result, i) => FormattableString.Invariant($"result{i} = {numbers.Lift(result.Body)}"));
        return k.Build("columns", FormattableString.Invariant($"{what}: {string.Join("; ", terms.Concat(results))}"));
    }
}
