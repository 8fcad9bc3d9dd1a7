namespace ConvGen;

/// <summary>Images that are floats already.</summary>
internal sealed class FloatImageDataset : Dataset
{
    private readonly float[] _images;
    private readonly Targets _targets;
    private readonly int[] _shape;

    public FloatImageDataset(float[] images, Targets targets, IReadOnlyList<int> imageShape)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(imageShape);
        (Count, TargetsPerImage) = targets.Match(images.Length, imageShape);
        _images = images;
        _targets = targets;
        _shape = [.. imageShape];
    }

    public override int Count { get; }

    public override IReadOnlyList<int> ImageShape => _shape;

    public override bool HasLabels => _targets.AreLabels;

    public override int TargetsPerImage { get; }

    protected override void CopyImages(ReadOnlySpan<int> indices, Span<float> images)
    {
        var length = ImageLength;
        for (var i = 0; i < indices.Length; i++)
            _images.AsSpan(indices[i] * length, length).CopyTo(images[(i * length)..]);
    }

    protected override void CopyLabels(ReadOnlySpan<int> indices, Span<int> labels) => _targets.Labels(indices, labels);

    protected override void CopyTargets(ReadOnlySpan<int> indices, Span<float> targets) => _targets.Values(indices, targets);
}
