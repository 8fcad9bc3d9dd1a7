namespace ConvGen;

/// <content>What callers pass in, checked before anything runs.</content>
public sealed unsafe partial class NetworkCore
{
    private readonly int _inputLength;
    private readonly int _outputLength;

    private static int Product(IReadOnlyList<int> shape) => shape.Aggregate(1, (product, extent) => checked(product * extent));

    private int CountImages(ReadOnlySpan<float> images)
    {
        var (batch, rest) = Math.DivRem(images.Length, _inputLength);
        if (rest != 0 || batch == 0)
        {
            throw new ArgumentException(
                $"The span has {images.Length} values; an image of {Description.Name} has {_inputLength} ({ShapeText.Format(Description.Input)}), so pass a whole number of images, at least 1.", nameof(images));
        }

        if (batch > BatchSize)
            throw new ArgumentException($"The span has {batch} images ({images.Length} values), but the network's BatchSize is {BatchSize}. Pass fewer, or build the network with a larger NetworkOptions.BatchSize.", nameof(images));
        return batch;
    }

    private void CheckOutputs(int length, int batch, string argument)
    {
        // BatchSize · output length may exceed an int where no span could hold it; long says so without wrapping.
        var expected = (long)batch * _outputLength;
        if (length != expected)
            throw new ArgumentException($"The span has {length} values, but {batch} {(batch == 1 ? "image" : "images")} of {_outputLength} outputs take {expected}.", argument);
    }

    /// <summary>Checks labels and copies them, so that what was checked is what kernels index with. Returns how many count.</summary>
    private int TakeLabels(ReadOnlySpan<int> labels, int batch)
    {
        var loss = RequireLoss();
        if (!loss.TakesLabels)
            throw new InvalidOperationException($"The loss of {Description.Name}, {loss.Kind}, takes float targets; pass a ReadOnlySpan<float>.");
        CheckTargets(labels.Length, batch, loss, "labels");

        var classes = Description.Outputs[loss.Output].Shape[^1];
        var counted = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label != loss.IgnoreIndex)
            {
                if ((uint)label >= (uint)classes)
                    throw new ArgumentOutOfRangeException(nameof(labels), label, $"Label {i} is {label}, but there are {classes} classes, 0 to {classes - 1}.");
                counted++;
            }

            _labels!.Pointer[i] = label;
        }

        return counted;
    }

    private void TakeTargets(ReadOnlySpan<float> targets, int batch)
    {
        var loss = RequireLoss();
        if (loss.TakesLabels)
            throw new InvalidOperationException($"The loss of {Description.Name}, {loss.Kind}, takes int labels; pass a ReadOnlySpan<int>.");
        CheckTargets(targets.Length, batch, loss, "targets");
        targets.CopyTo(new Span<float>(_targets!.Pointer, targets.Length));
    }

    private LossDescription RequireLoss() => Description.Loss
        ?? throw new InvalidOperationException($"{Description.Name} has no loss. Add a loss attribute such as [SparseCategoricalCrossentropy], or use Forward and Backward with a gradient of your own.");

    private static void CheckTargets(int length, int batch, LossDescription loss, string argument)
    {
        var expected = (long)batch * loss.TargetsPerImage;
        if (length != expected)
            throw new ArgumentException($"The span has {length} {argument}, but {batch} {(batch == 1 ? "image takes" : "images take")} {expected} ({loss.TargetsPerImage} for each image).", argument);
    }
}
