namespace ConvGen;

/// <summary>A dataset seen through something: all of it unchanged, unless a subclass says otherwise.</summary>
internal abstract class DerivedDataset(Dataset source) : Dataset
{
    public override int Count => Source.Count;

    public override IReadOnlyList<int> ImageShape => Source.ImageShape;

    public override bool HasLabels => Source.HasLabels;

    public override int TargetsPerImage => Source.TargetsPerImage;

    protected Dataset Source { get; } = source;

    protected override void CopyImages(ReadOnlySpan<int> indices, Span<float> images) => Source.FillImages(indices, images);

    protected override void CopyLabels(ReadOnlySpan<int> indices, Span<int> labels) => Source.FillLabels(indices, labels);

    protected override void CopyTargets(ReadOnlySpan<int> indices, Span<float> targets) => Source.FillTargets(indices, targets);
}
