namespace ConvGen;

/// <summary>What training shows on the console.</summary>
public enum ProgressMode
{
    /// <summary>A bar on a terminal, lines where output is redirected.</summary>
    Auto,

    /// <summary>A bar that is redrawn in place.</summary>
    Bar,

    /// <summary>A line for each epoch.</summary>
    Lines,

    /// <summary>Nothing.</summary>
    None,
}
