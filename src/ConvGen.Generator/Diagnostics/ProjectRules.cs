using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What a project can lack.</summary>
internal static class ProjectRules
{
    private const string Category = "ConvGen.Project";

    public static readonly DiagnosticDescriptor UnsafeOff = new(
        "CVG3001",
        "The project allows unsafe code",
        "Network '{0}' compiles to unsafe code, which this project does not allow. Add <AllowUnsafeBlocks>true</AllowUnsafeBlocks> to the project file; the ConvGen package does.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoRuntime = new(
        "CVG3002",
        "The project references the runtime",
        "Network '{0}' needs ConvGen.Runtime, which this project does not reference. Reference the ConvGen package; it needs net9.0 or later.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OldLanguage = new(
        "CVG3003",
        "The project's C# is new enough",
        "Network '{0}' compiles to C# {1}, but this project is set to C# {2}. Remove LangVersion from the project file, or raise it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All =>
    [
        UnsafeOff, NoRuntime, OldLanguage,
    ];
}
