using Microsoft.CodeAnalysis;

namespace ConvGen.Generator.Diagnostics;

/// <summary>What can be wrong with blocks and their uses.</summary>
internal static class BlockRules
{
    private const string Category = "ConvGen.Blocks";

    public static readonly DiagnosticDescriptor BlockForm = new(
        "CVG1030",
        "A block is made of layers",
        "Block '{0}': {1}. {2}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Default = new(
        "CVG1031",
        "Defaults of parameters are seen everywhere",
        "Parameter '{0}': {1}. Put [DefaultValue({2})] on it.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Expression = new(
        "CVG1032",
        "Numbers in blocks are expressions",
        "{0}: {1} = '{2}' cannot be read: {3}. Write an expression in the block's parameters.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor UnknownParameter = new(
        "CVG1033",
        "Expressions speak of parameters",
        "{0}: {1} speaks of '{3}', which is no parameter of block '{2}'. Use {4}.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoValue = new(
        "CVG1034",
        "Expressions have values",
        "{0}: {1} = '{2}' has no value here: {3}. Change the arguments of the block, or the expression.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Recursion = new(
        "CVG1035",
        "No block contains itself",
        "Block '{0}' contains {1}. A network has no end then; remove one of them.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor WhenOutside = new(
        "CVG1036",
        "Conditions stand inside blocks",
        "{0}: When stands in a network, but conditions speak of a block's parameters. Remove it, or declare a block.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor CopiesOfOneName = new(
        "CVG1037",
        "Copies have names of their own",
        "{0}: {1} copies cannot all be named '{2}'. Put {{0}} (counted from 0) or {{1}} (counted from 1) in the name.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TooManyLayers = new(
        "CVG1038",
        "Networks have a largest number of layers",
        "{0}: the network has more than {1} layers here. Repeat less.",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public static DiagnosticDescriptor[] All =>
    [
        BlockForm, Default, Expression, UnknownParameter, NoValue, Recursion,
        WhenOutside, CopiesOfOneName, TooManyLayers,
    ];
}
