namespace ConvGen;

/// <summary>Some images of another dataset, in an order of their own.</summary>
internal sealed class SubsetDataset : DerivedDataset
{
    private readonly int[] _indices;

    public SubsetDataset(Dataset source, int[] indices)
        : base(source)
    {
        foreach (var index in indices)
        {
            if ((uint)index >= (uint)source.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"Index {index} is not in a dataset of {source.Count} images.");
        }

        _indices = indices;
    }

    public override int Count => _indices.Length;

    protected override void CopyImages(ReadOnlySpan<int> indices, Span<float> images) => Source.FillImages(Translate(indices, stackalloc int[256]), images);

    protected override void CopyLabels(ReadOnlySpan<int> indices, Span<int> labels) => Source.FillLabels(Translate(indices, stackalloc int[256]), labels);

    protected override void CopyTargets(ReadOnlySpan<int> indices, Span<float> targets) => Source.FillTargets(Translate(indices, stackalloc int[256]), targets);

    // Normalising the source keeps its own quicker way (a table for bytes) below the subset.
    private protected override Dataset NormalizeCore(ChannelNormalization normalization) => new SubsetDataset(Normalized(Source, normalization), _indices);

    /// <summary>The source's indices, in <paramref name="room"/> where they fit.</summary>
    private ReadOnlySpan<int> Translate(ReadOnlySpan<int> indices, Span<int> room)
    {
        var translated = indices.Length <= room.Length ? room[..indices.Length] : new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
            translated[i] = _indices[indices[i]];
        return translated;
    }
}
