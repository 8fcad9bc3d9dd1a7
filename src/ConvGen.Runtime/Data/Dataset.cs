namespace ConvGen;

/// <summary>
/// A numbered set of images of one shape, each with its int labels or float targets. Reading is thread-safe and repeatable:
/// the same index always gives the same numbers.
/// </summary>
public abstract class Dataset
{
    /// <summary>How many images there are.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of one image: height, width, channels; or one number of features.</summary>
    public abstract IReadOnlyList<int> ImageShape { get; }

    /// <summary>True where images have int labels, false where they have float targets.</summary>
    public abstract bool HasLabels { get; }

    /// <summary>How many labels or target values one image has (1 for a classifier's label).</summary>
    public abstract int TargetsPerImage { get; }

    /// <summary>Floats in one image: height × width × channels.</summary>
    public int ImageLength => ImageShape.Aggregate(1, (product, extent) => checked(product * extent));

    /// <summary>Writes the images of the given indices one after the other, each in H,W,C order.</summary>
    /// <param name="indices">Which images, in which order; repetitions are allowed.</param>
    /// <param name="images">indices.Length × <see cref="ImageLength"/> floats.</param>
    /// <exception cref="ArgumentException">The span's length does not fit; the message names both numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, <see cref="Count"/>).</exception>
    public void FillImages(ReadOnlySpan<int> indices, Span<float> images)
    {
        Check(indices, images.Length, ImageLength, "values", nameof(images));
        CopyImages(indices, images);
    }

    /// <summary>Writes the labels of the given indices, <see cref="TargetsPerImage"/> for each.</summary>
    /// <inheritdoc cref="FillImages" path="/exception"/>
    /// <exception cref="InvalidOperationException">The dataset has float targets.</exception>
    public void FillLabels(ReadOnlySpan<int> indices, Span<int> labels)
    {
        if (!HasLabels)
            throw new InvalidOperationException("This dataset has float targets, not labels; call FillTargets.");
        Check(indices, labels.Length, TargetsPerImage, "labels", nameof(labels));
        CopyLabels(indices, labels);
    }

    /// <summary>Writes the target values of the given indices, <see cref="TargetsPerImage"/> for each.</summary>
    /// <inheritdoc cref="FillImages" path="/exception"/>
    /// <exception cref="InvalidOperationException">The dataset has labels.</exception>
    public void FillTargets(ReadOnlySpan<int> indices, Span<float> targets)
    {
        if (HasLabels)
            throw new InvalidOperationException("This dataset has labels, not float targets; call FillLabels.");
        Check(indices, targets.Length, TargetsPerImage, "targets", nameof(targets));
        CopyTargets(indices, targets);
    }

