using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;
using static System.FormattableString;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Copies and fills: a thread for every number that is written, or for four where they are neighbours on both sides.</summary>
internal static class MoveKernel
{
    private const int Quad = 4;

    public static IEnumerable<Launch> Of(Move kernel)
    {
        var loops = kernel.Loops.Select((loop, i) => (loop.Extent, Source: kernel.Source is null ? 0 : kernel.SourceSteps[i], Target: kernel.TargetSteps[i])).ToList();
        if (loops.Skip(1).Any(loop => loop.Extent == Loop.BatchExtent))
            throw new InvalidOperationException($"'{kernel.Name}': images are the outermost loop of a copy");
        var count = IsVector(kernel) ? Quad : 1;
        var inner = loops.Where(loop => loop.Extent != Loop.BatchExtent).ToList();
        if (count > 1)
            inner[inner.Count - 1] = (inner[inner.Count - 1].Extent / Quad, Quad, Quad);
        var items = inner.Aggregate(1, (product, loop) => checked(product * loop.Extent));
        var k = new KernelBuilder(kernel.Source is null ? 1 : 2, ItemLoop.Threads(items, kernel.OverImages)) { LiftsSizes = false };
        var blocks = ItemLoop.Write(k, items, kernel.OverImages, (image, item) =>
        {
            Int source = 0, target = 0;
            for (var i = inner.Count - 1; i >= 0; i--)
            {
                Int index;
                (item, index) = i > 0 ? k.DivideRemainder(item, k.Divisor(Invariant($"loop {i}"), inner[i].Extent)) : (0, item);
                source += index * k.Size(Invariant($"source {i}"), inner[i].Source);
                target += index * k.Size(Invariant($"target {i}"), inner[i].Target);
            }

            var to = k.Place(0).At(image, k.Size("target image", kernel.OverImages ? loops[0].Target : 0));
            if (kernel.Source is null)
            {
                k.Store(to, target, Enumerable.Repeat((Float)kernel.Fill, count).ToArray());
                return;
            }

            k.Store(to, target, k.Load(k.Place(1).At(image, k.Size("source image", kernel.OverImages ? loops[0].Source : 0)), source, count));
        });
        List<Place> places = [Place.Of(kernel.Target, kernel.TargetOffset)];
        if (kernel.Source is not null)
            places.Add(Place.Of(kernel.Source, kernel.SourceOffset));
        yield return new Launch(k.Build("move", kernel.Source is null ? "fill" : "copy"), blocks, places);
    }

    private static bool IsVector(Move kernel)
    {
        var last = kernel.Loops.Count - 1;
        var isRun = !kernel.Loops[last].IsBatch && kernel.Loops[last].Extent % Quad == 0 && kernel.TargetSteps[last] == 1 && IsAligned(kernel.Target, kernel.TargetOffset, kernel.TargetSteps);
        return isRun && (kernel.Source is null || (kernel.SourceSteps[last] == 1 && IsAligned(kernel.Source, kernel.SourceOffset, kernel.SourceSteps)));

        bool IsAligned(Region region, int offset, IReadOnlyList<int> steps) =>
            offset % Quad == 0 && steps.Take(last).All(step => step % Quad == 0) && (region.IsPlanned || region.Offset % Quad == 0 || region.Space == Space.Dense);
    }
}
