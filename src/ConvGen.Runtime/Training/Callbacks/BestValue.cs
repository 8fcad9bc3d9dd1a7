namespace ConvGen;

/// <summary>Remembers the best value of a watched number.</summary>
internal sealed class BestValue(Monitored monitored, float minDelta = 0)
{
    private float _best = float.NaN;

    /// <summary>The epoch of the best value; 0 before the first.</summary>
    public int Epoch { get; private set; }

    public float Value => _best;

    /// <exception cref="InvalidOperationException">The number will not be measured.</exception>
    public void Reset(TrainingState state, string callback)
    {
        if (monitored != Monitored.Loss && state.Options.Validation is null)
            throw new InvalidOperationException($"{callback} watches {monitored}, but FitOptions.Validation is not set. Set it, or watch Monitored.Loss.");
        if (monitored == Monitored.ValidationAccuracy && !state.Options.Validation!.HasLabels)
            throw new InvalidOperationException($"{callback} watches {monitored}, but the validation images have float targets, which have no accuracy. Watch Monitored.ValidationLoss.");
        (_best, Epoch) = (float.NaN, 0);
    }

    /// <summary>Whether this epoch is the best so far, by more than the least difference that counts; a NaN never is.</summary>
    public bool Improves(EpochRecord epoch)
    {
        var value = monitored switch
        {
            Monitored.Loss => epoch.Loss,
            Monitored.ValidationLoss => epoch.ValidationLoss,
            _ => epoch.ValidationAccuracy,
        };
        var gain = monitored == Monitored.ValidationAccuracy ? value - _best : _best - value;
        if (float.IsNaN(value) || (Epoch > 0 && gain <= minDelta))
            return false;
        (_best, Epoch) = (value, epoch.Epoch);
        return true;
    }
}
