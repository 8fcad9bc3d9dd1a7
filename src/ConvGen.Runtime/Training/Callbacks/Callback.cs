namespace ConvGen;

/// <summary>Code that runs as training goes on. Every member may call <see cref="TrainingState.Stop"/>.</summary>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainingStart(TrainingState state)
    {
    }

    /// <summary>Before an epoch's first batch.</summary>
    public virtual void OnEpochStart(TrainingState state)
    {
    }

    /// <summary>After a batch and its optimiser step.</summary>
    public virtual void OnBatchEnd(TrainingState state)
    {
    }

    /// <summary>After an epoch and its validation; <paramref name="epoch"/> is the history's last record.</summary>
    public virtual void OnEpochEnd(TrainingState state, EpochRecord epoch)
    {
    }

    /// <summary>After the last epoch, also when training was stopped early; not after an exception.</summary>
    public virtual void OnTrainingEnd(TrainingState state)
    {
    }
}
