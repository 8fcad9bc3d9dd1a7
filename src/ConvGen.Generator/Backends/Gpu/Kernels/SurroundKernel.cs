using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Zeros around the map of every image: a thread for each, or for four where pixels have so many lanes. They lie behind as many rows of pixels as there are gaps before them.</summary>
internal static class SurroundKernel
{
    public static IEnumerable<Launch> Of(Surround kernel)
    {
        var quad = new[] { kernel.Head, kernel.Gap, kernel.Tail, kernel.RowFloats, kernel.Target.Floats }.All(floats => floats % 4 == 0) ? 4 : 1;
        var (head, gap, gaps) = (kernel.Head / quad, kernel.Gap / quad, kernel.Rows - 1);
        var items = head + (gaps * gap) + (kernel.Tail / quad);
        if (items == 0)
            yield break;
        var k = new KernelBuilder(1, ItemLoop.Threads(items, perImage: true)) { LiftsSizes = false };
        var blocks = ItemLoop.Write(k, items, perImage: true, (image, item) =>
        {
            var (behind, rows) = (item - k.Parameter("head", head), k.Parameter("rows", kernel.Rows));
            if (gap > 0)
                rows = k.Minimum(k.DivideRemainder(k.Maximum(behind, 0), k.Divisor("gap", gap)).Quotient + 1, rows);
            var place = (item * quad) + (k.Select(behind < 0, 0, rows) * k.Parameter("row", kernel.RowFloats));
            k.Store(k.Place(0).At(image, k.Parameter("image", kernel.Target.Floats)), place, Enumerable.Repeat((Float)0, quad).ToArray());
        });
        yield return new Launch(k.Build("surround", "zeros around maps"), blocks, [Place.Of(kernel.Target)]);
    }
}
