namespace ConvGen;

/// <summary>The loss became infinite or not a number; the message names epoch and step. The parameters are those before that step.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Without a message.</summary>
    public TrainingDivergedException()
    {
    }

    /// <summary>With a message.</summary>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public TrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
