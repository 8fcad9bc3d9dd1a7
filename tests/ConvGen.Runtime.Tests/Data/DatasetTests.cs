namespace ConvGen.Tests.Data;

public class DatasetTests
{
    private static float[] Images(Dataset dataset, params int[] indices)
    {
        var images = new float[indices.Length * dataset.ImageLength];
        dataset.FillImages(indices, images);
        return images;
    }

    private static int[] Labels(Dataset dataset)
    {
        var labels = new int[dataset.Count * dataset.TargetsPerImage];
        dataset.FillLabels([.. Enumerable.Range(0, dataset.Count)], labels);
        return labels;
    }

    /// <summary>Three 1×2×2 images of bytes 0 … 11, labels 5, 6, 7.</summary>
    private static Dataset Bytes { get; } = Dataset.FromMemory([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [5, 6, 7], 1, 2, 2);

    [Fact]
    public void Bytes_are_scaled_to_one()
    {
        Assert.Equal([8 / 255f, 9 / 255f, 10 / 255f, 11 / 255f, 0, 1 / 255f, 2 / 255f, 3 / 255f], Images(Bytes, 2, 0));
        Assert.Equal(3, Bytes.Count);
        Assert.Equal(4, Bytes.ImageLength);
        Assert.Equal([5, 6, 7], Labels(Bytes));
    }

    [Fact]
    public void Normalising_bytes_and_floats_gives_the_same_numbers()
    {
        var floats = Dataset.FromMemory([.. Enumerable.Range(0, 12).Select(i => i / 255f)], [5, 6, 7], 1, 2, 2);
        ReadOnlySpan<float> mean = [0.1f, 0.2f], deviation = [0.5f, 0.25f];
        var expected = Enumerable.Range(0, 12).Select(i => (i / 255f - (i % 2 == 0 ? 0.1f : 0.2f)) / (i % 2 == 0 ? 0.5f : 0.25f)).ToArray();
        Assert.Equal(expected, Images(Bytes.Normalize(mean, deviation), 0, 1, 2));
        Assert.Equal(expected, Images(floats.Normalize(mean, deviation), 0, 1, 2));
        Assert.Equal(expected[4..], Images(Bytes.Skip(1).Normalize(mean, deviation), 0, 1));
        Assert.Equal(8 / 255f, Images(Bytes, 2)[0]);
    }

    [Fact]
    public void Measured_statistics_standardise()
    {
        var dataset = Dataset.FromMemory([.. Enumerable.Range(0, 200 * 12).Select(i => (byte)(i * 37 % 251))], new int[200], 2, 2, 3);
        var standard = dataset.Normalize(dataset.MeasureChannels()).MeasureChannels();
        Assert.All(standard.Mean, mean => Assert.Equal(0, mean, 1e-6));
        Assert.All(standard.StandardDeviation, deviation => Assert.Equal(1, deviation, 1e-6));
        Assert.Equal(3, standard.Mean.Count);
    }

    [Fact]
    public void Parts_keep_their_labels()
    {
        Assert.Equal([5, 6], Labels(Bytes.Take(2)));
        Assert.Equal([7], Labels(Bytes.Skip(2)));
        Assert.Equal([7, 5, 7], Labels(Bytes.Subset(2, 0, 2)));
        Assert.Equal([6], Labels(Bytes.Skip(1).Take(1)));
        Assert.Equal(3, Bytes.Take(99).Count);
        Assert.Equal(0, Bytes.Skip(99).Count);
        Assert.Equal(Images(Bytes, 2), Images(Bytes.Skip(1), 1));
    }

    [Fact]
    public void Several_labels_and_targets_an_image_stay_together()
    {
        var labels = Dataset.FromMemory(new byte[8], [1, 2, 3, 4], 2, 2, 1);
        Assert.Equal(2, labels.TargetsPerImage);
        var targets = Dataset.FromMemory(new byte[8], [1f, 2f, 3f, 4f], 2, 2, 1);
        var values = new float[2];
        targets.FillTargets([1], values);
        Assert.Equal([3, 4], values);
        Assert.Throws<InvalidOperationException>(() => targets.FillLabels([0], new int[2]));
        Assert.Throws<InvalidOperationException>(() => labels.FillTargets([0], new float[2]));
    }

    [Fact]
    public void Wrong_lengths_and_indices_are_named()
    {
        Assert.Contains("2 images have 8 values (4 each), but the span has 7", Assert.Throws<ArgumentException>(() => Bytes.FillImages([0, 1], new float[7])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Images(Bytes, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Images(Bytes, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bytes.Subset(0, 3));
        Assert.Contains("11 values are no whole number of 1×2×2 images", Assert.Throws<ArgumentException>(() => Dataset.FromMemory(new byte[11], new int[3], 1, 2, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("2 labels do not divide among 3 images", Assert.Throws<ArgumentException>(() => Dataset.FromMemory(new byte[12], new int[2], 1, 2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Dataset.FromMemory(new byte[12], new int[3], 2, 2));
        Assert.Equal([4], Dataset.FromMemory(new byte[12], new int[3], 4).ImageShape);
        Assert.Throws<ArgumentException>(() => Bytes.Normalize([1, 2, 3], [1]));
        Assert.Throws<ArgumentException>(() => Bytes.Normalize(0, 0));
    }
}
