namespace ConvGen;

/// <summary>A weight file is not a well-formed safetensors file; the message says where it breaks the format.</summary>
public sealed class WeightsFormatException : Exception
{
    /// <summary>Without a message.</summary>
    public WeightsFormatException()
    {
    }

    /// <summary>With a message.</summary>
    public WeightsFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public WeightsFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
