namespace ConvGen;

/// <summary>
/// Counts right answers. Of classes, the output's last axis, the largest is the answer; of yes-or-no outputs each is one, by its threshold. Ignored
/// labels do not count, and where outputs answer nothing there is no accuracy.
/// </summary>
internal sealed class Accuracy
{
    /// <summary>Targets above it say yes.</summary>
    private const float Half = 0.5f;

    private readonly LossAnswer _answer;
    private readonly float _threshold;
    private readonly int _classes;
    private readonly int? _ignoreIndex;
    private long _right;
    private long _counted;

    public Accuracy(NetworkDescription description)
    {
        _answer = description.Loss?.Answer ?? LossAnswer.None;
        _threshold = description.Loss?.Threshold ?? 0;
        _classes = description.Outputs[description.Loss?.Output ?? 0].Shape[^1];
        _ignoreIndex = description.Loss?.IgnoreIndex;
    }

    /// <summary>Share of right ones; NaN before the first.</summary>
    public float Value => _counted == 0 ? float.NaN : (float)((double)_right / _counted);

    /// <summary>Counts a batch: <paramref name="outputs"/> has one row of classes for each label.</summary>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        if (_answer != LossAnswer.Class)
            return;
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] != _ignoreIndex)
                Count(IndexOfLargest(outputs.Slice(i * _classes, _classes)) == labels[i]);
    }

    /// <summary>Counts a batch: <paramref name="targets"/> are laid out as <paramref name="outputs"/>.</summary>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        if (_answer == LossAnswer.Class)
        {
            for (var i = 0; i < outputs.Length; i += _classes)
                Count(IndexOfLargest(outputs.Slice(i, _classes)) == IndexOfLargest(targets.Slice(i, _classes)));
        }
        else if (_answer == LossAnswer.Threshold)
        {
            for (var i = 0; i < outputs.Length; i++)
                Count(!float.IsNaN(outputs[i]) && outputs[i] > _threshold == targets[i] > Half);
        }
    }

    /// <summary>The first of the largest; a NaN is never largest.</summary>
    public static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best] || float.IsNaN(values[best]))
                best = i;
        }

        return best;
    }

    private void Count(bool isRight)
    {
        _counted++;
        if (isRight)
            _right++;
    }
}
