using System.Globalization;

namespace ConvGen;

/// <summary>Ends training once a number has not improved for a while.</summary>
public sealed class EarlyStopping : Callback
{
    private readonly BestValue _best;
    private readonly Monitored _monitor;
    private readonly int _patience;
    private readonly bool _restoreBestWeights;
    private float[] _bestWeights = [];

    /// <summary>Names as in Keras.</summary>
    /// <param name="monitor">The number to watch.</param>
    /// <param name="patience">How many epochs without improvement are endured; training stops at the next one.</param>
    /// <param name="minDelta">Smaller changes are no improvement.</param>
    /// <param name="restoreBestWeights">Ends with the parameters of the best epoch rather than the last, however training ends.</param>
    public EarlyStopping(Monitored monitor = Monitored.ValidationLoss, int patience = 0, float minDelta = 0, bool restoreBestWeights = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(minDelta);
        (_monitor, _patience, _restoreBestWeights) = (monitor, patience, restoreBestWeights);
        _best = new BestValue(monitor, minDelta);
    }

    /// <summary>The best epoch so far, counted from 1; 0 before the first.</summary>
    public int BestEpoch => _best.Epoch;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best.Reset(state, nameof(EarlyStopping));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(epoch);
        if (_best.Improves(epoch))
        {
            if (_restoreBestWeights)
                Keep(state.Network.Parameters.Packed);
        }
        else if (epoch.Epoch - _best.Epoch > _patience)
        {
            state.Stop(string.Create(CultureInfo.InvariantCulture, $"Stopped after epoch {epoch.Epoch}: {_monitor} was best in epoch {_best.Epoch} ({_best.Value:G5})."));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_restoreBestWeights && _best.Epoch > 0)
            _bestWeights.CopyTo(state.Network.Parameters.Change());
    }

    private void Keep(ReadOnlySpan<float> weights)
    {
        if (_bestWeights.Length != weights.Length)
            _bestWeights = new float[weights.Length];
        weights.CopyTo(_bestWeights);
    }
}
