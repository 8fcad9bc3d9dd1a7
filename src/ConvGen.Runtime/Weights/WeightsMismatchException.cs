namespace ConvGen;

/// <summary>A well-formed weight file does not belong to this network: tensors are missing, unknown or of another shape.</summary>
public sealed class WeightsMismatchException : Exception
{
    /// <summary>Without a message.</summary>
    public WeightsMismatchException()
    {
    }

    /// <summary>With a message.</summary>
    public WeightsMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public WeightsMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
