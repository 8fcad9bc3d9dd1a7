namespace FirstNetwork;

/// <summary>Something the person at the terminal can put right: shown as one sentence, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
