using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// Pairwise reductions, image by image as on a processor: distances of the others, a weight for each of them, then the gradient. Nothing of the size of images ×
/// images is kept, for memory grows with the batch alone; so a block goes through all images. A few blocks share the gradient's elements, and each finds distances
/// and weights by itself, in a part of the scratch region that is its own.
/// </summary>
internal sealed class PairwiseReductionKernel
{
    private const int Lanes = PixelLanes.Count, Threads = 256;

    /// <summary>Threads that a distance is folded from.</summary>
    private const int MostMembers = 32;

    /// <summary>Four lanes of an image that are worth a block.</summary>
    private const int EnoughQuads = 8;

    /// <summary>A part of the scratch region: two numbers for each image.</summary>
    private const int PartFloats = 2, MostSlices = PairwiseReduction.ScratchFloats / PartFloats;

    private readonly PairwiseReduction _kernel;
    private readonly KernelBuilder _k;

    /// <summary>Four lanes of an image, and of a block's part of it; parts.</summary>
    private readonly int _quads, _share, _slices;

    private readonly BlockFold _distance, _block, _gradient;
    private readonly List<Place> _places;
    private readonly Pointer _input, _distances, _weights, _losses, _labels;
    private readonly Float _scale;

    private PairwiseReductionKernel(PairwiseReduction kernel)
    {
        _kernel = kernel;
        _quads = kernel.Height * kernel.Width * Packing.Pad(kernel.Lanes) / Lanes;
        var slices = kernel.Output is null ? 1 : Math.Max(1, Math.Min(MostSlices, _quads / EnoughQuads));
        _share = (_quads + slices - 1) / slices;
        _slices = (_quads + _share - 1) / _share;
        _places = [Place.Of(kernel.Input), Place.Of(kernel.Scratch), Place.Losses, Place.Labels, Place.Pass];
        if (kernel.Output is not null)
            _places.Add(Place.Of(kernel.Output));
        var k = _k = new KernelBuilder(_places.Count, Threads);
        (_input, _losses, _labels) = (k.Place(0), k.Place(2), k.Place(3));
        _scale = k.Load(k.Place(4), PassNumbers.LossScale);
        _distances = k.Place(1).At(k.Batch * Slice, PartFloats);
        _weights = _distances.At(k.Batch);
        var members = PowerOfTwo(Math.Min(MostMembers, _quads));
        _distance = new BlockFold(k, members, Threads / members, isInterleaved: false, 1, isRepeated: true);
        _block = new BlockFold(k, Threads, 1, isInterleaved: false, 1, isRepeated: true);
        var side = PowerOfTwo(Math.Min(Threads, _share));
        _gradient = new BlockFold(k, Threads / side, side, isInterleaved: true, Lanes, isRepeated: true);
    }

    /// <summary>This block's part of the gradient.</summary>
    private Int Slice => _slices == 1 ? 0 : _k.BlockX;

    public static IEnumerable<Launch> Of(PairwiseReduction kernel)
    {
        var lowering = new PairwiseReductionKernel(kernel);
        lowering.Write();
        yield return new Launch(lowering.Build(), new Blocks(0, lowering._slices), lowering._places);
    }

    private static int PowerOfTwo(int most)
    {
        var power = 1;
        while (2 * power <= most)
            power *= 2;
        return power;
    }

    private void Write()
    {
        if (_kernel.Output is not null)
            EachOfSlice(at => At(at.Image, at.Quad).Store(_k.Place(5), _kernel.Output, [0, 0, 0, 0]));
        var count = _k.Variable((Int)0);
        _k.For(0, _k.Batch, 1, anchor =>
        {
            Distances(anchor);
            _k.Barrier();
            var label = _k.LoadInt(_labels, anchor);
            var (loss, triples) = (_k.Variable(0f), _k.Variable((Int)0));
            _k.For(_k.Thread, _k.Batch, Threads, other =>
            {
                if (_kernel.Operation == PairwiseOperation.Triples)
                    Triples(anchor, other, label, loss, triples);
                else
                    Pair(anchor, other, label, loss);
            });

            // Both also make the weights known to all threads.
            var sum = _block.Fold([loss.Value], (a, b) => a + b)[0];
            FirstSlice().If(_k, () => _k.Store(_losses, anchor, sum, _k.Thread.Is(0)));
            if (_kernel.Operation == PairwiseOperation.Triples)
                _k.Set(count, count.Value + _k.AsBits(_block.Fold([_k.AsFloat(triples.Value)], (a, b) => _k.AsFloat(_k.AsBits(a) + _k.AsBits(b)))[0]));
            if (_kernel.Output is { } output)
                Gradient(anchor, output);
        });
        _k.Barrier();
        Scale(_kernel.Operation == PairwiseOperation.Triples ? count.Value : _k.ShiftRight(_k.Batch * (_k.Batch - 1), 1));
    }

