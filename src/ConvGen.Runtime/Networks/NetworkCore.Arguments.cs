namespace ConvGen;

/// <content>What callers pass in, checked before anything runs.</content>
public sealed unsafe partial class NetworkCore
{
    /// <summary>Floats of one image in all inputs.</summary>
    private readonly int _imageLength;

    /// <summary>Floats of one image in all outputs.</summary>
    private readonly int _outputLength;

    /// <summary>How many images the caller's pieces hold: all inputs in one piece, or one for each.</summary>
    private int CountImages(ReadOnlySpan<PinnedFloats> pieces)
    {
        var whole = pieces.Length == 1;
        var length = whole ? _imageLength : _inputGradients[0].ImageLength;
        var argument = whole ? "images" : Description.Inputs[0].Name;
        var (batch, rest) = Math.DivRem(pieces[0].Length, length);
        if (rest != 0 || batch == 0)
        {
            var (span, owner) = whole ? ("The span", Description.Name) : ($"The span of {Name(Description.Inputs[0])}", "it");
            var parts = whole && Description.Inputs.Count > 1 ? Parts(Description.Inputs) : ShapeText.Format(Description.Input);
            throw new ArgumentException($"{span} has {pieces[0].Length} values; an image of {owner} has {length} ({parts}), so pass a whole number of images, at least 1.", argument);
        }

        if (batch > BatchSize)
            throw new ArgumentException($"The span has {batch} images ({pieces[0].Length} values), but the network's BatchSize is {BatchSize}. Pass fewer, or build the network with a larger NetworkOptions.BatchSize.", argument);
        for (var k = 1; k < pieces.Length; k++)
            CheckPiece(pieces[k].Length, batch, _inputGradients[k].ImageLength, Description.Inputs[k], Description.Inputs[k].Name);
        return batch;
    }

    private void CheckOutputs(ReadOnlySpan<PinnedFloats> pieces, int batch, string argument)
    {
        if (pieces.Length > 1)
        {
            for (var view = 0; view < pieces.Length; view++)
                CheckPiece(pieces[view].Length, batch, _views[view].ImageLength, Description.Outputs[view], argument);
            return;
        }

        // BatchSize · output length may exceed an int where no span could hold it; long says so without wrapping.
        var expected = (long)batch * _outputLength;
        if (pieces[0].Length == expected)
            return;
        var parts = Description.Outputs.Count > 1 ? $" ({Parts(Description.Outputs)})" : "";
        throw new ArgumentException($"The span has {pieces[0].Length} values, but {Images(batch)} of {_outputLength} outputs{parts} take {expected}.", argument);
    }

    private static void CheckPiece(int length, int batch, int each, TensorDescription tensor, string argument)
    {
        var expected = (long)batch * each;
        if (length != expected)
            throw new ArgumentException($"The span of {Name(tensor)} has {length} values, but {Images(batch)} of {each} ({ShapeText.Format(tensor.Shape)}) take {expected}.", argument);
    }

    private static string Images(int count) => count == 1 ? "1 image" : $"{count} images";

    private static string Name(TensorDescription tensor) => $"'{tensor.Name}'";

    private static string Parts(IEnumerable<TensorDescription> tensors) => string.Join(", ", tensors.Select(tensor => $"{Name(tensor)} {ShapeText.Format(tensor.Shape)}"));

    /// <summary>Checks labels and copies them, so that what was checked is what kernels index with. Returns how many count.</summary>
    private int TakeLabels(ReadOnlySpan<int> labels, int batch)
    {
        var loss = RequireLoss();
        if (!loss.TakesLabels)
            throw new InvalidOperationException($"The loss of {Description.Name}, {loss.Kind}, takes float targets; pass a ReadOnlySpan<float>.");
        CheckTargets(labels.Length, batch, loss, "labels");

        // Where labels only say which images belong together, any number will do.
        var areClasses = loss.Answer == LossAnswer.Class;
        var classes = Description.Outputs[loss.Output].Shape[^1];
        var counted = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label != loss.IgnoreIndex)
            {
                if (areClasses && (uint)label >= (uint)classes)
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
