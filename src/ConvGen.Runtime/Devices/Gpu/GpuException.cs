namespace ConvGen;

/// <summary>A graphics processor or its driver failed at something that it should be able to do; the message says at what, and what it answered.</summary>
public sealed class GpuException : Exception
{
    /// <inheritdoc cref="GpuException"/>
    public GpuException()
    {
    }

    /// <inheritdoc cref="GpuException"/>
    public GpuException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="GpuException"/>
    public GpuException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What it means for whatever is asked for next.</summary>
    internal GpuFailure Failure { get; init; }
}
