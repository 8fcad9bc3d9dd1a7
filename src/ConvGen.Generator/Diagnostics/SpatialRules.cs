using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with layers that change a map's size or arrangement.</summary>
internal static class SpatialRules
{
    private const string Category = "ConvGen.Layers";

    public static readonly DiagnosticDescriptor SizeTwice = new(
        "CVG2025",
        "A transposed convolution's size is said once",
        "{0}: Padding = Padding.Same and OutputPadding = {1} both say how large the result is. Keep one of them.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OutputPaddingTooLarge = new(
        "CVG2026",
        "Output padding is less than a step",
        "{0}: OutputPadding = {1} is less than neither its stride ({2}) nor its dilation ({3}). Use at most {4}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NothingLeft = new(
        "CVG2027",
        "A transposed convolution's padding leaves something",
        "{0}: its padding takes {1} {3} off the {2} that its {4} input (from {5}) makes. Pad less, so that something is left.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CropsAll = new(
        "CVG2028",
        "Cropping leaves something",
        "{0}: takes {1} {3} off its {4} input (from {5}), which has {2}. Crop less, so that something is left.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor OtherElements = new(
        "CVG2029",
        "Reshaping keeps the number of elements",
        "{0}: {1} has {2} elements, but its {3} input (from {5}) has {4}. Choose sizes whose product is {4}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor FilterNumbers = new(
        "CVG2030",
        "A fixed filter has all its numbers",
        "{0}: a {1}×{2} filter has {3} numbers, but {4} are given. Give them row by row.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All => [SizeTwice, OutputPaddingTooLarge, NothingLeft, CropsAll, OtherElements, FilterNumbers];
}