    /// <summary>The squared distance of every image from one.</summary>
    private void Distances(Int anchor) => _k.For(0, _k.Batch, Threads / _distance.Members, first =>
    {
        // Threads without an image go along with the last one, because all must meet.
        var other = first + _distance.Group;
        var last = _k.Minimum(other, _k.Batch - 1);
        FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
        _k.For(_distance.Member, _quads, _distance.Members, quad =>
        {
            var difference = Difference(anchor, last, quad);
            for (var i = 0; i < Lanes; i++)
                _k.AddProduct(sums[i], difference[i], difference[i]);
        });
        var sum = _distance.Fold([(sums[0].Value + sums[1].Value) + (sums[2].Value + sums[3].Value)], (a, b) => a + b)[0];
        var exists = other < _k.Batch;
        _k.Store(_distances, other, sum, _distance.Members == 1 ? exists : _distance.Member.Is(0) & exists);
    });

    /// <summary>Each pair once, at its first image. At distance 0 two different images have no direction to part in: the difference, and so the gradient, is 0.</summary>
    private void Pair(Int anchor, Int other, Int label, FloatVariable loss)
    {
        var weight = _k.Variable(0f);
        _k.If(anchor < other, () =>
        {
            var square = _k.Load(_distances, other);
            _k.If(_k.LoadInt(_labels, other).Is(label), () =>
            {
                _k.Set(weight, 1f);
                _k.AddProduct(loss, 0.5f, square);
            }, () =>
            {
                var distance = _k.SquareRoot(square);
                var gap = _kernel.Margin - distance;

                // Written so that NaN counts: a network that diverged must look like it.
                _k.If(!(gap <= 0), () =>
                {
                    _k.Set(weight, -gap / _k.Maximum(distance, 1e-12f));
                    _k.AddProduct(loss, 0.5f * gap, gap);
                });
            });
        });
        _k.Store(_weights, other, weight.Value);
    }

    /// <summary>
    /// The triples that an image is in, as the one of the same label or as the one of another: so each thread has weights of its own. The first also count and
    /// add up the loss.
    /// </summary>
    private void Triples(Int anchor, Int other, Int label, FloatVariable loss, IntVariable triples)
    {
        var square = _k.Load(_distances, other);
        var number = _k.Variable((Int)0);
        var isSame = _k.LoadInt(_labels, other).Is(label);
        _k.If(isSame, () => _k.If(!other.Is(anchor), () =>
        {
            _k.For(0, _k.Batch, 1, third => _k.If(!_k.LoadInt(_labels, third).Is(label), () => Above(square, _k.Load(_distances, third), excess =>
            {
                _k.Set(number, number.Value + 1);
                _k.Set(loss, loss.Value + excess);
            })));
            _k.Set(triples, triples.Value + number.Value);
        }), () => _k.For(0, _k.Batch, 1, third => _k.If(_k.LoadInt(_labels, third).Is(label), () => _k.If(!third.Is(anchor), () =>
            Above(_k.Load(_distances, third), square, _ => _k.Set(number, number.Value - 1))))));
        _k.Store(_weights, other, 2 * _k.ToFloat(number.Value));
    }

    private void Above(Float same, Float other, Action<Float> body)
    {
        var excess = same - other + _kernel.Margin;

        // Written so that NaN counts: a network that diverged must look like it.
        _k.If(!(excess <= 0), () => body(excess));
    }

