namespace ConvGen;

/// <summary>Names that stand for parts of the network in attributes.</summary>
public static class Network
{
    /// <summary>The network's input.</summary>
    public const string Input = "$input";
}
