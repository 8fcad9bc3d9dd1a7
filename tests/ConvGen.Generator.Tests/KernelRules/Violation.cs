namespace ConvGen.Tests.KernelRules;

/// <summary>A method that breaks a rule of the emitted code, and where.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Rule">One of the rules' names below.</param>
/// <param name="Detail">What was found.</param>
internal sealed record Violation(string Method, string Rule, string Detail)
{
    /// <summary>A method that holds vectors calls operations of its instruction set and nothing else.</summary>
    public const string Leaf = "leaf";

    /// <summary>At most sixteen vectors are alive at once.</summary>
    public const string Registers = "registers";

    /// <summary>No address is loaded from twice in a straight piece.</summary>
    public const string Loads = "loads";

    /// <summary>Static, with the attributes it needs, and free of what costs checks or frames.</summary>
    public const string Form = "form";

    /// <summary>Small enough for the JIT to optimise.</summary>
    public const string Size = "size";
}
