using System.Globalization;

namespace ConvGen;

/// <summary>Draws test images with what a classifier said of them: green where it was right, red with the true class where it was wrong.</summary>
public static class PredictionGrid
{
    private const double Margin = 28, Header = 84, Cell = 112, Caption = 44, Gap = 16;
    private const string Ink = "#1f2430", Muted = "#667085", Right = "#15915a", Wrong = "#d92d20";

    /// <summary>Runs the network on the first images of a dataset and draws them; values are spread over the full range of grey or colour.</summary>
    /// <param name="path">The SVG file; an older one is replaced.</param>
    /// <param name="network">A classifier of one label an image, with images of 1 or 3 channels. Of several outputs the one that the loss is for is drawn.</param>
    /// <param name="test">At least one image, with labels.</param>
    /// <param name="classNames">A name for each class.</param>
    /// <param name="count">How many images, at most.</param>
    /// <param name="title">Written above the pictures.</param>
    /// <exception cref="ArgumentException">The dataset does not fit the network, or the names do not fit the classes.</exception>
    public static void WriteSvg(string path, INetwork network, Dataset test, IReadOnlyList<string> classNames, int count = 32, string title = "Test images and predictions")
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        DatasetFit.Check(network.Description, test, nameof(test));
        var classes = network.Description.Outputs[network.Description.Loss!.Output].Shape[^1];
        if (!test.HasLabels || test.TargetsPerImage != 1)
            throw new ArgumentException("Predictions are drawn of classifiers with one label an image.", nameof(network));
        if (classNames.Count != classes)
            throw new ArgumentException($"{network.Description.Name} has {classes} classes, but there are {classNames.Count} names.", nameof(classNames));

        var indices = Enumerable.Range(0, Math.Min(count, test.Count)).ToArray();
        var images = new float[indices.Length * test.ImageLength];
        var labels = new int[indices.Length];
        var predictions = new int[indices.Length];
        var batch = new Batch(network, test);
        for (var first = 0; first < indices.Length; first += network.BatchSize)
        {
            batch.Load(indices.AsSpan(first, Math.Min(network.BatchSize, indices.Length - first)));
            batch.Predict();
            batch.Images.CopyTo(images.AsSpan(first * test.ImageLength));
            batch.Labels.CopyTo(labels.AsSpan(first));
            for (var i = 0; i < batch.Count; i++)
                predictions[first + i] = Accuracy.IndexOfLargest(batch.LossOutput.Slice(i * classes, classes));
        }

        WriteSvg(path, ToBytes(images), test.ImageShape, labels, predictions, classNames, title);
    }

    /// <summary>Draws images with given predictions.</summary>
    /// <param name="path">The SVG file; an older one is replaced.</param>
    /// <param name="pixels">Images one after the other, in H,W,C order.</param>
    /// <param name="imageShape">Height, width, channels (1 or 3).</param>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="predictions">The predicted class of each image.</param>
    /// <param name="classNames">A name for each class.</param>
    /// <param name="title">Written above the pictures.</param>
    /// <exception cref="ArgumentException">Lengths do not fit each other; the message names both.</exception>
    public static void WriteSvg(
        string path, ReadOnlySpan<byte> pixels, IReadOnlyList<int> imageShape, ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions,
        IReadOnlyList<string> classNames, string title = "Test images and predictions")
    {
        ArgumentNullException.ThrowIfNull(imageShape);
        ArgumentNullException.ThrowIfNull(classNames);
        if (imageShape is not [> 0, > 0, 1 or 3])
            throw new ArgumentException($"Pictures are height × width × 1 or 3, not {ShapeText.Format(imageShape)}.", nameof(imageShape));
        var length = imageShape[0] * imageShape[1] * imageShape[2];
        if (labels.Length == 0 || pixels.Length != (long)labels.Length * length)
            throw new ArgumentException($"{labels.Length} pictures of {ShapeText.Format(imageShape)} have {(long)labels.Length * length} bytes, but the span has {pixels.Length}.", nameof(pixels));
        if (predictions.Length != labels.Length)
            throw new ArgumentException($"There are {labels.Length} labels but {predictions.Length} predictions.", nameof(predictions));

        var columns = Math.Min(labels.Length, 8);
        var rows = (labels.Length + columns - 1) / columns;
        var svg = new SvgWriter(
            2 * Margin + Math.Max(columns * Cell + (columns - 1) * Gap, 420),
            Header + rows * (Cell + Caption) + (rows - 1) * Gap + Margin);
        DrawHeader(svg, title, labels, predictions);
        for (var i = 0; i < labels.Length; i++)
        {
            var png = PngImage.Encode(pixels.Slice(i * length, length), imageShape[1], imageShape[0], imageShape[2]);
            var x = Margin + i % columns * (Cell + Gap);
            var y = Header + i / columns * (Cell + Caption + Gap);
            DrawPicture(svg, x, y, png, imageShape, Name(classNames, predictions[i]), labels[i] == predictions[i] ? null : Name(classNames, labels[i]));
        }

        svg.Save(path);
    }

    private static void DrawHeader(SvgWriter svg, string title, ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions)
    {
        var right = 0;
        for (var i = 0; i < labels.Length; i++)
            right += labels[i] == predictions[i] ? 1 : 0;
        svg.Text(Margin, 38, title, 19, Ink, extra: "font-weight=\"600\"");
        svg.Text(Margin, 61, string.Create(CultureInfo.InvariantCulture, $"{right} of {labels.Length} right"), 13, Muted);
    }

    /// <summary>The picture in its frame, as large as the cell allows at its own proportions; below, the prediction, and the truth where they differ.</summary>
    private static void DrawPicture(SvgWriter svg, double x, double y, byte[] png, IReadOnlyList<int> shape, string predicted, string? truth)
    {
        var color = truth is null ? Right : Wrong;
        var scale = Math.Min(Cell / shape[1], Cell / shape[0]);
        var (width, height) = (shape[1] * scale, shape[0] * scale);
        svg.Picture(x + (Cell - width) / 2, y + (Cell - height) / 2, width, height, png);
        svg.Rectangle(x, y, Cell, Cell, "none", $"rx=\"3\" stroke=\"{color}\" stroke-width=\"2.5\"");
        svg.Text(x + Cell / 2, y + Cell + 18, predicted, 13, color, "middle", "font-weight=\"600\"");
        if (truth is not null)
            svg.Text(x + Cell / 2, y + Cell + 34, $"is {truth}", 12, Muted, "middle");
    }

    private static string Name(IReadOnlyList<string> names, int index) =>
        (uint)index < (uint)names.Count ? names[index] : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Lowest value 0, highest 255: undoes any normalisation that treats channels alike.</summary>
    private static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var scale = high > low ? 255 / (high - low) : 0;
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((values[i] - low) * scale + 0.5f);
        return bytes;
    }
}
