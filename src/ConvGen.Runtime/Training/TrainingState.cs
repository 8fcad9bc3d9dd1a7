namespace ConvGen;

/// <summary>Where a training stands, as callbacks see it.</summary>
public sealed class TrainingState
{
    internal TrainingState(INetwork network, FitOptions options, int batches)
    {
        Network = network;
        Options = options;
        Batches = batches;
    }

    /// <summary>The network in training.</summary>
    public INetwork Network { get; }

    /// <summary>What <c>Fit</c> was asked for.</summary>
    public FitOptions Options { get; }

    /// <summary>The finished epochs.</summary>
    public History History { get; } = new();

    /// <summary>The current epoch, counted from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>How many batches of the current epoch are done.</summary>
    public int Batch { get; internal set; }

    /// <summary>How many batches an epoch has.</summary>
    public int Batches { get; }

    /// <summary>Mean loss of the last batch.</summary>
    public float BatchLoss { get; internal set; }

    /// <summary>Mean loss of the current epoch so far.</summary>
    public float Loss { get; internal set; }

    /// <summary>Whether training ends after this call.</summary>
    public bool StopRequested => History.StopReason is not null;

    /// <summary>Ends training after the current batch or epoch; the first reason is kept in <see cref="History.StopReason"/>.</summary>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        History.StopReason ??= reason;
    }
}
