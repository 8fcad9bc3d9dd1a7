namespace ConvGen.Tests.Ptx;

/// <summary>Text that is no PTX, or PTX that the emulator does not know; the message names the line and quotes it.</summary>
public sealed class PtxFormatException : Exception
{
    /// <inheritdoc cref="PtxFormatException"/>
    public PtxFormatException()
    {
    }

    /// <inheritdoc cref="PtxFormatException"/>
    public PtxFormatException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="PtxFormatException"/>
    public PtxFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal PtxFormatException(int line, string text, string message)
        : base($"line {line}: {message}: {text}") => (Line, Text, Reason) = (line, text, message);

    /// <summary>The line, from 1; 0 where none is to blame.</summary>
    public int Line { get; }

    /// <summary>What stands there.</summary>
    public string Text { get; } = "";

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = "";
}
