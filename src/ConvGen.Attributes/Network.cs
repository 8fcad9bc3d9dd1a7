namespace ConvGen;

/// <summary>Names that stand for parts of the network in attributes.</summary>
public static class Network
{
    /// <summary>The network's (first) input; inside a block, the block's.</summary>
    public const string Input = "$input";
}
