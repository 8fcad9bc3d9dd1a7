using System.Collections;
using System.Globalization;
using System.Text;

namespace ConvGen;

/// <summary>One epoch of training.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean training loss over the epoch's images, each measured before the step that it caused.</param>
/// <param name="ValidationLoss">Mean loss over the validation images after the epoch; NaN without them.</param>
/// <param name="ValidationAccuracy">Their accuracy in [0, 1]; NaN without images or labels.</param>
/// <param name="LearningRate">The rate of the epoch's last step.</param>
/// <param name="Seconds">How long the epoch took, validation included.</param>
public sealed record EpochRecord(int Epoch, float Loss, float ValidationLoss, float ValidationAccuracy, float LearningRate, double Seconds);

/// <summary>How a training went, epoch by epoch.</summary>
public sealed class History : IReadOnlyList<EpochRecord>
{
    private readonly List<EpochRecord> _epochs = [];

    /// <summary>How many epochs were finished.</summary>
    public int Count => _epochs.Count;

    /// <summary>The finished epochs, first to last.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _epochs;

    /// <summary>Why a callback ended training early; null where all epochs were run.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>An epoch by its position, counted from 0.</summary>
    public EpochRecord this[int index] => _epochs[index];

    /// <inheritdoc/>
    public IEnumerator<EpochRecord> GetEnumerator() => _epochs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table, one line for each epoch.</summary>
    public override string ToString()
    {
        var validated = _epochs.Exists(e => !float.IsNaN(e.ValidationLoss));
        var labelled = _epochs.Exists(e => !float.IsNaN(e.ValidationAccuracy));
        var table = new StringBuilder("epoch      loss");
        table.Append(validated ? "  validation loss" : "").Append(labelled ? "  accuracy" : "").Append("  learning rate  seconds\n");
        foreach (var e in _epochs)
        {
            table.Append(CultureInfo.InvariantCulture, $"{e.Epoch,5}  {e.Loss,8:F4}");
            if (validated)
                table.Append(CultureInfo.InvariantCulture, $"  {e.ValidationLoss,15:F4}");
            if (labelled)
                table.Append(CultureInfo.InvariantCulture, $"  {100 * e.ValidationAccuracy,6:F2} %");
            table.Append(CultureInfo.InvariantCulture, $"  {e.LearningRate,13:G5}  {e.Seconds,7:F1}\n");
        }

        if (StopReason is not null)
            table.Append(StopReason).Append('\n');
        return table.ToString();
    }

    internal void Add(EpochRecord epoch) => _epochs.Add(epoch);
}
