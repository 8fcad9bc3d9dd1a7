using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>Losses over pairs and triples of images, and their gradients.</summary>
internal static class PairwiseOracle
{
    public static void Run(PairwiseReduction kernel, OracleMemory memory)
    {
        var batch = memory.Batch;
        var (distances, weights, losses) = (new Measured[batch, batch], new List<Measured>[batch, batch], new List<Measured>[batch]);
        for (var image = 0; image < batch; image++)
        {
            losses[image] = [];
            for (var other = 0; other < batch; other++)
            {
                distances[image, other] = Measured.Sum([.. Elements(kernel).Select(at => Difference(image, other, at)).Select(difference => difference * difference)]);
                weights[image, other] = [];
            }
        }

        var (count, unsure) = (0L, 0L);
        for (var image = 0; image < batch; image++)
            count += kernel.Operation == PairwiseOperation.Pairs ? Pairs(image) : Triples(image);

        Measured share = count == 0 ? 0f : (float)((double)batch / count);
        if (unsure > 0)
            share = share with { Error = ((double)batch / Math.Max(1, count - unsure)) - ((double)batch / (count + unsure)) };
        for (var image = 0; image < batch; image++)
            memory.Write(kernel.Losses, image, Measured.Sum(losses[image]) * share);
        if (kernel.Output is not { } output)
            return;
        var gradients = new List<(int Image, (int Row, int Pixel, int Lane) At, Measured Value)>();
        for (var image = 0; image < batch; image++)
            foreach (var at in Elements(kernel))
            {
                List<Measured> parts = [.. Enumerable.Range(0, batch).SelectMany(other => weights[image, other].Concat(weights[other, image]).Select(weight => weight * Difference(image, other, at)))];
                gradients.Add((image, at, Measured.Sum(parts) * (share * memory.LossScale)));
            }

        foreach (var (image, at, value) in gradients)
            memory.Write(output, image, at.Row, at.Pixel, at.Lane, value);
        for (var image = 0; image < batch; image++)
            for (var row = 0; row < kernel.Height; row++)
                for (var pixel = 0; pixel < kernel.Width; pixel++)
                    for (var lane = kernel.Lanes; lane < Packing.Pad(kernel.Lanes); lane++)
                        memory.Write(output, image, row, pixel, lane, 0f);

        Measured Difference(int image, int other, (int Row, int Pixel, int Lane) at) =>
            memory.Read(kernel.Input, image, at.Row, at.Pixel, at.Lane) - memory.Read(kernel.Input, other, at.Row, at.Pixel, at.Lane);

        // Each pair at its first image: ½ d², ½ max(margin − d, 0)².
        long Pairs(int image)
        {
            for (var other = image + 1; other < batch; other++)
            {
                if (memory.Labels[image] == memory.Labels[other])
                {
                    losses[image].Add(distances[image, other] * 0.5f);
                    weights[image, other].Add(1f);
                    continue;
                }

                var distance = distances[image, other].SquareRoot();
                var gap = kernel.Margin - distance;
                if (gap.Value <= 0)
                    continue;
                losses[image].Add(gap * gap * 0.5f);
                weights[image, other].Add(0f - (gap / Measured.Maximum(distance, 1e-12f)));
            }

            return batch - image - 1;
        }

        // Each image, one of the same label and one of another: max(d² − d'² + margin, 0). Where rounding decides which it is, a triple counts or does not, and either will do.
        long Triples(int image)
        {
            var triples = 0L;
            for (var same = 0; same < batch; same++)
                for (var other = 0; other < batch && same != image && memory.Labels[same] == memory.Labels[image]; other++)
                {
                    var excess = distances[image, same] - distances[image, other] + kernel.Margin;
                    var isSure = Math.Abs(excess.Value) > excess.Error || excess.Error == 0 || !double.IsFinite(excess.Value);
                    if (memory.Labels[other] == memory.Labels[image] || (excess.Value <= 0 && isSure))
                        continue;
                    var weight = Measured.Choose(excess, 2f, 0f);
                    losses[image].Add(Measured.Maximum(excess, 0f));
                    weights[image, same].Add(weight);
                    weights[image, other].Add(0f - weight);
                    triples += excess.Value <= 0 ? 0 : 1;
                    unsure += isSure ? 0 : 1;
                }

            return triples;
        }
    }

    private static IEnumerable<(int Row, int Pixel, int Lane)> Elements(PairwiseReduction kernel) =>
        from row in Enumerable.Range(0, kernel.Height) from pixel in Enumerable.Range(0, kernel.Width) from lane in Enumerable.Range(0, kernel.Lanes) select (row, pixel, lane);
}
