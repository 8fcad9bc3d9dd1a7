namespace ConvGen;

/// <summary>Another dataset's images, normalised as they are read.</summary>
internal sealed class NormalizedDataset(Dataset source, ChannelNormalization normalization) : DerivedDataset(source)
{
    protected override void CopyImages(ReadOnlySpan<int> indices, Span<float> images)
    {
        Source.FillImages(indices, images);
        normalization.Apply(images);
    }
}
