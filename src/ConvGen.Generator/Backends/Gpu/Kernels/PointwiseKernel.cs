using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>Formulas over every element: a thread reads four lanes of all inputs, then writes four of each result.</summary>
internal static class PointwiseKernel
{
    public static IEnumerable<Launch> Of(Pointwise kernel)
    {
        var lanes = Packing.Pad(kernel.Lanes);
        var readsPass = kernel.Any(ExpressionWriter.ReadsPass);
        var (inputs, results) = (kernel.Inputs.Count, kernel.Results.Count);
        var k = new KernelBuilder(inputs + results + (readsPass ? 1 : 0), ItemLoop.Threads(kernel.Height * kernel.Width * lanes / ElementLoop.Lanes, kernel.PerImage));
        var blocks = ElementLoop.Write(k, kernel.Height, kernel.Width, lanes, kernel.PerImage, loop =>
        {
            var values = kernel.Inputs.Select((input, i) => kernel.Any(node => node == new Load(i)) ? loop.Load(k.Place(i), input, kernel.Lanes) : []).ToList();
            var written = kernel.Results.Select(_ => new Float[ElementLoop.Lanes]).ToList();
            for (var lane = 0; lane < ElementLoop.Lanes; lane++)
            {
                var (at, done) = (lane, new List<Float>());
                var writer = new ExpressionWriter(k) { Operand = operand => values[operand][at], Results = done, Pass = readsPass ? k.Place(inputs + results) : null };
                if (kernel.Any(node => node is DropoutMask))
                    writer.Index = (loop.Image * kernel.Index.Image) + (loop.Row * kernel.Index.Row) + (loop.Pixel * kernel.Index.Pixel) + ((loop.Lane + lane) * kernel.Index.Lane);
                for (var result = 0; result < results; result++)
                {
                    done.Add(writer.Write(kernel.Results[result].Body));

                    // Padding lanes are zeros, always.
                    written[result][lane] = kernel.Lanes == lanes ? done[result] : k.Select(loop.Lane + lane < kernel.Lanes, done[result], (Float)0);
                }
            }

            for (var result = 0; result < results; result++)
                loop.Store(k.Place(inputs + result), kernel.Results[result].Output, written[result]);
        });
        var places = kernel.Inputs.Concat(kernel.Results.Select(result => result.Output)).Select(Place.Of).ToList();
        if (readsPass)
            places.Add(Place.Pass);
        var formulas = string.Join("; ", kernel.Results.Select((result, i) => $"{(results == 1 ? "out" : "result" + i)} = {result.Body}"));
        yield return new Launch(k.Build("pointwise", formulas), blocks, places);
    }
}
