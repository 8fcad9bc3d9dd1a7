namespace ConvGen.Tests;

/// <summary>One way to err, and the one answer to it.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Name">What is wrong, in a few words.</param>
/// <param name="Message">The exact message.</param>
/// <param name="Sources">The files; <c>[|</c> and <c>|]</c> mark where the answer appears.</param>
internal sealed record Mistake(string Id, string Name, string Message, params string[] Sources)
{
    public Setup Setup { get; init; }

    /// <summary>What a code fix is told was meant.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The attributes inside blocks that the answer points to as well, outermost first.</summary>
    public IReadOnlyList<string> Inside { get; init; } = [];

    public static IReadOnlyList<Mistake> All { get; } = [.. ClassMistakes.All, .. GraphMistakes.All, .. ArgumentMistakes.All, .. ShapeMistakes.All, .. NormalizationMistakes.All, .. SpatialMistakes.All, .. ProjectMistakes.All, .. BlockMistakes.All, .. BlockUseMistakes.All];

    public Project Project() => new(Setup, [.. Sources.Select(source => MarkedSource.Parse(source).Text)]);
}
