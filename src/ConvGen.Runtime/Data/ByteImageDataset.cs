namespace ConvGen;

/// <summary>
/// 8-bit images kept as bytes, a quarter of the memory. A byte has 256 values, so scaling and normalising is one table look-up for
/// each channel, with the values that (byte / 255 − mean) / deviation has in floats.
/// </summary>
internal sealed class ByteImageDataset : Dataset
{
    private const int Levels = 256;

    private readonly byte[] _images;
    private readonly Targets _targets;
    private readonly int[] _shape;
    private readonly int _imageLength;

    /// <summary>One row of 256 values for each channel.</summary>
    private readonly float[] _table;

    public ByteImageDataset(byte[] images, Targets targets, IReadOnlyList<int> imageShape)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(imageShape);
        (Count, TargetsPerImage) = targets.Match(images.Length, imageShape);
        _images = images;
        _targets = targets;
        _shape = [.. imageShape];
        _imageLength = ImageLength;
        _table = new float[_shape[^1] * Levels];
        for (var i = 0; i < _table.Length; i++)
            _table[i] = i % Levels / 255f;
    }

    private ByteImageDataset(ByteImageDataset source, float[] table)
    {
        (Count, TargetsPerImage) = (source.Count, source.TargetsPerImage);
        (_images, _targets, _shape, _imageLength) = (source._images, source._targets, source._shape, source._imageLength);
        _table = table;
    }

    public override int Count { get; }

    public override IReadOnlyList<int> ImageShape => _shape;

    public override bool HasLabels => _targets.AreLabels;

    public override int TargetsPerImage { get; }

    protected override void CopyImages(ReadOnlySpan<int> indices, Span<float> images)
    {
        var channels = _shape[^1];
        for (var i = 0; i < indices.Length; i++)
        {
            var source = _images.AsSpan(indices[i] * _imageLength, _imageLength);
            var destination = images.Slice(i * _imageLength, _imageLength);
            for (var channel = 0; channel < channels; channel++)
            {
                var row = _table.AsSpan(channel * Levels, Levels);
                for (var p = channel; p < source.Length; p += channels)
                    destination[p] = row[source[p]];
            }
        }
    }

    protected override void CopyLabels(ReadOnlySpan<int> indices, Span<int> labels) => _targets.Labels(indices, labels);

    protected override void CopyTargets(ReadOnlySpan<int> indices, Span<float> targets) => _targets.Values(indices, targets);

    private protected override Dataset NormalizeCore(ChannelNormalization normalization)
    {
        var table = (float[])_table.Clone();
        for (var channel = 0; channel < _shape[^1]; channel++)
            normalization.ApplyToChannel(channel, table.AsSpan(channel * Levels, Levels));
        return new ByteImageDataset(this, table);
    }
}
