using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with a normalisation's input.</summary>
internal static class NormalizationRules
{
    private const string Category = "ConvGen.Layers";

    public static readonly DiagnosticDescriptor SingleValue = new(
        "CVG2019",
        "A normalisation runs over several values",
        "{0}: each channel of its {1} input (from {2}) is a single value, so that the result is the bias, whatever the input. Remove it, or move it to where the map is larger.",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All => [SingleValue];
}
