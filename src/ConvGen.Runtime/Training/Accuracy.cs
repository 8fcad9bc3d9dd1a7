namespace ConvGen;

/// <summary>Counts labels whose class got the highest output. Classes are the output's last axis; ignored labels do not count.</summary>
internal sealed class Accuracy
{
    private readonly int _classes;
    private readonly int? _ignoreIndex;
    private long _right;
    private long _counted;

    public Accuracy(NetworkDescription description)
    {
        _classes = description.Outputs[description.Loss?.Output ?? 0].Shape[^1];
        _ignoreIndex = description.Loss?.IgnoreIndex;
    }

    /// <summary>Share of right ones; NaN before the first.</summary>
    public float Value => _counted == 0 ? float.NaN : (float)((double)_right / _counted);

    /// <summary>Counts a batch: <paramref name="outputs"/> has one row of classes for each label.</summary>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == _ignoreIndex)
                continue;
            _counted++;
            if (IndexOfLargest(outputs.Slice(i * _classes, _classes)) == labels[i])
                _right++;
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
}
