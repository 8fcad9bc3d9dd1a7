namespace ConvGen;

/// <summary>The number of an epoch that a callback watches.</summary>
public enum Monitored
{
    /// <summary>Mean training loss; lower is better.</summary>
    Loss,

    /// <summary>Mean validation loss; lower is better.</summary>
    ValidationLoss,

    /// <summary>Validation accuracy; higher is better.</summary>
    ValidationAccuracy,
}