    /// <summary>The first <paramref name="count"/> images, or all if there are fewer.</summary>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Range(0, Math.Min(count, Count));
    }

    /// <summary>All but the first <paramref name="count"/> images.</summary>
    public Dataset Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var start = Math.Min(count, Count);
        return Range(start, Count - start);
    }

    /// <summary>The images of the given indices, in that order; the list is copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in [0, <see cref="Count"/>).</exception>
    public Dataset Subset(params IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new SubsetDataset(this, [.. indices]);
    }

    /// <summary>The same images with (value − mean) / standard deviation for each channel, after what was normalised before.</summary>
    /// <param name="mean">One number, or one for each channel.</param>
    /// <param name="standardDeviation">As many; above zero.</param>
    /// <exception cref="ArgumentException">Another count, or a standard deviation that is not above zero.</exception>
    public Dataset Normalize(ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation) =>
        NormalizeCore(ChannelNormalization.Create(ImageShape[^1], mean, standardDeviation));

    /// <summary>The same images with (value − <paramref name="mean"/>) / <paramref name="standardDeviation"/>.</summary>
    public Dataset Normalize(float mean, float standardDeviation) => Normalize([mean], [standardDeviation]);

    /// <summary>The same images with the given statistics taken out: those of the training images, for test images too.</summary>
    public Dataset Normalize(ChannelStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        return Normalize([.. statistics.Mean], [.. statistics.StandardDeviation]);
    }

    /// <summary>Mean and standard deviation of each channel over all images: one pass, in double precision.</summary>
    public ChannelStatistics MeasureChannels() => ChannelStatistics.Measure(this);

    /// <summary>8-bit images with labels, kept as bytes; values are byte / 255 until <see cref="Normalize(float, float)"/>.</summary>
    /// <param name="images">Count × H × W × C bytes; not copied.</param>
    /// <param name="labels">The same number for each image, usually one; not copied.</param>
    /// <param name="imageShape">Height, width, channels; or one number of features.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other or the shape.</exception>
    public static Dataset FromMemory(byte[] images, int[] labels, params IReadOnlyList<int> imageShape) =>
        new ByteImageDataset(images, new Targets(labels), imageShape);

    /// <summary>8-bit images with float targets, kept as bytes.</summary>
    /// <inheritdoc cref="FromMemory(byte[], int[], IReadOnlyList{int})" path="/param|/exception"/>
    /// <param name="images">Count × H × W × C bytes; not copied.</param>
    /// <param name="targets">The same number for each image, in the network's output order; not copied.</param>
    /// <param name="imageShape">Height, width, channels; or one number of features.</param>
    public static Dataset FromMemory(byte[] images, float[] targets, params IReadOnlyList<int> imageShape) =>
        new ByteImageDataset(images, new Targets(targets), imageShape);

    /// <summary>Float images with labels.</summary>
    /// <param name="images">Count × H × W × C floats; not copied.</param>
    /// <param name="labels">The same number for each image, usually one; not copied.</param>
    /// <param name="imageShape">Height, width, channels; or one number of features.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other or the shape.</exception>
    public static Dataset FromMemory(float[] images, int[] labels, params IReadOnlyList<int> imageShape) =>
        new FloatImageDataset(images, new Targets(labels), imageShape);

    /// <summary>Float images with float targets.</summary>
    /// <param name="images">Count × H × W × C floats; not copied.</param>
    /// <param name="targets">The same number for each image, in the network's output order; not copied.</param>
    /// <param name="imageShape">Height, width, channels; or one number of features.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other or the shape.</exception>
    public static Dataset FromMemory(float[] images, float[] targets, params IReadOnlyList<int> imageShape) =>
        new FloatImageDataset(images, new Targets(targets), imageShape);

    /// <summary>Images and labels in the idx format of MNIST and Fashion-MNIST, plain or gzip; kept as bytes, H × W × 1.</summary>
    /// <param name="imagesPath">The image file, for example <c>train-images-idx3-ubyte.gz</c>.</param>
    /// <param name="labelsPath">The label file, for example <c>train-labels-idx1-ubyte.gz</c>.</param>
    /// <exception cref="IdxFormatException">A file is malformed, or the two hold different counts.</exception>
    public static Dataset FromIdx(string imagesPath, string labelsPath)
    {
        var images = IdxFile.ReadImages(imagesPath);
        var labels = IdxFile.ReadLabels(labelsPath);
        if (labels.Length != images.Count)
            throw new IdxFormatException($"'{labelsPath}' holds {labels.Length} labels, but '{imagesPath}' holds {images.Count} images.");
        return new ByteImageDataset(images.Pixels, new Targets(Array.ConvertAll(labels, label => (int)label)), [images.Height, images.Width, 1]);
    }

    /// <summary>Does what <see cref="FillImages"/> says; lengths and indices have been checked.</summary>
    protected abstract void CopyImages(ReadOnlySpan<int> indices, Span<float> images);

    /// <summary>Does what <see cref="FillLabels"/> says; called only where <see cref="HasLabels"/>.</summary>
    protected virtual void CopyLabels(ReadOnlySpan<int> indices, Span<int> labels) => throw new NotSupportedException($"{GetType().Name} has labels and must override CopyLabels.");

    /// <summary>Does what <see cref="FillTargets"/> says; called only where not <see cref="HasLabels"/>.</summary>
    protected virtual void CopyTargets(ReadOnlySpan<int> indices, Span<float> targets) => throw new NotSupportedException($"{GetType().Name} has targets and must override CopyTargets.");

    private protected virtual Dataset NormalizeCore(ChannelNormalization normalization) => new NormalizedDataset(this, normalization);

    /// <summary>Lets a derived dataset normalise what lies below it.</summary>
    private protected static Dataset Normalized(Dataset dataset, ChannelNormalization normalization) => dataset.NormalizeCore(normalization);

    private SubsetDataset Range(int start, int count) => new(this, [.. Enumerable.Range(start, count)]);

    private void Check(ReadOnlySpan<int> indices, int length, int each, string what, string argument)
    {
        if (length != (long)indices.Length * each)
            throw new ArgumentException($"{indices.Length} images have {(long)indices.Length * each} {what} ({each} each), but the span has {length}.", argument);
        foreach (var index in indices)
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"Index {index} is not in a dataset of {Count} images.");
        }
    }
}
