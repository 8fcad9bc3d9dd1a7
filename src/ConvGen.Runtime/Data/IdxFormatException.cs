namespace ConvGen;

/// <summary>A file is not a well-formed idx file; the message names the file and what is wrong.</summary>
public sealed class IdxFormatException : Exception
{
    /// <summary>Without a message.</summary>
    public IdxFormatException()
    {
    }

    /// <summary>With a message.</summary>
    public IdxFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public IdxFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