    /// <summary>weight · (x − x'), added to the one and taken from the other. The one has weight 0 itself, so that nobody else writes to it.</summary>
    private void Gradient(Int anchor, Grid output)
    {
        var place = _k.Place(5);
        _k.For(0, _share, _gradient.Groups, start =>
        {
            var (quad, isOwn) = Own(start + _gradient.Group);
            FloatVariable[] sums = [.. Enumerable.Range(0, Lanes).Select(_ => _k.Variable(0f))];
            isOwn.If(_k, () => _k.For(_gradient.Member, _k.Batch, _gradient.Members, other =>
            {
                var weight = _k.Load(_weights, other);
                _k.If(!weight.Is(0), () =>
                {
                    Float[] part = [.. Difference(anchor, other, quad).Select(difference => difference * weight)];
                    var theirs = At(other, quad);
                    theirs.Store(place, output, [.. theirs.Load(place, output, Packing.Pad(_kernel.Lanes)).Zip(part, (sofar, one) => sofar - one)]);
                    for (var i = 0; i < Lanes; i++)
                        _k.Set(sums[i], sums[i].Value + part[i]);
                });
            }));
            var total = _gradient.Fold([.. sums.Select(sum => sum.Value)], (a, b) => a + b);
            (isOwn & Condition.Less(_gradient.Member, 1)).If(_k, () =>
            {
                var mine = At(anchor, quad);
                mine.Store(place, output, [.. mine.Load(place, output, Packing.Pad(_kernel.Lanes)).Zip(total, (sofar, one) => sofar + one)]);
            });
        });
    }

    /// <summary>Sums become means.</summary>
    private void Scale(Int count)
    {
        var share = _k.Select(count.Is(0), (Float)0, _k.ToFloat(_k.Batch) / _k.ToFloat(count));
        FirstSlice().If(_k, () => _k.For(_k.Thread, _k.Batch, Threads, image => _k.Store(_losses, image, _k.Load(_losses, image) * share)));
        if (_kernel.Output is not { } output)
            return;
        var factor = _scale * share;
        EachOfSlice(at =>
        {
            var lanes = At(at.Image, at.Quad);
            lanes.Store(_k.Place(5), output, [.. lanes.Load(_k.Place(5), output, Packing.Pad(_kernel.Lanes)).Select(value => value * factor)]);
        });
    }

    /// <summary>x − x' of four lanes; in lanes past those that exist 0.</summary>
    private Float[] Difference(Int anchor, Int other, Int quad)
    {
        var (one, another) = (At(anchor, quad), At(other, quad));
        return [.. one.Load(_input, _kernel.Input, _kernel.Lanes).Zip(another.Load(_input, _kernel.Input, _kernel.Lanes), (a, b) => a - b)
            .Select((difference, i) => one.Exists(i, _kernel.Lanes).Select(_k, difference, 0))];
    }

    private PixelLanes At(Int image, Int quad)
    {
        var (position, part) = _k.DivideRemainder(quad, Packing.Pad(_kernel.Lanes) / Lanes);
        return new PixelLanes(_k, _kernel.Width, image, position, part * Lanes);
    }

    /// <summary>Runs through all images' part of the gradient that is this block's, thread by thread.</summary>
    private void EachOfSlice(Action<(Int Image, Int Quad)> body) => _k.For(_k.Thread, _k.Batch * _share, Threads, number =>
    {
        var (image, rest) = _k.DivideRemainder(number, _share);
        var (quad, isOwn) = Own(rest);
        isOwn.If(_k, () => body((image, quad)));
    });

    /// <summary>A number within this block's part as one of the image, and whether there is one.</summary>
    private (Int Quad, Condition Exists) Own(Int number)
    {
        var quad = (Slice * _share) + number;
        var isInPart = _share % _gradient.Groups == 0 ? Condition.True : Condition.Less(number, _share);
        return (quad, isInPart & (_slices * _share == _quads ? Condition.True : Condition.Less(quad, _quads)));
    }

    private Condition FirstSlice() => Condition.Less(Slice, 1);

    private KernelCode Build() =>
        _k.Build("pairs", $"all images with each other: {(_kernel.Operation == PairwiseOperation.Triples ? "max(d2 - d'2 + margin, 0) over triples" : "d2 / 2, max(margin - d, 0)2 / 2 over pairs")}");
}
