using System.Collections.Generic;

namespace ConvGen.Generator.Program;

internal enum PairwiseOperation
{
    /// <summary>Over pairs of images: ½ d² where labels are equal, ½ max(margin − d, 0)² where they differ; the mean over all pairs.</summary>
    Pairs,

    /// <summary>Over an image, one of the same label and one of another: max(d² − d'² + margin, 0); the mean over those above 0.</summary>
    Triples,
}

/// <summary>
/// Compares the images of a batch with each other by the Euclidean distance of their elements, adds up a loss and, where there is an
/// <paramref name="Output"/>, writes its gradient. Every image's gradient has parts from all others, so one item does the whole batch, in a fixed order:
/// B² · elements + B³ operations (docs/decisions/0010).
/// </summary>
/// <param name="Lanes">Channels; lanes past them do not count and get zeros.</param>
/// <param name="Scratch">Two numbers for each image: its distance from the one at hand, and its part in that one's loss.</param>
/// <param name="Losses">Each image's share, such that their sum · LossScale is the mean, LossScale being 1 / images.</param>
internal sealed record PairwiseReduction(
    string Name, PairwiseOperation Operation, float Margin, int Height, int Width, int Lanes, Grid Input, Grid? Output, Region Scratch, Region Losses)
    : Kernel(Name)
{
    /// <summary>The scratch region's size for one image; regions come in cache lines.</summary>
    public const int ScratchFloats = 16;

    public override IEnumerable<Region> Reads => [Input.Region];

    public override IEnumerable<Region> Writes => Output is null ? [Scratch, Losses] : [Output.Region, Scratch, Losses];

    public override int ItemsPerImage => 0;

    public override int FixedItems => 1;

    public override long CostPerItem => (long)Height * Width * Lanes * 100;
}
