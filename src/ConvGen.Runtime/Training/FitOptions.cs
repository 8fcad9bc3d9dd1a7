namespace ConvGen;

/// <summary>How <see cref="Trainer.Fit"/> trains.</summary>
public sealed class FitOptions
{
    /// <summary>How often the training images are gone through; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Epochs
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Epochs), value, $"Epochs is {value}; it is at least 1.");
    } = 1;

    /// <summary>The rule that changes the parameters; plain gradient descent with a rate of 0.01 by default.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd(0.01);

    /// <summary>Images to measure loss and accuracy on after each epoch; none by default.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Called as training goes on, in order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Whether each epoch goes through the images in an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Where the orders come from: the same seed gives the same orders.</summary>
    public int Seed { get; init; }

    /// <summary>What is shown on the console.</summary>
    public ProgressMode Progress { get; init; } = ProgressMode.Auto;

    /// <summary>Goes on where a loss is infinite or not a number, instead of throwing <see cref="TrainingDivergedException"/>; such steps change no parameter.</summary>
    public bool SkipNonFiniteSteps { get; init; }

    /// <summary>Ends training between two steps with an <see cref="OperationCanceledException"/>; the network keeps what it learned.</summary>
    public CancellationToken CancellationToken { get; init; }
}
